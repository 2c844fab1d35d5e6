/// Keys as a file lists them, to be pressed without a person: those of a line one after the other, and
/// what they ask for is awaited at its end.
///
/// ```
/// # the strongest vector of conv2, and what it looks like
/// j Enter
/// / "v2" Enter   # words in quotes are typed
/// ```
package struct KeyScript: Equatable, Sendable {
  /// The keys of each line that has any.
  package let lines: [[Key]]

  /// What is wrong with a word of a script.
  package struct Fault: Error, Equatable {
    /// The line, from 1.
    package let line: Int
    package let word: String
    package let reason: String
  }

  /// The script of a file's text.
  package init(_ text: String) throws(Fault) {
    var lines: [[Key]] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let keys = try Self.keys(ofLine: line, number: index + 1)
      if !keys.isEmpty { lines.append(keys) }
    }
    self.lines = lines
  }

  private static func keys(ofLine line: Substring, number: Int) throws(Fault) -> [Key] {
    var keys: [Key] = []
    var rest = line.drop { $0.isWhitespace }
    while let first = rest.first {
      if first == "#", rest.dropFirst().first?.isWhitespace ?? true { break }
      if first == "\"" {
        let typed = rest.dropFirst().prefix { $0 != "\"" }
        guard typed.endIndex < rest.endIndex else {
          throw Fault(line: number, word: String(rest), reason: "has no quotation mark at its end")
        }
        keys += typed.map(Key.character)
        rest = rest[typed.endIndex...].dropFirst()
      } else {
        let word = rest.prefix { !$0.isWhitespace }
        guard let key = Key(name: word) else {
          throw Fault(
            line: number, word: String(word),
            reason: "is no key: keys are named as the help names them, and words to type are quoted"
          )
        }
        keys.append(key)
        rest = rest[word.endIndex...]
      }
      rest = rest.drop { $0.isWhitespace }
    }
    return keys
  }
}
