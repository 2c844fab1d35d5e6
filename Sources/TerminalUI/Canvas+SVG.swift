extension Canvas {
  /// Its cells as a Scalable Vector Graphic (SVG 1.1).
  /// - Parameter theme: the colours.
  /// - Returns: the file's text.
  package func svg(_ theme: Theme) -> String {
    let drawing = Drawing(self, theme: theme)
    let (width, height) = (size.columns * Drawing.cellWidth, size.rows * Drawing.cellHeight)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" font-family="monospace" font-size="13">
      <rect width="100%" height="100%" fill="\(drawing.ground.hexadecimal)"/>
      \(drawing.parts.map { $0.part.svg($0.ink.hexadecimal) }.joined(separator: "\n"))
      </svg>

      """
  }
}

extension Drawing.Part {
  /// Its element.
  fileprivate func svg(_ ink: String) -> String {
    switch self {
    case .rectangle(let x, let y, let width, let height, let opacity):
      let transparency = opacity < 1 ? " fill-opacity=\"\(opacity)\"" : ""
      return "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" "
        + "fill=\"\(ink)\"\(transparency)/>"
    case .lines(let lines, let isDashed):
      let path = lines.map { "M\($0.x) \($0.y)\($0.isAcross ? "h" : "v")\($0.length)" }.joined()
      let (stroke, gap) = Drawing.dashes
      let dashes = isDashed ? " stroke-dasharray=\"\(stroke) \(gap)\"" : ""
      return "<path d=\"\(path)\" fill=\"none\" stroke=\"\(ink)\"\(dashes)/>"
    case .words(let words): return words.svg(ink)
    }
  }
}

extension Drawing.Words {
  fileprivate func svg(_ ink: String) -> String {
    let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;")
    let bold = emphasis.contains(.bold) ? " font-weight=\"bold\"" : ""
    let dim = emphasis.contains(.dim) ? " fill-opacity=\"\(Drawing.dimOpacity)\"" : ""
    let line = emphasis.contains(.underline) ? " text-decoration=\"underline\"" : ""
    return "<text x=\"\(x)\" y=\"\(y + 12)\" textLength=\"\(columns * Drawing.cellWidth)\" "
      + "lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\" fill=\"\(ink)\"\(bold)\(dim)\(line)>"
      + "\(escaped)</text>"
  }
}

extension UInt32 {
  /// A colour as CSS writes it.
  fileprivate var hexadecimal: String {
    let digits = String(self, radix: 16)
    return "#" + String(repeating: "0", count: Swift.max(0, 6 - digits.count)) + digits
  }
}
