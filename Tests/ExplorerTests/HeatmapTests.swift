import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

/// Heatmaps on every kind of display.
@Suite struct HeatmapTests {
  /// The projection pane of one map of given values.
  private func pane(
    _ values: [Float], _ height: Int, _ width: Int, _ display: Display, size: Size,
    theme: Theme = .dark
  ) throws -> (canvas: Canvas, theme: Theme) {
    let theme = theme.adapted(to: display)
    var explorer = Explorer(
      findings: try Sample.findings(), size: size, themes: [theme], selection: Selection(layer: 1))
    let maps = FeatureMaps(
      stage: .projections, count: 1, height: height, width: width, values: values)
    explorer.find(.maps(.projections, layer: 1, image: 0), .known(maps))
    return (explorer.render(pane: .projection, size: size, theme: theme), theme)
  }

  private let values: [Float] = [-1, -0.5, 0, 0.25, 0.5, 1, .nan, -0.01]

  @Test(arguments: [Display.Colors.trueColor, .palette])
  func twoValuesShareACellWhereThereAreColours(colors: Display.Colors) throws {
    let (canvas, _) = try pane(
      values, 2, 4, Display(colors: colors), size: Size(columns: 8, rows: 5))
    #expect(canvas[1, 2].withoutPicture == Canvas.Cell("▀", Style(.heat(-31), on: .heat(16))))
    #expect(canvas[1, 3].withoutPicture == Canvas.Cell("▀", Style(.heat(-16), on: .heat(31))))
    #expect(canvas[1, 4].withoutPicture == Canvas.Cell("×", Style(.role(.heatNaN), on: .heat(0))))
    #expect(canvas[1, 5].withoutPicture == Canvas.Cell("▀", Style(.heat(8), on: .heat(0))))
  }

  @Test func sixteenColoursHaveShadesInTwoHues() throws {
    let (canvas, theme) = try pane(
      values, 2, 4, Display(colors: .sixteen), size: Size(columns: 12, rows: 5))
    let upper = (0..<8).map { canvas[1, 2 + $0] }
    #expect(String(upper.map(\.grapheme)) == "██▓▓  ▒▒")
    let lower = (0..<8).map { canvas[2, 2 + $0] }
    #expect(String(lower.map(\.grapheme)).hasSuffix("××  "))
    let (blue, red) = (theme.color(.heat(-31)), theme.color(.heat(31)))
    #expect(blue != red)
    #expect(theme.color(upper[0].style.foreground) == blue)
    #expect(theme.color(lower[2].style.foreground) == red)
  }

