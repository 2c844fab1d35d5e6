import TerminalUI

extension LineEditor {
  /// The line with its cursor, of a long one the part around that.
  func spans(width: Int) -> [StyledText] {
    let room = max(4, width - 2)
    // A column is a character at the least.
    var start = before.suffix(room)
    while String(start).columns > room, !start.isEmpty { start.removeFirst() }
    let under = behind.first ?? " "
    let rest = String(behind.dropFirst().prefix(room)).cut(
      to: max(0, room - String(start).columns))
    return [
      StyledText(String(start)), StyledText(String(under), Style(emphasis: .reverse)),
      StyledText(rest),
    ]
  }
}
