import DeepDataProfiler
import Explorer
import TerminalUI
import TerminalUI
import Testing

extension Key: ExpressibleByExtendedGraphemeClusterLiteral {
  package init(extendedGraphemeClusterLiteral character: Character) { self = .character(character) }
}

extension Explorer {
  /// Presses keys one after the other.
  /// - Returns: what the last one asks of the world.
  @discardableResult
  mutating func press(_ keys: Key...) -> Effect? {
    var effect: Effect?
    for key in keys { effect = handle(.key(key)) }
    return effect
  }

  mutating func type(_ text: String) {
    for character in text { press(.character(character)) }
  }

  /// The text of the whole screen.
  var screen: String { render(size: size, theme: theme).text }
  /// The last line of the screen.
  var footer: String {
    screen.split(separator: "\n", omittingEmptySubsequences: false).dropLast().last.map(String.init)
      ?? ""
  }

  /// The text of one pane, as large as the screen.
  func pane(_ view: View) -> String { render(view: view, size: size, theme: theme).text }
  /// The first line of a pane, which says what it shows.
  func title(_ view: View) -> String {
    pane(view).split(separator: "\n").first.map(String.init) ?? ""
  }
}
