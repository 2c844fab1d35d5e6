/// A line of text with a cursor, as a person edits it.
struct LineEditor: Equatable, Sendable {
  /// The characters before and behind the cursor.
  private(set) var before: [Character]
  private(set) var behind: [Character]

  init(_ before: String = "", _ behind: String = "") {
    (self.before, self.behind) = (Array(before), Array(behind))
  }

  var text: String { String(before + behind) }
  var isEmpty: Bool { before.isEmpty && behind.isEmpty }

  /// No line is longer.
  private static let longest = 1000

  /// Inserts text, as much of it as a line takes.
  mutating func insert(_ text: some StringProtocol) {
    before += text.prefix(max(0, Self.longest - before.count - behind.count))
  }

  /// Replaces all, with the cursor at the end.
  mutating func replace(by text: String) { self = LineEditor(text) }

  /// Does what a key asks for, if it is about the line.
  mutating func perform(_ action: Action) -> Bool {
    switch action {
    case .left: move(before.suffix(1).count)
    case .right: move(-behind.prefix(1).count)
    case .first: move(before.count)
    case .last: move(-behind.count)
    case .erase: before = before.dropLast()
    case .eraseNext: behind = Array(behind.dropFirst())
    case .eraseWord: before.removeLast(lastWord)
    case .eraseAll: before = []
    case .eraseRest: behind = []
    default: return false
    }
    return true
  }

  /// The characters from the beginning of the word before the cursor on; words end at spaces and slashes.
  private var lastWord: Int {
    let separators: Set<Character> = [" ", "/"]
    let spaces = before.reversed().prefix { separators.contains($0) }.count
    return spaces + before.dropLast(spaces).reversed().prefix { !separators.contains($0) }.count
  }

  /// Moves the cursor so many characters towards the beginning.
  private mutating func move(_ count: Int) {
    if count >= 0 {
      behind = before.suffix(count) + behind
      before.removeLast(count)
    } else {
      before += behind.prefix(-count)
      behind.removeFirst(-count)
    }
  }
}
