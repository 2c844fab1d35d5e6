import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// The pictures of a hierarchy's groups.
@Suite struct HierarchyPictureTests {
  private static let sizes = [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 36), Size(columns: 200, rows: 60),
  ]

  /// An explorer with the hierarchy in focus and all that it wants.
  private static func explorer(_ size: Size, zoomed: Bool = false) throws -> Explorer {
    var explorer = try Sample.answered(size)
    explorer.press("5")
    if zoomed { explorer.press("z") }
    Sample.answer(&explorer)
    return explorer
  }

  private static func screen(_ explorer: Explorer) -> Canvas {
    explorer.render(size: explorer.size, theme: explorer.theme)
  }

  /// The cells that show pixels.
  private static func pixels(_ canvas: Canvas) -> [Canvas.Cell] {
    (0..<canvas.size.rows).flatMap { row in
      (0..<canvas.size.columns).map { canvas[row, $0] }
    }.filter { cell in
      if case .pixel = cell.style.foreground { cell.grapheme == "▀" } else { false }
    }
  }

  @Test(arguments: sizes, [false, true])
  func theSelectedGroupHasPictures(size: Size, zoomed: Bool) throws {
    let explorer = try Self.explorer(size, zoomed: zoomed)
    // An image of 14 x 14 pixels, two of them to a cell.
    #expect(Self.pixels(Self.screen(explorer)).count >= 98, "\(size)")
  }

  @Test func imagesInNodesAreOf28RowsWhereThereIsRoom() throws {
    let explorer = try Self.explorer(Size(columns: 200, rows: 60), zoomed: true)
    let canvas = Self.screen(explorer)
    let most = (0..<canvas.size.columns).map { column in
      var (run, most) = (0, 0)
      for row in 0..<canvas.size.rows {
        run = canvas[row, column].grapheme == "▀" ? run + 1 : 0
        most = max(most, run)
      }
      return most
    }.max()
    #expect(most == 14)
  }

  /// Where a diagram of all levels has no room, keys go where the rows of neighbours say.
  @Test func inFewRowsTheNeighboursOfAGroupAreListed() throws {
    var explorer = try Self.explorer(Size(columns: 80, rows: 24))
    func row(_ name: String) -> Substring {
      explorer.screen.split(separator: "\n").first { $0.hasPrefix("│ \(name) ") } ?? ""
    }
    func chosen() -> Substring? { row("level").firstMatch(of: #/\[(.*?)\]/#)?.1 }
    explorer.press("g")
    #expect(row("above").contains("none"))
    var path = [try #require(chosen())]
    while !row("below").contains("none"), path.count < 9 {
      let below = row("below")
      explorer.press("j")
      let group = try #require(chosen())
      #expect(below.contains(" \(group) "))
      #expect(row("above").contains(" \(path[path.count - 1]) "))
      path.append(group)
    }
    #expect(path.count == 3, "the sample has three levels")
    explorer.press("z")
    #expect(row("level").isEmpty, "there is room for the diagram")
  }

  @Test(arguments: sizes)
  func everyGroupThatIsShownIsWhole(size: Size) throws {
    var explorer = try Self.explorer(size, zoomed: true)
    for _ in 0..<4 {
      explorer.press("j")
      Sample.answer(&explorer)
      let lines = Self.screen(explorer).text.split(separator: "\n")
      let captions = lines.reduce(0) { $0 + $1.ranges(of: "optimised").count }
      let labels = lines.reduce(0) { $0 + $1.ranges(of: /v\d+ \(\d\)/).count }
      // Below each label a picture, and those of the strip; where nodes have none, those alone.
      #expect(captions >= labels || captions <= 1, "\(size)")
    }
  }

  @Test func picturesOfNodesComeLastAndTheNearestFirst() throws {
    var explorer = try Sample.explorer()
    explorer.press("5", "z")
    let hierarchy = AnyQuestion.hierarchy(layer: 1, explorer.selection.parameters)
    explorer.find(hierarchy, Sample.answer(to: hierarchy))
    let images = explorer.wanted.indices.filter {
      explorer.wanted[$0].as(VisualizationQuestion.self) != nil
    }
    let first = try #require(images.first.map { explorer.wanted[$0] })
    #expect(first.as(VisualizationQuestion.self)?.objective.terms.map(\.vector) == [2])
    #expect(images.count > 2)
    let header = try #require(explorer.wanted.firstIndex(of: .spectrum(layer: 3)))
    #expect(images.allSatisfy { $0 > header })
    #expect(explorer.watched.contains(first))
    // As far as it is.
    explorer.find(
      first, .working(0.25, partial: Sample.optimizedImage(.init(), after: 128)))
    #expect(Self.screen(explorer).text.contains("optimised 25 %"))
    explorer.press("z", "1")
    #expect(explorer.wanted.count { $0.as(VisualizationQuestion.self) != nil } == 1)
  }

  @Test func imagesThatAreReducedSaySo() throws {
    #expect(
      Self.screen(try Self.explorer(Size(columns: 120, rows: 36))).text
        .contains("images: a pixel for each 2x2"))
    #expect(
      !Self.screen(try Self.explorer(Size(columns: 200, rows: 60), zoomed: true)).text
        .contains("a pixel for each"))
  }

  @Test func theVectorsOfAGroupAreSteppedThrough() throws {
    var explorer = try Self.explorer(Size(columns: 120, rows: 36))
    explorer.press("g")
    #expect(explorer.selection.vector == 0)
    #expect(Self.screen(explorer).text.contains("[+v0 s 4.270]"))
    explorer.press(".", ".")
    #expect(explorer.selection.vector == 3)
    #expect(Self.screen(explorer).text.contains("[+v3 s"))
    explorer.press(".")
    #expect(explorer.selection.vector == 3 && explorer.footer.contains("last vector"))
    explorer.press(",")
    #expect(explorer.selection.vector == 1)
  }

  @Test func linesMeetInASCIIToo() throws {
    let theme = Theme.dark.adapted(to: Display(colors: .none, isUnicode: false))
    var explorer = try Sample.answered(Size(columns: 100, rows: 26), themes: [theme])
    explorer.press("5")
    Sample.answer(&explorer)
    let text = Self.screen(explorer).text
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII })
    #expect(text.contains("+-") && text.contains("|"))
  }
}
