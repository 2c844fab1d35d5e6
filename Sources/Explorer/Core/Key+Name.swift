extension Key {
  /// Those that have names of their own.
  private static let named: [(key: Key, name: String)] = [
    (.character(" "), "Space"), (.up, "Up"), (.down, "Down"), (.left, "Left"), (.right, "Right"),
    (.home, "Home"), (.end, "End"), (.pageUp, "PgUp"), (.pageDown, "PgDn"), (.enter, "Enter"),
    (.escape, "Esc"), (.tab, "Tab"), (.backTab, "Shift-Tab"), (.backspace, "Backspace"),
    (.delete, "Delete"),
  ]

  /// Its name, as footers and the help write it: `j`, `Ctrl-p`, `PgUp`.
  package var name: String {
    if let named = Self.named.first(where: { $0.key == self }) { return named.name }
    return switch self {
    case .character(let character): String(character)
    case .control(let character): "Ctrl-\(character)"
    default: ""
    }
  }

  /// The key of a name; nil where no key has it.
  package init?(name: some StringProtocol) {
    if let named = Self.named.first(where: { $0.name.lowercased() == name.lowercased() }) {
      self = named.key
    } else if name.count == 1, let character = name.first, !character.isWhitespace {
      self = .character(character)
    } else if name.count == 6, name.lowercased().hasPrefix("ctrl-"), let letter = name.last,
      letter.isASCII, letter.isLetter
    {
      self = .control(Character(letter.lowercased()))
    } else {
      return nil
    }
  }
}
