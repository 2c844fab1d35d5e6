import TerminalUI

/// The palette over the panes: what is typed, and what it finds, each with its keys.
enum PalettePicture {
  static func draw(on canvas: inout Canvas, explorer: Explorer, palette: Palette, theme: Theme) {
    let size = canvas.size
    let width = ListBox.columns(on: size)
    let rows = min(size.rows - 2, max(8, size.rows * 2 / 3))
    var box = ListBox(
      title: "Go, do, open", size: Size(columns: width, rows: rows), explorer: explorer,
      theme: theme)
    let used = box.write(
      [StyledText(" : ", .role(.key, .bold))] + palette.line.spans(width: width - 5), row: 1)
    if palette.line.isEmpty {
      box.write(
        [StyledText(Palette.hint.cut(to: width - used - 3), .role(.inactive))], row: 1,
        column: used + 2)
    }
    let (entries, fault) = palette.found(in: explorer)
    if entries.isEmpty || fault != nil {
      let words = (fault ?? palette.fault(in: explorer)).cut(to: width - 4)
      box.write([StyledText(words, .role(.warning))], row: 2, column: 2)
    }
    box.list(entries.count, chosen: palette.place, from: fault == nil ? 2 : 3) { index in
      let entry = entries[index]
      let keys = entry.keys.columns + 4 < width / 2 ? entry.keys : ""
      let title = entry.title + (entry.meaning.map { "  (\($0))" } ?? "")
      return (title, StyledText(keys, .role(.key)))
    }
    box.lay(on: &canvas)
  }
}
