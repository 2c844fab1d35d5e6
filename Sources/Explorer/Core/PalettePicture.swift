import TerminalUI

/// The palette over the panes: what is typed, and what it finds, each with its keys.
enum PalettePicture {
  static func draw(on canvas: inout Canvas, explorer: Explorer, palette: Palette, theme: Theme) {
    let size = canvas.size
    let width = min(size.columns - 2, max(44, size.columns * 3 / 5))
    let rows = min(size.rows - 2, max(8, size.rows * 2 / 3))
    var context = explorer.context()
    context.theme = theme
    var box = Canvas(size: Size(columns: width, rows: rows))
    let style = Style.role(.borderFocused, .bold)
    box.frame(context.glyphs, style: style)
    box.write(" Go, do, open ", row: 0, column: 2, style: style)
    drawLine(on: &box, palette, width: width - 2)
    let (entries, fault) = palette.found(in: explorer)
    let room = rows - 3
    if entries.isEmpty || fault != nil {
      box.write(
        (fault ?? "nothing is called so").cut(to: width - 4), row: 2, column: 2,
        style: .role(.warning))
    }
    let top = fault == nil ? 2 : 3
    let window = List.window(
      entries.count, around: palette.place, rows: max(1, room - (top - 2)))
    for (line, index) in window.enumerated() where !entries.isEmpty {
      let entry = entries[index]
      let isSelected = index == palette.place
      let keys = entry.keys.columns + 4 < width / 2 ? entry.keys : ""
      let title = ((isSelected ? context.marker : " ") + " " + entry.title)
        .cut(to: width - 4 - keys.columns)
      box.write(
        isSelected ? title.padded(to: width - 2) : title, row: top + line, column: 1,
        style: isSelected ? context.selected : Style())
      box.write(
        keys, row: top + line, endingAt: width - 2,
        style: isSelected ? context.selected : .role(.key))
    }
    if window.count < entries.count {
      box.write(
        " \(window.lowerBound + 1) to \(window.upperBound) of \(entries.count) ", row: rows - 1,
        endingAt: width - 2, style: .role(.inactive))
    }
    canvas.draw(
      box, row: max(0, (size.rows - rows) / 3), column: max(0, (size.columns - width) / 2))
  }

  private static func drawLine(on box: inout Canvas, _ palette: Palette, width: Int) {
    let line = palette.line.spans(width: width - 3)
    let used = box.write(
      [StyledText(" : ", .role(.key, .bold))] + line, row: 1, column: 1, width: width)
    if palette.line.isEmpty {
      box.write(
        Palette.hint.cut(to: width - used - 1), row: 1, column: used + 2, style: .role(.inactive))
    }
  }
}
