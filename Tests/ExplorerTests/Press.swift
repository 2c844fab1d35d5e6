import Explorer

extension Explorer {
  /// Presses one key.
  @discardableResult
  mutating func press(_ key: Key) -> Effect? { handle(.key(key)) }

  /// Presses the keys of some characters, one after the other.
  /// - Returns: what the last one asks for.
  @discardableResult
  mutating func press(_ characters: String) -> Effect? {
    var effect: Effect?
    for character in characters { effect = press(.character(character)) }
    return effect
  }

  /// Presses a key, and answers all that is wanted then.
  mutating func pressAndWait(_ key: Key) {
    press(key)
    Sample.answer(&self)
  }

  /// The lines of the whole screen.
  var screen: [String] { lines(of: render(size: size, theme: theme)) }

  /// The last line of the screen.
  var footer: String { screen.last ?? "" }

  /// The lines of one pane alone.
  func pane(_ view: View, _ size: Size = Size(columns: 120, rows: 36)) -> [String] {
    lines(of: render(view: view, size: size, theme: theme))
  }

  private func lines(of canvas: Canvas) -> [String] {
    canvas.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}

extension [String] {
  /// Whether a line holds some words.
  func show(_ words: String) -> Bool { contains { $0.contains(words) } }
}
