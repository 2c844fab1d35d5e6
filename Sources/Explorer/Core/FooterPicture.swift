import TerminalUI

/// The last line: the keys of the pane in focus, what is being typed or a message; and what runs.
enum FooterPicture {
  /// The columns that most panes' keys take, which come before the words of what runs.
  private static let roomOfKeys = 80

  static func draw(on canvas: inout Canvas, explorer: Explorer, theme: Theme) {
    let row = canvas.size.rows - 1
    var room = canvas.size.columns - 1
    if let progress = explorer.progressLine {
      let columns = canvas.size.columns
      let text = progress.middle(to: min(columns / 2, max(columns / 3, columns - roomOfKeys)))
      room -= text.columns + 2
      canvas.write(text, row: row, endingAt: columns - 1, style: .role(.progress))
    }
    if case .prompt(let prompt) = explorer.overlay {
      drawPrompt(on: &canvas, prompt, explorer, room: room)
    } else if case .question(let path, _) = explorer.overlay {
      canvas.write(
        [
          StyledText(" \(path) is there already: replace it? ", .role(.warning, .bold)),
          StyledText(hint(of: .question, explorer), .role(.key)),
        ], row: row, width: room)
    } else if let message = explorer.message {
      draw(message.text, isError: message.isError, on: &canvas, room: room)
    } else {
      drawKeys(on: &canvas, explorer, room: room)
    }
  }

  /// A message, over the panes' last rows where it takes more than one.
  private static func draw(
    _ message: String, isError: Bool, on canvas: inout Canvas, room: Int
  ) {
    let style = Style.role(isError ? .error : .ok, isError ? .bold : [])
    let lines =
      message.columns < room
      ? [message] : Array(message.wrapped(to: canvas.size.columns - 2).prefix(canvas.size.rows / 2))
    let top = canvas.size.rows - lines.count
    if lines.count > 1 { canvas.fill(rows: top..<canvas.size.rows, style: Style()) }
    for (place, line) in lines.enumerated() {
      canvas.write(line, row: top + place, column: 1, style: style)
    }
  }

  private static func hint(of context: KeyMap.Context, _ explorer: Explorer) -> String {
    explorer.keys.entries(in: context).filter(\.isInFooter)
      .map { "\($0.shortKeys) \($0.title)" }.joined(separator: "  ")
  }

  private static func drawPrompt(
    on canvas: inout Canvas, _ prompt: Prompt, _ explorer: Explorer, room: Int
  ) {
    let row = canvas.size.rows - 1
    let label = " \(prompt.label): "
    let used = canvas.write(
      [StyledText(label, .role(.key, .bold))]
        + prompt.line.spans(width: max(8, room - label.columns)), row: row, width: room)
    var hint = hint(of: .prompt, explorer)
    var first = prompt.hint
    if first.isEmpty, prompt.purpose == .search, !prompt.line.isEmpty,
      let found = explorer.matches?.count
    {
      first = found == 0 ? "nothing found" : found.counted("match", plural: "matches")
    }
    if !first.isEmpty { hint = "\(first)   \(hint)" }
    canvas.write(hint.cut(to: room - used - 2), row: row, column: used + 2, style: .role(.inactive))
  }

  private static func drawKeys(on canvas: inout Canvas, _ explorer: Explorer, room: Int) {
    let row = canvas.size.rows - 1
    let context = explorer.keyContext
    let isPane = explorer.overlay == nil
    // The keys of a pane are for what it shows.
    let isBlank =
      isPane && explorer.focusedPane?.info.needsImages == true
      && explorer.context().dataFault != nil
    let entries =
      ((isBlank ? [] : explorer.keys.entries(in: context))
      + (isPane ? explorer.keys.entries(in: .everywhere) : []))
      .filter(\.isInFooter)
    let help = entries.last { $0.choices.contains { $0.action == .help } && isPane }
    let helpWidth = help.map { width(of: $0) } ?? 0
    var column = 1
    for entry in entries where !entry.choices.contains(where: { $0.action == .help }) || !isPane {
      guard column + width(of: entry) + helpWidth <= room else { continue }
      column += draw(entry, on: &canvas, row: row, column: column)
    }
    if let help, column + helpWidth <= room + 2 {
      draw(help, on: &canvas, row: row, column: column)
    }
  }

  private static func width(of entry: KeyEntry) -> Int {
    entry.shortKeys.columns + entry.title.columns + 3
  }

  @discardableResult
  private static func draw(
    _ entry: KeyEntry, on canvas: inout Canvas, row: Int, column: Int
  ) -> Int {
    canvas.write(
      [
        StyledText(entry.shortKeys, .role(.key, .bold)),
        StyledText(" \(entry.title)  ", .role(.footer)),
      ], row: row, column: column)
  }
}
