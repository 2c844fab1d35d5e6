import TerminalUI

/// The list of themes over the panes, which show the one under the cursor.
enum ThemesPicture {
  static func draw(on canvas: inout Canvas, explorer: Explorer, theme: Theme) {
    let names = explorer.themes.map(\.name)
    let width = min(canvas.size.columns - 2, max(24, (names.map(\.columns).max() ?? 0) + 8))
    let rows = min(canvas.size.rows - 2, names.count + 2)
    let inner = rows - 2
    let start = (explorer.themeIndex - inner / 2).clamped(to: 0..<max(1, names.count - inner + 1))
    var box = Canvas(size: Size(columns: width, rows: rows))
    var context = explorer.context()
    context.theme = theme
    let style = Style.role(.borderFocused, .bold)
    box.frame(context.glyphs, style: style)
    box.write(" Themes ", row: 0, column: 2, style: style)
    for (row, index) in names.indices.dropFirst(start).prefix(inner).enumerated() {
      let isSelected = index == explorer.themeIndex
      let text = (isSelected ? " > " : "   ") + names[index]
      box.write(
        text.padded(to: width - 2), row: row + 1, column: 1,
        style: isSelected ? context.selected : Style())
    }
    canvas.draw(
      box, row: max(0, (canvas.size.rows - rows) / 2),
      column: max(0, (canvas.size.columns - width) / 2))
  }
}
