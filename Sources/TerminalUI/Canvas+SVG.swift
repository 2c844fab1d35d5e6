extension Canvas {
  /// Its cells as a Scalable Vector Graphic (SVG 1.1): what text can't draw alike in every font, pixels,
  /// bars, shades, frames and dots, as shapes, and the rest as text.
  /// - Parameter theme: the colours.
  /// - Returns: the file's text.
  package func svg(_ theme: Theme) -> String {
    let (width, height) = (size.columns * SVG.width, size.rows * SVG.height)
    var svg = SVG(theme: theme)
    for row in 0..<size.rows { draw(row, on: &svg) }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" font-family="monospace" font-size="\(SVG.fontSize)">
      <rect width="100%" height="100%" fill="\(svg.name(theme.color(.role(.background)), .background))"/>
      \(svg.elements.joined(separator: "\n"))
      </svg>

      """
  }

  private func draw(_ row: Int, on svg: inout SVG) {
    var column = 0
    while column < size.columns {
      let cell = self[row, column]
      var end = column + 1
      // Neighbours that are drawn alike are one element.
      while end < size.columns, continues(cell, at: end, row: row) { end += 1 }
      let text = String(
        (column..<end).lazy.map { self[row, $0] }.filter { !$0.isContinuation }.map(\.grapheme))
      svg.draw(cell, text, row: row, column: column, columns: end - column)
      column = end
    }
  }

  private func continues(_ first: Cell, at column: Int, row: Int) -> Bool {
    let cell = self[row, column]
    if cell.isContinuation { return true }
    return cell.style == first.style
      && (cell.grapheme == first.grapheme
        || !SVG.isShape(cell.grapheme) && !SVG.isShape(first.grapheme))
  }
}

/// The elements of a graphic.
private struct SVG {
  static let width = 8
  static let height = 16
  static let fontSize = 13

  let theme: Theme
  private(set) var elements: [String] = []

  init(theme: Theme) { self.theme = theme }

  /// Whether a character is drawn as a shape.
  static func isShape(_ character: Character) -> Bool {
    let glyphs = Glyphs.unicode
    return character == "▀" || character == glyphs.guide
      || glyphs.joints.dropFirst().contains(character)
      || glyphs.bars.dropFirst().contains(character) || glyphs.shades.contains(character)
      || dots(of: character) != nil
  }

  /// The dots of a braille pattern (Unicode 2800 to 28FF); nil for another character.
  private static func dots(of character: Character) -> UInt32? {
    let scalar = character.unicodeScalars.first?.value ?? 0
    return (0x2800...0x28FF).contains(scalar) ? scalar - 0x2800 : nil
  }

  /// Draws neighbouring cells of one style: one character several times, or text.
  mutating func draw(_ cell: Canvas.Cell, _ text: String, row: Int, column: Int, columns: Int) {
    let rendition = theme.rendition(of: cell)
    var ink = name(rendition.foreground, .foreground)
    var ground =
      rendition.background == theme.color(.role(.background))
      ? nil : name(rendition.background, .background)
    if rendition.emphasis.contains(.reverse) {
      let back = ground ?? name(rendition.background, .background)
      (ink, ground) = (back, ink)
    }
    let (x, y) = (column * Self.width, row * Self.height)
    let box = (width: columns * Self.width, height: Self.height)
    if let ground { rectangle(x, y, box.width, box.height, ground) }
    guard text.contains(where: { $0 != " " }) else { return }
    guard Self.isShape(cell.grapheme) else {
      return writeWords(text, x, y, ink, rendition.emphasis)
    }
    let glyphs = Glyphs.unicode
    if cell.grapheme == "▀" {
      rectangle(x, y, box.width, box.height / 2, ink)
    } else if let level = glyphs.bars.firstIndex(of: cell.grapheme) {
      let rows = box.height * level / 8
      rectangle(x, y + box.height - rows, box.width, rows, ink)
    } else if let level = glyphs.shades.firstIndex(of: cell.grapheme) {
      rectangle(x, y, box.width, box.height, ink, opacity: Double(level + 1) / 4)
    } else if let dots = Self.dots(of: cell.grapheme) {
      for place in 0..<columns { draw(dots, x + place * Self.width, y, ink) }
    } else {
      drawFrame(cell.grapheme, x, y, columns, ink)
    }
  }

  private mutating func drawFrame(
    _ character: Character, _ x: Int, _ y: Int, _ columns: Int, _ ink: String
  ) {
    let glyphs = Glyphs.unicode
    let (middle, right, bottom) = (Self.width / 2, columns * Self.width, Self.height)
    func path(of ways: Int, _ x: Int) -> String {
      let center = "M\(x + middle) \(y + bottom / 2)"
      let ends = ["v-\(bottom / 2)", "v\(bottom / 2)", "h-\(middle)", "h\(middle)"]
      return ends.enumerated().filter { ways >> $0.offset & 1 == 1 }.map { center + $0.element }
        .joined()
    }
    let path =
      switch glyphs.joints.firstIndex(of: character) {
      case 12: "M\(x) \(y + bottom / 2)h\(right)"
      case nil, 3: (0..<columns).map { "M\(x + $0 * Self.width + middle) \(y)v\(bottom)" }.joined()
      case let ways?: (0..<columns).map { path(of: ways, x + $0 * Self.width) }.joined()
      }
    let dashes = character == glyphs.guide ? " stroke-dasharray=\"3 2\"" : ""
    elements.append("<path d=\"\(path)\" fill=\"none\" stroke=\"\(ink)\"\(dashes)/>")
  }

  /// Bits count down the left column, then the right one; the lowest row came later.
  private mutating func draw(_ dots: UInt32, _ x: Int, _ y: Int, _ ink: String) {
    let places = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    for (bit, place) in places.enumerated() where dots >> UInt32(bit) & 1 == 1 {
      rectangle(x + 1 + place.0 * Self.width / 2, y + 1 + place.1 * Self.height / 4, 2, 2, ink)
    }
  }

  private mutating func rectangle(
    _ x: Int, _ y: Int, _ width: Int, _ height: Int, _ fill: String, opacity: Double = 1
  ) {
    let transparency = opacity < 1 ? " fill-opacity=\"\(opacity)\"" : ""
    elements.append(
      "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" fill=\"\(fill)\"\(transparency)/>"
    )
  }

  /// Writes text whose words stand where they do whatever a font's blanks measure: an element for what
  /// more than one blank does not break.
  private mutating func writeWords(
    _ text: String, _ x: Int, _ y: Int, _ ink: String, _ emphasis: Style.Emphasis
  ) {
    var column = 0
    for part in text.split(separator: "  ", omittingEmptySubsequences: false) {
      let word = part.drop { $0 == " " }
      let start = column + part.count - word.count
      if !word.isEmpty {
        write(
          String(word), x + start * Self.width, y, String(word).columns, ink, emphasis)
      }
      column += String(part).columns + 2
    }
  }

  private mutating func write(
    _ text: String, _ x: Int, _ y: Int, _ columns: Int, _ ink: String, _ emphasis: Style.Emphasis
  ) {
    let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
    let bold = emphasis.contains(.bold) ? " font-weight=\"bold\"" : ""
    let dim = emphasis.contains(.dim) ? " fill-opacity=\"0.6\"" : ""
    let line = emphasis.contains(.underline) ? " text-decoration=\"underline\"" : ""
    elements.append(
      "<text x=\"\(x)\" y=\"\(y + 12)\" textLength=\"\(columns * Self.width)\" "
        + "lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" fill=\"\(ink)\"\(bold)\(dim)\(line)>"
        + "\(escaped)</text>")
  }

  /// A colour as CSS writes it; the terminal's own is that of its theme's kind.
  func name(_ color: Color, _ role: Role) -> String {
    switch color {
    case .default:
      return (role == .background) == (theme.variant == .dark) ? "#161616" : "#d8d8d8"
    case .indexed: return color.lab.map { name($0.color, role) } ?? "#808080"
    case .rgb(let red, let green, let blue):
      return "#"
        + [red, green, blue].map { byte in
          (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
  }
}
