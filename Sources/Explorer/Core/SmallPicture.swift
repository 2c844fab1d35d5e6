import TerminalUI

/// What a screen that is too small shows.
enum SmallPicture {
  static func draw(on canvas: inout Canvas) {
    let need = "\(Layout.least.columns)x\(Layout.least.rows)"
    let lines = "ddp-tui needs \(need), has \(canvas.size.columns)x\(canvas.size.rows). q quits"
      .wrapped(to: canvas.size.columns)
    for (row, line) in lines.enumerated() { canvas.write(line, row: row, column: 0) }
  }
}
