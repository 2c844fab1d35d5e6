/// A line of the table of keys: keys that do related things.
package struct KeyEntry: Sendable {
  /// Keys, and what they do.
  package typealias Choice = (keys: [Key], action: Action)

  /// What each key or group of keys does.
  package let choices: [Choice]
  /// What the line is about.
  package let title: String
  /// Whether the footer has room for it.
  package let isInFooter: Bool
  /// What stands for all keys of a long row of them.
  private let shorthand: String?

  init(
    _ choices: [Choice], _ title: String, footer isInFooter: Bool = false,
    shorthand: String? = nil
  ) {
    self.choices = choices
    self.title = title
    self.isInFooter = isInFooter
    self.shorthand = shorthand
  }

  /// The line with other keys, where there are some for a choice.
  func changed(_ keys: (Choice) -> [Key]?) -> KeyEntry {
    let changed = choices.map { keys($0) ?? $0.keys }
    guard changed != choices.map(\.keys) else { return self }
    return KeyEntry(
      zip(choices, changed).map { ($1, $0.action) }, title, footer: isInFooter)
  }

  /// The first key of each choice, as a footer writes them: `k/j`.
  package var shortKeys: String {
    shorthand ?? choices.compactMap { $0.keys.first?.name }.joined(separator: "/")
  }

  /// All keys, as the help writes them: `k/j  Up/Down`.
  package var allKeys: String {
    if let shorthand { return shorthand }
    let count = choices.map(\.keys.count).max() ?? 0
    return (0..<count).map { index in
      choices.compactMap { $0.keys.indices.contains(index) ? $0.keys[index].name : nil }
        .joined(separator: "/")
    }.joined(separator: "  ")
  }

  /// Whether it is about moving alone, as every pane has it.
  var isForMoving: Bool {
    let moves: Set<Action> = [
      .up, .down, .left, .right, .first, .last, .pageUp, .pageDown, .previousPage, .nextPage, .open,
      .close, .choose,
    ]
    return choices.allSatisfy { moves.contains($0.action) }
  }

  /// Whether one of its keys is a key.
  func contains(_ key: Key) -> Bool { choices.contains { $0.keys.contains(key) } }
}

/// Choices that many panes have.
extension [KeyEntry.Choice] {
  static let up: Self = [([.character("k"), .up], .up)]
  static let down: Self = [([.character("j"), .down], .down)]
  static let left: Self = [([.character("h"), .left], .left)]
  static let right: Self = [([.character("l"), .right], .right)]
  static let ends: Self = [
    ([.character("g"), .home], .first), ([.character("G"), .end], .last),
  ]
  static let pages: Self = [
    ([.pageUp, .control("u")], .pageUp), ([.pageDown, .control("d")], .pageDown),
  ]
  static let turn: Self = [
    ([.character("<")], .previousPage), ([.character(">")], .nextPage),
  ]
  static let enter: Self = [([.enter], .open)]
  static let back: Self = [([.escape], .close)]
  static let choose: Self = [([.character(" ")], .choose)]
}