  /// A full block that is reversed would be a hole.
  @Test(arguments: [Display.Colors.eight, .sixteen])
  func theCursorIsSeenOnAFullBlock(colors: Display.Colors) throws {
    let display = Display(colors: colors)
    let map = Heatmap(values: values[...], height: 2, width: 4)
    let room = Size(columns: 8, rows: 2)
    let placement = try #require(map.placement(in: room, tier: .shades))
    for (row, column) in [(0, 0), (0, 2), (1, 1)] {
      var canvas = Canvas(size: room)
      map.draw(
        on: &canvas, row: 0, column: 0, placement, tier: .shades, glyphs: .suited(to: display),
        cursor: (row, column))
      #expect(
        canvas[row, 2 * column].grapheme == "[" && canvas[row, 2 * column + 1].grapheme == "]")
      #expect(canvas[row, 2 * column].style.emphasis.contains(.reverse))
    }
  }

  @Test(arguments: [
    Display(colors: .none), Display(colors: .none, isUnicode: false),
    Display(colors: .trueColor, isUnicode: false),
  ])
  func digitsWithSignsStandWhereThereAreNoColoursOrNoBlocks(display: Display) throws {
    let (canvas, _) = try pane(values, 2, 4, display, size: Size(columns: 12, rows: 5))
    func row(_ row: Int) -> String { String((0..<8).map { canvas[row, 2 + $0].grapheme }) }
    let nan = display.isUnicode ? "×" : "?"
    #expect(row(1) == "-9-5 0+2")
    #expect(row(2) == "+5+9 \(nan) 0")
  }

  @Test func aMonoThemeNeverTellsASignByColour() throws {
    let (canvas, theme) = try pane(
      values, 2, 4, Display(colors: .trueColor), size: Size(columns: 12, rows: 5), theme: .mono)
    #expect(canvas.text.contains("-9") && canvas.text.contains("+9"))
    #expect(canvas.cells.allSatisfy { theme.color($0.style.foreground) == .default })
  }

  @Test func withoutUnicodeEverythingIsASCII() throws {
    let theme = Theme.dark.adapted(to: Display(colors: .palette, isUnicode: false))
    var explorer = try Sample.answered(Size(columns: 200, rows: 60), themes: [theme])
    for view in PaneID.first {
      explorer.press(view.key, ">")
      Sample.answer(&explorer)
      #expect(explorer.screen.allSatisfy { $0.isASCII }, "\(view)")
    }
  }

  @Test func aLargeMapSaysHowItWasReducedAndLosesNoPeak() throws {
    var values = [Float](repeating: 0.01, count: 100 * 100)
    values[57 * 100 + 31] = -4
    let (canvas, _) = try pane(
      values, 100, 100, Display(colors: .trueColor), size: Size(columns: 80, rows: 24))
    #expect(canvas.text.contains("max magnitude of each "))
    #expect(canvas.text.contains("100x100"))
    let peaks = canvas.cells.count { cell in
      cell.grapheme == "▀" && [cell.style.foreground, cell.style.background].contains(.heat(-31))
    }
    #expect(peaks == 1)
    let (small, _) = try pane(
      values, 100, 100, Display(colors: .trueColor), size: Size(columns: 110, rows: 60))
    #expect(!small.text.contains("shown:"))
  }

  @Test func theScaleIsSymmetricAndItsEndsAreWritten() throws {
    let (canvas, _) = try pane(
      [-0.5, 0, 1, 2], 2, 2, Display(colors: .trueColor), size: Size(columns: 80, rows: 24))
    #expect(canvas.text.contains("-2.000 "))
    #expect(canvas.text.contains(" +2.000"))
    #expect(canvas.text.contains("min -0.5000  max +2.000"))
    #expect(canvas.cells.contains { $0.style.foreground == .heat(-8) })
    #expect(!canvas.cells.contains { $0.grapheme == "▀" && $0.style.foreground == .heat(-31) })
  }

  @Test func aMapOfZerosAndOneOfNothingFinite() throws {
    let size = Size(columns: 80, rows: 24)
    let (zeros, _) = try pane([0, 0, 0, 0], 2, 2, Display(colors: .trueColor), size: size)
    #expect(zeros.text.contains("every value is 0"))
    let (nothing, _) = try pane(
      [.nan, .infinity, -.infinity, .nan], 2, 2, Display(colors: .trueColor), size: size)
    #expect(nothing.text.contains("4 not finite"))
    #expect(nothing.text.contains("×"))
  }

  /// The sizes of panes, in a range of columns and rows, that reduce a map and do not say so.
  private func silent(
    _ columns: ClosedRange<Int>, _ rows: ClosedRange<Int>, colors: Display.Colors
  ) throws -> [String] {
    let values = (0..<576).map { Sample.noise($0) }
    // A cell is two rows of values, or half a value of one row.
    let (across, down) = colors == .trueColor ? (24, 12) : (48, 24)
    var silent: [String] = []
    for columns in stride(from: columns.lowerBound, through: columns.upperBound, by: 4) {
      for rows in rows where rows - 4 < down || columns - 4 < across {
        let size = Size(columns: columns, rows: rows)
        let (canvas, _) = try pane(values, 24, 24, Display(colors: colors), size: size)
        if !canvas.text.contains("magnitude of each ") { silent.append("\(columns)x\(rows)") }
      }
    }
    return silent
  }

  @Test(arguments: [Display.Colors.none, .sixteen, .trueColor])
  func aMapThatIsReducedSaysSoInEveryPane(colors: Display.Colors) throws {
    #expect(try silent(40...80, 14...32, colors: colors) == [])
    #expect(try silent(72...80, 10...13, colors: colors) == [])
    let narrow = try silent(30...36, 10...32, colors: colors)
    let low = try silent(40...68, 8...13, colors: colors)
    #expect(narrow == [])
    #expect(low == [])
  }

  /// Where the terminal shows pixels, found out while the explorer runs, nothing is reduced.
  @Test func aMapThatIsShownInPixelsIsNotReduced() throws {
    var explorer = try Sample.answered(Size(columns: 200, rows: 60))
    _ = explorer.press("3", "z")
    _ = explorer.handle(.resized(Size(columns: 64, rows: 16)))
    #expect(explorer.screen.contains("magnitude of each 2x2"))
    let pixels = Display(colors: .trueColor, cell: PixelSize(width: 8, height: 16))
    #expect(explorer.handle(.adapted(to: pixels)) == nil)
    #expect(!explorer.screen.contains("magnitude of each"))
    _ = explorer.handle(.adapted(to: Display(colors: .trueColor)))
    #expect(explorer.screen.contains("magnitude of each 2x2"))
  }

  @Test(arguments: [
    Display(colors: .trueColor), Display(colors: .palette), Display(colors: .sixteen),
    Display(colors: .none), Display(colors: .trueColor, isUnicode: false),
  ])
  func whatIsNoNumberHasAGlyphAndARoleOfItsOwn(display: Display) throws {
    let (canvas, _) = try pane(values, 2, 4, display, size: Size(columns: 80, rows: 24))
    let glyph: Character = display.isUnicode ? "×" : "?"
    let marked = canvas.cells.filter { $0.grapheme == glyph }
    #expect(!marked.isEmpty)
    for cell in marked { #expect(cell.style.foreground == .role(.heatNaN)) }
    #expect(canvas.text.contains("1 not finite"))
  }
}
