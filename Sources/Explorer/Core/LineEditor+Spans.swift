import TerminalUI

extension LineEditor {
  /// The line with its cursor, of a long one the part around that.
  func spans(width: Int) -> [StyledText] {
    var start = before[...]
    let room = max(4, width - 2)
    func columns(_ text: ArraySlice<Character>) -> Int { String(text).columns }
    while columns(start) > room, !start.isEmpty { start.removeFirst() }
    let under = behind.first ?? " "
    let rest = String(behind.dropFirst()).cut(to: max(0, room - columns(start)))
    return [
      StyledText(String(start)), StyledText(String(under), Style(emphasis: .reverse)),
      StyledText(rest),
    ]
  }
}
