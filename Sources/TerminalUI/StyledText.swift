/// A piece of text in one style.
package struct StyledText {
  package let text: String
  package let style: Style

  package init(_ text: String, _ style: Style = Style()) {
    self.text = text
    self.style = style
  }
}

extension [StyledText] {
  /// A line of parts, two columns after each, what matters most first: of each the first words that there is
  /// room for; one that has none is left out.
  package static func fitting(_ parts: [(words: [String], style: Style)], width: Int) -> Self {
    var (line, left): (Self, Int) = ([], width)
    for part in parts {
      guard let text = part.words.first(where: { $0.columns <= left }) else { continue }
      line.append(StyledText(text + "  ", part.style))
      left -= text.columns + 2
    }
    return line
  }
}
