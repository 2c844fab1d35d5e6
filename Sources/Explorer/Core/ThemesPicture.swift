import TerminalUI

/// The list of themes over the panes, which show the one under the cursor.
enum ThemesPicture {
  static func draw(on canvas: inout Canvas, explorer: Explorer, theme: Theme) {
    let names = explorer.themes.map(\.name)
    let columns = min(canvas.size.columns - 2, max(24, (names.map(\.columns).max() ?? 0) + 8))
    let rows = min(canvas.size.rows - 2, names.count + 2)
    var box = ListBox(
      title: "Themes", size: Size(columns: columns, rows: rows), explorer: explorer, theme: theme)
    box.list(names.count, chosen: explorer.themeIndex, from: 1) { (names[$0], StyledText("")) }
    box.lay(on: &canvas)
  }
}
