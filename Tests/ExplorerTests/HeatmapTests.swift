import DeepDataProfiler
import Explorer
import Testing

/// Heatmaps on displays that can do more or less, through the projection's pane.
@Suite struct HeatmapTests {
  /// Eight by eight values from -1 to 1 in equal steps, row by row.
  static let ramp = (0..<64).map { Float($0) / 63 * 2 - 1 }

  /// The projection's pane of a map of a square, from its first row and column on.
  static func pane(
    _ values: [Float], _ display: Display, theme: Theme = .dark,
    size: Size = Size(columns: 60, rows: 20)
  ) throws -> Canvas {
    var explorer = try Sample.explorer()
    let side = Int(Double(values.count).squareRoot())
    let maps = FeatureMaps(
      stage: .projections, count: 3, height: side, width: side,
      values: Array(repeating: 0, count: 2 * values.count) + values)
    let request = Request.maps(.projections, layer: 1, image: 17)
    _ = explorer.handle(.answered(request, .maps(maps)))
    return explorer.render(view: .projection, size: size, theme: theme.adapted(to: display))
  }

  /// The upper left corner of the map in its pane.
  static let row = 1
  static let column = 4

  @Test func inHalfBlocksACellIsTwoValues() throws {
    // 18 by 36 cells of room let each value be two columns wide and two rows high: a cell.
    let canvas = try Self.pane(Self.ramp, Display(colors: .trueColor))
    for y in 0..<8 {
      for x in 0..<8 {
        let cell = canvas[Self.row + 2 * y, Self.column + 4 * x]
        #expect(cell.grapheme == "▀")
        let step = Int8((Self.ramp[y * 8 + x] * 31).rounded())
        #expect(cell.style == Style(.heat(step), on: .heat(step)))
      }
    }
  }

  @Test func inHalfBlocksTheUpperValueIsTheForeground() throws {
    var values = [Float](repeating: 0, count: 24 * 24)
    values[0] = 1
    values[24] = -1
    let canvas = try Self.pane(
      values, Display(colors: .trueColor), size: Size(columns: 60, rows: 17))
    #expect(canvas[Self.row, Self.column] == Canvas.Cell("▀", Style(.heat(31), on: .heat(-31))))
    #expect(canvas[Self.row, Self.column + 1].style == Style(.heat(0), on: .heat(0)))
  }

