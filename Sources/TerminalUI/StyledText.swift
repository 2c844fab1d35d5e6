/// A piece of text in one style.
package struct StyledText {
  package let text: String
  package let style: Style

  package init(_ text: String, _ style: Style = Style()) {
    self.text = text
    self.style = style
  }
}
