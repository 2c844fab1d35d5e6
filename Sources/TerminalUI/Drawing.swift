/// What is drawn of a canvas, in units of which a cell is 8 wide and 16 high: what text can't draw alike in every
/// font, pixels, bars, shades, frames and dots, as shapes, and the rest as words.
struct Drawing {
  /// A line from a place on, one unit wide.
  struct Line {
    let x, y: Int
    let isAcross: Bool
    /// To the right or down; to the left or up where it is negative.
    let length: Int
  }

  /// Text of one style that begins in a cell.
  struct Words {
    let text: String
    let x, y: Int
    let emphasis: Style.Emphasis

    var columns: Int { text.columns }
  }

  /// Something that is drawn over what came before it.
  enum Part {
    case rectangle(x: Int, y: Int, width: Int, height: Int, opacity: Double)
    case lines([Line], isDashed: Bool)
    case words(Words)
  }

  static let cellWidth = 8
  static let cellHeight = 16
  /// The strokes and gaps of a dashed line.
  static let dashes = (stroke: 3, gap: 2)
  /// How much of its colour dim text has.
  static let dimOpacity = 0.6

  let size: Size
  /// The colour below everything, as 0xRRGGBB.
  let ground: UInt32
  /// The parts, each with its colour.
  private(set) var parts: [(part: Part, ink: UInt32)] = []

  private let theme: Theme

  init(_ canvas: Canvas, theme: Theme) {
    self.theme = theme
    size = canvas.size
    ground = theme.opaque(theme.color(.role(.background)), .background)
    for row in 0..<size.rows { draw(row, of: canvas) }
  }

  private mutating func draw(_ row: Int, of canvas: Canvas) {
    var column = 0
    while column < size.columns {
      let cell = canvas[row, column]
      var end = column + 1
      // Neighbours that are drawn alike are one part.
      while end < size.columns, Self.continues(cell, with: canvas[row, end]) { end += 1 }
      let text = String(
        (column..<end).lazy.map { canvas[row, $0] }.filter { !$0.isContinuation }
          .map(\.grapheme))
      draw(cell, text, row: row, column: column, columns: end - column)
      column = end
    }
  }

  private static func continues(_ first: Canvas.Cell, with cell: Canvas.Cell) -> Bool {
    if cell.isContinuation { return true }
    return cell.style == first.style
      && (cell.grapheme == first.grapheme || !isShape(cell.grapheme) && !isShape(first.grapheme))
  }

  /// Draws neighbouring cells of one style: one character several times, or text.
  private mutating func draw(
    _ cell: Canvas.Cell, _ text: String, row: Int, column: Int, columns: Int
  ) {
    let rendition = theme.rendition(of: cell)
    let isReversed = rendition.emphasis.contains(.reverse)
    let (front, back) = (
      theme.opaque(rendition.foreground, .foreground),
      theme.opaque(rendition.background, .background)
    )
    let ink = isReversed ? back : front
    let (x, y) = (column * Self.cellWidth, row * Self.cellHeight)
    if isReversed || rendition.background != theme.color(.role(.background)) {
      add(.box(x, y, columns), isReversed ? front : back)
    }
    guard text.contains(where: { $0 != " " }) else { return }
    if Self.isShape(cell.grapheme) {
      for part in Part.shape(of: cell.grapheme, x, y, columns) { add(part, ink) }
    } else {
      for words in Words.parts(of: text, x, y, rendition.emphasis) { add(.words(words), ink) }
    }
  }

  private mutating func add(_ part: Part, _ ink: UInt32) { parts.append((part, ink)) }
}

extension Drawing.Words {
  /// Text as parts whose words stand where they do whatever a font's blanks measure: one for what more
  /// than one blank does not break.
  fileprivate static func parts(
    of text: String, _ x: Int, _ y: Int, _ emphasis: Style.Emphasis
  ) -> [Self] {
    var column = 0
    var parts: [Self] = []
    for part in text.split(separator: "  ", omittingEmptySubsequences: false) {
      let word = part.drop { $0 == " " }
      let start = column + part.count - word.count
      if !word.isEmpty {
        parts.append(
          Self(text: String(word), x: x + start * Drawing.cellWidth, y: y, emphasis: emphasis))
      }
      column += String(part).columns + 2
    }
    return parts
  }
}

extension Theme {
  /// A colour as 0xRRGGBB; the terminal's own is that of the theme's kind.
  func opaque(_ color: Color, _ role: Role) -> UInt32 {
    guard case .rgb(let red, let green, let blue) = color.lab.map(\.color) ?? color else {
      return (role == .background) == (variant == .dark) ? 0x161616 : 0xD8D8D8
    }
    return UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
  }
}
