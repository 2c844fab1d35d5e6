import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// A screen of any size gets a canvas of that size.
@Suite struct SizeTests {
  /// All extents that decide on layouts, and odd ones between.
  static let widths = [0, 1, 2, 3, 4, 5, 9, 13, 23, 39, 40, 41, 60]
  static let heights = [0, 1, 2, 3, 4, 5, 8, 12, 13, 31, 60]

  @Test(arguments: PaneID.all) func everyPaneFitsEverySize(view: PaneID) throws {
    let explorers = try [
      Sample.answered(), Sample.answered(layer: 2), Sample.explorer(),
      Explorer(findings: try Sample.findings(hasGraph: false), size: Size(columns: 9, rows: 9)),
    ]
    for (place, start) in explorers.enumerated() {
      var explorer = start
      explorer.turn(to: nil, of: view)
      if place < 2 { Sample.answer(&explorer) }
      for columns in Self.widths {
        for rows in Self.heights {
          let size = Size(columns: columns, rows: rows)
          let canvas = explorer.render(pane: view, size: size, theme: .mono)
          #expect(canvas.size == size)
          #expect(canvas.cells.count == columns * rows)
        }
      }
    }
  }

  @Test func theWholeScreenFitsEverySize() throws {
    let answered = try Sample.answered()
    for columns in [0, 1, 39, 40, 41, 60, 99, 100, 161] {
      for rows in [0, 1, 11, 12, 13, 23, 24, 60] {
        let size = Size(columns: columns, rows: rows)
        var explorer = answered
        _ = explorer.handle(.resized(size))
        for key: Key in ["1", "4", "z", "?", .escape, "t", .escape, "e", .escape] {
          explorer.press(key)
          #expect(explorer.render(size: size, theme: .dark).size == size)
        }
      }
    }
  }

  /// The views whose frames stand on the screen.
  private func frames(columns: Int, rows: Int) throws -> [PaneID] {
    let explorer = try Sample.answered(Size(columns: columns, rows: rows))
    return PaneID.first.filter { explorer.screen.contains("─ \($0.info?.numberedTitle ?? "") ") }
  }

  @Test func whichPanesThereIsRoomForChangesAtTheStatedSizes() throws {
    #expect(try frames(columns: 100, rows: 24) == PaneID.first)
    #expect(try frames(columns: 99, rows: 24) == [.layers, .spectrum])
    #expect(try frames(columns: 100, rows: 23) == [.layers, .spectrum])
    // Two panes one above the other take 16 rows; header, names of panes and keys take 4 here.
    #expect(try frames(columns: 99, rows: 20) == [.layers, .spectrum])
    #expect(try frames(columns: 99, rows: 19) == [.layers])
    #expect(try frames(columns: 40, rows: 12) == [.layers])
    #expect(try frames(columns: 39, rows: 12) == [])
    #expect(try frames(columns: 40, rows: 11) == [])
  }

  /// The lines of facts above the chart, in a pane of some width.
  private func facts(columns: Int) throws -> [String] {
    let explorer = try Sample.answered(Size(columns: columns, rows: 30))
    let lines = explorer.pane(.spectrum).split(separator: "\n").dropFirst().map(String.init)
    let end = lines.firstIndex { $0.contains("R to lognormal") } ?? 0
    return Array(lines[...end])
  }

  /// Alpha never stands without its distance; what fits into a line to the last column stays in it.
  @Test func factsAreBrokenOnlyWhereTheyDoNotFit() throws {
    let columns = try #require(
      (100...260).first { (try? facts(columns: $0).count) == 1 })
    #expect(try facts(columns: columns - 1).count == 2)
    let line = try facts(columns: columns)[0]
    #expect(line.hasPrefix("│ alpha ") && line.hasSuffix("p 0.690 │"), "\(line)")
  }

  @Test func aScreenTooSmallSaysWhatItNeedsAndStillQuits() throws {
    var explorer = try Sample.answered(Size(columns: 39, rows: 11))
    #expect(explorer.screen.contains("ddp-tui needs 40x12, has 39x11. q"))
    #expect(explorer.press("q") == .quit)
  }

  @Test func anotherSizeIsDrawnAtOnce() throws {
    var explorer = try Sample.answered(Size(columns: 200, rows: 60))
    #expect(
      PaneID.first.allSatisfy { explorer.screen.contains(" \($0.info?.numberedTitle ?? "") ") })
    #expect(explorer.screen.contains("class 10 of 10"))
    #expect(explorer.handle(.resized(Size(columns: 80, rows: 24))) == nil)
    #expect(explorer.screen.split(separator: "\n", omittingEmptySubsequences: false).count == 25)
    #expect(!explorer.screen.contains("class 10 of 10"))
  }

  @Test(arguments: Display.Colors.allCases)
  func everyPaneFitsEverySizeOnEveryDisplay(colors: Display.Colors) throws {
    var explorer = try Sample.answered()
    let theme = Theme.dark.adapted(to: Display(colors: colors, isUnicode: false))
    for view in PaneID.all {
      explorer.turn(to: nil, of: view)
      Sample.answer(&explorer)
      for columns in stride(from: 1, through: 60, by: 7) {
        for rows in stride(from: 1, through: 30, by: 4) {
          let size = Size(columns: columns, rows: rows)
          let canvas = explorer.render(pane: view, size: size, theme: theme)
          #expect(canvas.size == size)
          let isPlain = canvas.cells.allSatisfy { $0.grapheme.isASCII }
          #expect(isPlain, "\(view) \(columns)x\(rows)")
        }
      }
    }
  }

  @Test(arguments: [Size(columns: 0, rows: 0), Size(columns: 1, rows: 1)])
  func noKeyDoesHarmOnATinyScreen(size: Size) throws {
    var explorer = try Sample.answered(size)
    for entry in KeyMap.Context.all.flatMap(KeyMap.standard.entries) {
      for choice in entry.choices {
        for key in choice.keys {
          explorer.press(key)
          #expect(explorer.render(size: size, theme: explorer.theme).size == size)
        }
      }
    }
  }
}
