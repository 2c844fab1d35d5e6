/// The characters that drawings are made of, for screens with and without Unicode.
package struct Glyphs: Sendable {
  package let horizontal, vertical: Character
  /// Upper left, upper right, lower left, lower right.
  package let corners: [Character]
  /// Lines that meet in a cell, by where they go: 1 for up, 2 down, 4 left and 8 right, added up.
  package let joints: [Character]
  /// Bars of one to eight eighths of a cell, after a blank.
  package let bars: [Character]
  /// From least to most.
  package let shades: [Character]
  package let on, off, nan, ellipsis, guide, above, below, marker, left, right: Character

  package static let unicode = Glyphs(
    horizontal: "─", vertical: "│", corners: ["┌", "┐", "└", "┘"],
    joints: [" ", "╵", "╷", "│", "╴", "┘", "┐", "┤", "╶", "└", "┌", "├", "─", "┴", "┬", "┼"],
    bars: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], shades: ["░", "▒", "▓", "█"],
    on: "●", off: "·", nan: "×", ellipsis: "…", guide: "┊", above: "▲", below: "▼", marker: "▲",
    left: "‹", right: "›")

  package static let ascii = Glyphs(
    horizontal: "-", vertical: "|", corners: ["+", "+", "+", "+"],
    joints: [" ", "|", "|", "|", "-", "+", "+", "+", "-", "+", "+", "+", "-", "+", "+", "+"],
    bars: [" ", ".", ".", ":", ":", "+", "+", "#", "#"], shades: [".", ":", "+", "#"],
    on: "x", off: ".", nan: "?", ellipsis: "~", guide: ":", above: "^", below: "_", marker: "^",
    left: "<", right: ">")

  /// What the Linux console's fonts have, those of code page 437 among them.
  package static let console = Glyphs(
    horizontal: "─", vertical: "│", corners: ["┌", "┐", "└", "┘"],
    joints: [" ", "│", "│", "│", "─", "┘", "┐", "┤", "─", "└", "┌", "├", "─", "┴", "┬", "┼"],
    bars: [" ", "_", "_", "▄", "▄", "▄", "█", "█", "█"], shades: ["░", "▒", "▓", "█"],
    on: "x", off: "·", nan: "?", ellipsis: "~", guide: ":", above: "^", below: "_", marker: "^",
    left: "<", right: ">")

  package static func suited(to display: Display) -> Glyphs {
    !display.isUnicode ? .ascii : display.hasBraille ? .unicode : .console
  }
}
