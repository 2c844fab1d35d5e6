/// The characters that drawings are made of, for screens with and without Unicode.
struct Glyphs: Sendable {
  let horizontal, vertical: Character
  /// Upper left, upper right, lower left, lower right.
  let corners: [Character]
  /// Bars of one to eight eighths of a cell, after a blank.
  let bars: [Character]
  /// From least to most.
  let shades: [Character]
  let on, off, nan, ellipsis, guide, above, below, marker, left, right: Character

  static let unicode = Glyphs(
    horizontal: "─", vertical: "│", corners: ["┌", "┐", "└", "┘"],
    bars: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], shades: ["░", "▒", "▓", "█"],
    on: "●", off: "·", nan: "×", ellipsis: "…", guide: "┊", above: "▲", below: "▼", marker: "▲",
    left: "‹", right: "›")

  static let ascii = Glyphs(
    horizontal: "-", vertical: "|", corners: ["+", "+", "+", "+"],
    bars: [" ", ".", ".", ":", ":", "+", "+", "#", "#"], shades: [".", ":", "+", "#"],
    on: "x", off: ".", nan: "?", ellipsis: "~", guide: ":", above: "^", below: "_", marker: "^",
    left: "<", right: ">")

  static func suited(to display: Display) -> Glyphs { display.isUnicode ? .unicode : .ascii }
}