  @Test func trueColourHas63StepsAroundWhite() {
    let colors = (-31...31).map { Theme.dark.color(.heat(Int8($0))) }
    #expect(Set(colors).count == 63)
    #expect(colors[31] == .rgb(red: 0xF7, green: 0xF7, blue: 0xF7))
    for color in colors.prefix(31) { #expect(color.isBluish) }
    for color in colors.suffix(31) { #expect(color.isReddish) }
  }

  @Test func aPaletteHasThe15ColoursOfTheDescription() {
    let theme = Theme.dark.adapted(to: Display(colors: .palette))
    let colors = (-31...31).map { theme.color(.heat(Int8($0))) }
    var distinct: [Color] = []
    for color in colors where color != distinct.last { distinct.append(color) }
    let described: [UInt8] = [
      25, 32, 68, 74, 110, 153, 189, 231, 224, 216, 180, 173, 167, 160, 124,
    ]
    #expect(distinct == described.map(Color.indexed))
    #expect(colors[31] == .indexed(231))
  }

  @Test func sixteenColoursHaveShadesInBlueAndRed() throws {
    let display = Display(colors: .sixteen)
    let canvas = try Self.pane(Self.ramp, display)
    let theme = Theme.dark.adapted(to: display)
    var shades: [Character] = []
    for (place, value) in Self.ramp.enumerated() {
      let (row, column) = (Self.row + 2 * (place / 8), Self.column + 4 * (place % 8))
      let cell = canvas[row, column]
      #expect(cell == canvas[row, column + 1])
      if cell.grapheme != shades.last { shades.append(cell.grapheme) }
      let color = theme.color(cell.style.foreground)
      if value < -0.02 { #expect(color == .indexed(4) || color == .indexed(12)) }
      if value > 0.02 { #expect(color == .indexed(1) || color == .indexed(9)) }
    }
    #expect(shades == ["█", "▓", "▒", "░", " ", "░", "▒", "▓", "█"])
  }

  @Test(arguments: [
    Display(colors: .none), Display(colors: .none, isUnicode: false),
    Display(colors: .trueColor, isUnicode: false), Display(colors: .sixteen, isUnicode: false),
  ])
  func withoutColoursOrBlocksTheSignIsWritten(_ display: Display) throws {
    let canvas = try Self.pane(Self.ramp, display)
    for (place, value) in Self.ramp.enumerated() {
      let (row, column) = (Self.row + 2 * (place / 8), Self.column + 4 * (place % 8))
      let text = String([canvas[row, column].grapheme, canvas[row, column + 1].grapheme])
      // A digit stands for a tenth of the scale, and the ends of the scale are 9.
      let tenths = min(9, Int(abs(value) * 10))
      let near = (max(0, tenths - 1)...min(9, tenths + 1)).map { $0 }
      guard let digit = Int(text.suffix(1)) else {
        // Near zero nothing need be written.
        #expect(abs(value) < 0.1, "\(text) for \(value)")
        continue
      }
      #expect(near.contains(digit), "\(text) for \(value)")
      if digit > 0 { #expect(text.hasPrefix(value < 0 ? "-" : "+"), "\(text) for \(value)") }
    }
  }

  @Test func theSignIsNeverToldByColourAlone() throws {
    // What is left of a pane when all colours are taken away.
    let negative = Self.ramp.map { -abs($0) - 0.01 }
    let positive = negative.map { -$0 }
    for display in [Display(colors: .none), Display(colors: .none, isUnicode: false)] {
      let texts = try [negative, positive].map { values in
        try Self.pane(values, display).text.split(separator: "\n").prefix(17).joined()
      }
      #expect(texts[0] != texts[1])
    }
    for colors in Display.Colors.allCases where colors > .none {
      // With colours, the numbers beside and below the map have signs.
      let text = try Self.pane(negative, Display(colors: colors)).text
      #expect(text.contains("min -1.010"))
    }
  }

  @Test func theMonoThemeHasDigitsOnAnyDisplay() throws {
    let canvas = try Self.pane(Self.ramp, Display(colors: .trueColor), theme: .mono)
    #expect(canvas[Self.row, Self.column].grapheme == "-")
    #expect(canvas[Self.row, Self.column + 1].grapheme == "9")
  }

  @Test func whatIsNotANumberHasAGlyphOfItsOwn() throws {
    var values = Self.ramp
    values[0] = .nan
    for (display, glyph) in [
      (Display(colors: .trueColor), Character("×")), (Display(colors: .palette), "×"),
      (Display(colors: .sixteen), "×"), (Display(colors: .none), "×"),
      (Display(colors: .trueColor, isUnicode: false), "?"),
    ] {
      let canvas = try Self.pane(values, display)
      let cells = [canvas[Self.row, Self.column], canvas[Self.row, Self.column + 1]]
      let marked = cells.filter { $0.grapheme == glyph }
      #expect(!marked.isEmpty, "\(display)")
      for cell in marked { #expect(cell.style.foreground == .role(.heatNaN)) }
      let isElsewhere = canvas[Self.row + 2, Self.column].grapheme == glyph
      #expect(!isElsewhere)
      #expect(canvas.text.contains("1 not finite"))
    }
  }

  @Test func aMapThatIsAllZeroOrAllNaNIsDrawn() throws {
    for value in [Float(0), .nan, .infinity] {
      for colors in Display.Colors.allCases {
        let canvas = try Self.pane(
          Array(repeating: value, count: 64), Display(colors: colors))
        #expect(canvas.text.contains("8x8"))
      }
    }
  }

  @Test func reductionIsStatedWhereverThereIsOne() throws {
    let values = (0..<576).map { Sample.noise($0) }
    var silent: [String] = []
    for columns in stride(from: 24, through: 80, by: 4) {
      for rows in 8...34 {
        let size = Size(columns: columns, rows: rows)
        for colors in [Display.Colors.none, .trueColor] {
          let text = try Self.pane(values, Display(colors: colors), size: size).text
          let perRow = colors == .none ? 1 : 2
          let fits = 24 <= (rows - 5) * perRow && 24 * (3 - perRow) <= columns - 4
          let isStated = text.contains("magnitude of each ")
          if !fits, !isStated { silent.append("\(columns)x\(rows) \(colors)") }
        }
      }
    }
    #expect(silent == [])
  }

  @Test func aReducedMapKeepsItsStrongestValues() throws {
    var values = [Float](repeating: 0.1, count: 64 * 64)
    values[5 * 64 + 7] = -1
    let canvas = try Self.pane(values, Display(colors: .none))
    #expect(canvas.text.contains("-9"))
    #expect(canvas.text.components("-9").count == 2 + 1)
  }
}

extension String {
  fileprivate func components(_ separator: String) -> [Substring] { split(separator: separator) }
}

extension Color {
  fileprivate var isBluish: Bool {
    if case .rgb(let red, _, let blue) = self { blue > red } else { false }
  }

  fileprivate var isReddish: Bool {
    if case .rgb(let red, _, let blue) = self { red > blue } else { false }
  }
}
