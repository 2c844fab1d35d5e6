/// A list of lines, more of them than there is room for.
package enum List {
  /// The lines that are in sight: the cursor stays in the middle where it can.
  package static func window(_ count: Int, around cursor: Int, rows: Int) -> Range<Int> {
    let rows = max(0, min(rows, count))
    let start = (cursor - rows / 2).clamped(to: 0..<count - rows + 1)
    return start..<start + rows
  }
}
