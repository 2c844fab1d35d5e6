/// A list of lines, more of them than there is room for.
package enum List {
  /// The lines that are in sight: the cursor stays in the middle where it can.
  package static func window(_ count: Int, around cursor: Int, rows: Int) -> Range<Int> {
    let rows = max(0, min(rows, count))
    let start = (cursor - rows / 2).clamped(to: 0..<count - rows + 1)
    return start..<start + rows
  }

  /// A bar in the last column of a list's rows, as far down and as long as what is in sight is in the list;
  /// none where all of it is.
  package static func drawBar(
    on canvas: inout Canvas, rows: Range<Int>, window: Range<Int>, of count: Int, glyphs: Glyphs
  ) {
    guard window.count < count, !rows.isEmpty, let full = glyphs.shades.last else { return }
    let length = max(1, rows.count * window.count / count)
    let top = rows.lowerBound + window.lowerBound * (rows.count - length) / (count - window.count)
    for row in top..<top + length {
      canvas.put(
        Canvas.Cell(full, .role(.border)), row: row, column: canvas.size.columns - 1)
    }
  }
}
