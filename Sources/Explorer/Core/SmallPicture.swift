import TerminalUI

/// What a screen that is too small shows.
enum SmallPicture {
  static func draw(on canvas: inout Canvas, quit: String) {
    let need = "\(Layout.least.columns)x\(Layout.least.rows)"
    let size = "\(canvas.size.columns)x\(canvas.size.rows)"
    let lines = "ddp-tui needs \(need), has \(size). \(quit) quits"
      .wrapped(to: canvas.size.columns)
    for (row, line) in lines.enumerated() { canvas.write(line, row: row, column: 0) }
  }
}
