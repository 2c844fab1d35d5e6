extension Canvas {
  /// Writes pieces of text one after the other; when they don't fit, `~` ends them.
  /// - Returns: the number of columns written.
  @discardableResult
  package mutating func write(_ spans: [StyledText], row: Int, column: Int = 0, width: Int = .max)
    -> Int
  {
    let room = max(0, min(width, size.columns - column))
    let isCut = Self.isCut(spans, to: room)
    var used = 0
    for span in spans where used < room {
      used += write(
        span.text, row: row, column: column + used, style: span.style, width: room - used)
      if isCut, used >= room { put(Cell("~", span.style), row: row, column: column + room - 1) }
    }
    return used
  }

  /// Whether more than blanks is left out of text that has some columns.
  private static func isCut(_ spans: [StyledText], to room: Int) -> Bool {
    guard spans.reduce(0, { $0 + $1.text.columns }) > room else { return false }
    let text = spans.map(\.text).joined()
    let end = text.lastIndex { $0 != " " }.map { text.index(after: $0) } ?? text.startIndex
    return text[..<end].reduce(0) { $0 + $1.columns } > room
  }

  /// Writes a line of text that ends at a column.
  package mutating func write(_ text: String, row: Int, endingAt end: Int, style: Style = Style()) {
    write(text, row: row, column: end - text.columns, style: style)
  }

  /// Draws a frame along the edges.
  package mutating func frame(_ glyphs: Glyphs, style: Style) {
    let (right, bottom) = (size.columns - 1, size.rows - 1)
    for column in 0..<size.columns {
      put(Cell(glyphs.horizontal, style), row: 0, column: column)
      put(Cell(glyphs.horizontal, style), row: bottom, column: column)
    }
    for row in 0..<size.rows {
      put(Cell(glyphs.vertical, style), row: row, column: 0)
      put(Cell(glyphs.vertical, style), row: row, column: right)
    }
    for (corner, place) in zip(glyphs.corners, [(0, 0), (0, right), (bottom, 0), (bottom, right)]) {
      put(Cell(corner, style), row: place.0, column: place.1)
    }
  }

  /// Fills whole rows with blanks of a style.
  package mutating func fill(rows: Range<Int>, style: Style) {
    let blank = Cell(" ", style)
    for row in rows.clamped(to: 0..<size.rows) {
      for column in 0..<size.columns { replace(blank, row: row, column: column) }
    }
  }

  /// Writes paragraphs, broken between words, from a row on.
  /// - Returns: the row after the last line.
  @discardableResult
  package mutating func write(paragraph text: String, row: Int, style: Style = Style()) -> Int {
    var row = row
    for line in text.wrapped(to: size.columns - 2) {
      write(line, row: row, column: 1, style: style)
      row += 1
    }
    return row
  }
}
