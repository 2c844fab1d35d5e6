import DeepDataProfiler
import Explorer
import Reports
import TerminalUI
import Testing

/// The incidence table is sorted, filtered and scrolled as lists are, and goes through a group's vectors.
@Suite struct HypergraphTests {
  private func explorer(_ size: Size = SnapshotTests.middle) throws -> Explorer {
    var explorer = try Sample.answered(size)
    explorer.press("4")
    return explorer
  }

  /// The names of the classes from top to bottom.
  private func classes(_ explorer: Explorer) -> [String] {
    let names = Set(Sample.classNames)
    return explorer.pane(.hypergraph).split(separator: "\n").compactMap { line in
      let words = line.split { " >\u{2502}".contains($0) }.map(String.init)
      guard words.count > 2, names.contains(words[0]), Int(words[1]) != nil else { return nil }
      return words[0]
    }
  }

  @Test func eachOrderHasItsTurnAndIsTold() throws {
    var explorer = try explorer()
    #expect(classes(explorer) == Sample.classNames)
    explorer.press("s")
    let numbers = explorer.pane(.hypergraph).split(separator: "\n").compactMap { line -> Int? in
      let words = line.split { " >\u{2502}".contains($0) }.map(String.init)
      guard words.count > 2, Sample.classNames.contains(words[0]) else { return nil }
      return Int(words[1])
    }
    #expect(numbers.count == 10 && numbers == numbers.sorted(by: >))
    #expect(explorer.title(.hypergraph).contains("by #v"))
    #expect(explorer.pane(.hypergraph).contains("#v\u{25BC}"))
    explorer.press("s")
    #expect(classes(explorer) == Sample.classNames.sorted())
    #expect(explorer.title(.hypergraph).contains("by name"))
    #expect(explorer.pane(.hypergraph).contains("class\u{25B2}"))
    explorer.press("s")
    // The classes of v2.
    let own = ["zero", "two", "three", "five", "six", "eight"]
    #expect(classes(explorer) == own + Sample.classNames.filter { !own.contains($0) })
    #expect(explorer.title(.hypergraph).contains("group first"))
    explorer.press("s")
    #expect(classes(explorer) == Sample.classNames)
  }

  @Test func theCursorGoesAlongTheTableAsItIsSorted() throws {
    var explorer = try explorer()
    explorer.press("s", "s", "g")
    for name in Sample.classNames.sorted() {
      #expect(Sample.classNames[Sample.dataSet.labels[explorer.selection.image]] == name)
      #expect(explorer.pane(.hypergraph).contains("> \(name) "))
      explorer.press("j")
    }
    #expect(explorer.pane(.hypergraph).contains("class 10 of 10"))
  }

  @Test func whatIsSearchedForIsAllThatIsListed() throws {
    var explorer = try explorer()
    explorer.press("/")
    explorer.type("e")
    explorer.press(.enter)
    #expect(classes(explorer) == Sample.classNames.filter { $0.contains("e") })
    explorer.press("/", .control("u"))
    explorer.type("dog")
    #expect(explorer.pane(.hypergraph).contains("No class matches; Esc clears the filter."))
    explorer.press(.enter, "j", "k", "l", "s")
    #expect(classes(explorer).count == 10)
  }

  @Test func theVectorsOfAGroupAreSteppedThrough() throws {
    var explorer = try explorer()
    explorer.press("h", "h", "h", "h", "h", "h", "h", "h")
    #expect(explorer.selection.vector == 0)
    #expect(explorer.pane(.hypergraph).contains("v0, s 4.270: 1 of the group's 3 vectors"))
    explorer.press(".")
    #expect(explorer.selection.vector == 1)
    explorer.press(".")
    #expect(explorer.selection.vector == 3)
    #expect(explorer.pane(.hypergraph).contains("3 of the group's 3 vectors"))
    explorer.press(".")
    #expect(explorer.footer.contains("this is the group's last vector"))
    explorer.press(",", ",", ",")
    #expect(explorer.footer.contains("this is the group's first vector"))
    explorer.press("l", ".")
    #expect(explorer.footer.contains("this group has one vector"))
  }

  /// The rows of a pane in which a bar stands before the frame.
  private func bar(_ explorer: Explorer, _ pane: PaneID, _ size: Size) -> [Int] {
    let canvas = explorer.render(pane: pane, size: size, theme: explorer.theme)
    return (0..<size.rows).filter { canvas[$0, size.columns - 2].grapheme == "\u{2588}" }
  }

  @Test(arguments: [PaneID.layers, .hypergraph, PaneID(rawValue: "gram")])
  func aListOfWhichAPartIsInSightHasABar(pane: PaneID) throws {
    var explorer = try Sample.answered()
    explorer.turn(to: nil, of: pane)
    explorer.press(pane.key)
    Sample.answer(&explorer)
    explorer.press("g")
    let size = Size(columns: 90, rows: 7)
    let top = bar(explorer, pane, size)
    explorer.press("G")
    let bottom = bar(explorer, pane, size)
    #expect(!top.isEmpty && !bottom.isEmpty)
    #expect((top.first ?? 9) < (bottom.first ?? 0))
    let whole = Size(columns: 90, rows: 140)
    #expect(bar(explorer, pane, whole).isEmpty)
  }

  @Test func columnsOutOfSightAreMarkedOnTheirSide() throws {
    var explorer = try explorer(Size(columns: 50, rows: 20))
    func heading() -> String {
      explorer.pane(.hypergraph).split(separator: "\n").dropFirst().first.map(String.init) ?? ""
    }
    for _ in 0..<8 { explorer.press("h") }
    #expect(heading().contains("\u{203A}") && !heading().contains("\u{2039}"))
    for _ in 0..<3 { explorer.press("l") }
    #expect(heading().contains("\u{203A}") && heading().contains("\u{2039}"))
    for _ in 0..<8 { explorer.press("l") }
    #expect(!heading().contains("\u{203A}") && heading().contains("\u{2039}"))
  }

  @Test func zoomedAllClassesOfAGroupAreRead() throws {
    for pane in [PaneID.hypergraph, .hierarchy] {
      var explorer = try explorer(Size(columns: 50, rows: 40))
      explorer.press(pane.key, "g")
      explorer.press("h", "h", "h", "h", "h", "h", "h", "h", "z")
      Sample.answer(&explorer)
      #expect(explorer.selection.vector == 0)
      for name in Sample.classNames { #expect(explorer.screen.contains(name), "\(pane) \(name)") }
      #expect(!explorer.screen.contains("10 in all"))
    }
  }
}
