import TerminalUI

/// A box over the panes with a list in it: what is chosen is marked, and the lower border tells which lines
/// are in sight where not all are.
struct ListBox {
  private(set) var canvas: Canvas
  let context: PaneContext

  /// The columns of a box on a screen.
  static func columns(on screen: Size) -> Int {
    min(screen.columns - 2, max(44, screen.columns * 3 / 5))
  }

  /// A box with a title.
  init(title: String, size: Size, explorer: Explorer, theme: Theme) {
    var context = explorer.context()
    context.theme = theme
    self.context = context
    canvas = Canvas(size: size)
    let style = Style.role(.borderFocused, .bold)
    canvas.frame(context.glyphs, style: style)
    canvas.write(" \(title) ", row: 0, column: 2, style: style)
  }

  /// Writes into a row within the border.
  @discardableResult
  mutating func write(_ spans: [StyledText], row: Int, column: Int = 1) -> Int {
    canvas.write(spans, row: row, column: column, width: canvas.size.columns - 1 - column)
  }

  /// Lists lines from a row on, each with what stands at its right end.
  mutating func list(
    _ count: Int, chosen: Int, from top: Int,
    line: (Int) -> (text: String, end: StyledText)
  ) {
    guard count > 0 else { return }
    let (columns, rows) = (canvas.size.columns, canvas.size.rows)
    let window = List.window(count, around: chosen, rows: max(1, rows - 1 - top))
    for (row, index) in window.enumerated() {
      let isChosen = index == chosen
      let (text, end) = line(index)
      let cut = ((isChosen ? context.marker : " ") + " " + text)
        .cut(to: max(8, columns - 4 - end.text.columns))
      canvas.write(
        isChosen ? cut.padded(to: columns - 2) : cut, row: top + row, column: 1,
        style: isChosen ? context.selected : Style())
      canvas.write(
        end.text, row: top + row, endingAt: columns - 2,
        style: isChosen ? context.selected : end.style)
      canvas.mark(
        Self.target(of: index), row: top + row, column: 1,
        size: Size(columns: columns - 2, rows: 1))
    }
    guard window.count < count else { return }
    canvas.write(
      " \(window.lowerBound + 1) to \(window.upperBound) of \(count) ", row: rows - 1,
      endingAt: columns - 2, style: .role(.inactive))
  }

  /// What a line's place is called, for the mouse.
  private static func target(of index: Int) -> String { "line \(index)" }

  /// The line that a place is called by, if it is one.
  static func line(at target: String) -> Int? {
    target.hasPrefix("line ") ? Int(target.dropFirst(5)) : nil
  }

  /// Lays it over a screen, nearer to its top.
  func lay(on screen: inout Canvas) {
    screen.mark("", row: 0, column: 0, size: screen.size)
    screen.draw(
      canvas, row: max(0, (screen.size.rows - canvas.size.rows) / 3),
      column: max(0, (screen.size.columns - canvas.size.columns) / 2))
  }
}
