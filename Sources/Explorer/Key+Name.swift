import System

extension Key {
  /// Its name, as footers and the help write it.
  package var name: String {
    switch self {
    case .character(let character): character == " " ? "Space" : String(character)
    case .control(let character): "Ctrl-\(character)"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Delete"
    }
  }
}

extension KeyMap.Entry {
  /// The first key of each choice, as a footer writes them: `k/j`.
  package var shortKeys: String {
    choices.count == 5 ? "1...5" : choices.compactMap { $0.keys.first?.name }.joined(separator: "/")
  }

  /// All keys, as the help writes them: `k/j or Up/Down`.
  package var allKeys: String {
    if choices.count == 5 { return shortKeys }
    let count = choices.map(\.keys.count).max() ?? 0
    return (0..<count).map { index in
      choices.compactMap { $0.keys.indices.contains(index) ? $0.keys[index].name : nil }
        .joined(separator: "/")
    }.joined(separator: "  ")
  }
}
