/// A drawing in dots, two by four to a cell; where the font has none, in points.
package struct Braille {
  package let size: Size
  private var dots: [UInt8]
  private var styles: [Style]

  package init(size: Size) {
    self.size = size
    dots = Array(repeating: 0, count: size.rows * size.columns)
    styles = Array(repeating: Style(), count: dots.count)
  }

  /// The dots from left to right and from top to bottom.
  package var width: Int { size.columns * 2 }
  package var height: Int { size.rows * 4 }

  private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

  /// Sets a dot; the style is its whole cell's.
  package mutating func set(x: Int, y: Int, style: Style) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let index = y / 4 * size.columns + x / 2
    dots[index] |= Self.bits[y % 4 * 2 + x % 2]
    styles[index] = style
  }

  /// Draws the part of a straight line that lies within the drawing; with gaps, every so many
  /// dots of it.
  package mutating func line(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), style: Style, every gap: Int = 1
  ) {
    let (dx, dy) = (Double(end.x) - Double(start.x), Double(end.y) - Double(start.y))
    // Liang and Barsky's clipping: the fractions of the line at which it enters and leaves.
    var (enters, leaves) = (0.0, 1.0)
    for (step, room) in [
      (-dx, Double(start.x)), (dx, Double(width - 1) - Double(start.x)),
      (-dy, Double(start.y)), (dy, Double(height - 1) - Double(start.y)),
    ] {
      if step < 0 { enters = max(enters, room / step) }
      if step > 0 { leaves = min(leaves, room / step) }
      if step == 0, room < 0 { return }
    }
    guard enters <= leaves else { return }
    let steps = max(1, Int((max(abs(dx), abs(dy)) * (leaves - enters)).rounded(.up)))
    for step in stride(from: 0, through: steps, by: gap) {
      let fraction = enters + (leaves - enters) * Double(step) / Double(steps)
      set(
        x: Int((Double(start.x) + dx * fraction).rounded()),
        y: Int((Double(start.y) + dy * fraction).rounded()), style: style)
    }
  }

  /// Lays the dots over a canvas; cells without any leave what stands there.
  package func draw(on canvas: inout Canvas, row: Int, column: Int, display: Display) {
    for y in 0..<size.rows {
      for x in 0..<size.columns where dots[y * size.columns + x] != 0 {
        let index = y * size.columns + x
        let glyph =
          display.isUnicode && display.hasBraille
          ? Unicode.Scalar(0x2800 + UInt32(dots[index])).map { Character($0) } ?? "."
          : display.isUnicode ? "·" : "."
        canvas.put(Canvas.Cell(glyph, styles[index]), row: row + y, column: column + x)
      }
    }
  }
}
