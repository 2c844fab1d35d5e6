/// What is looked for in names: several words, each somewhere in a name, in small or capital letters; or
/// regular expressions.
package struct SearchPattern {
  /// As it was typed.
  let text: String
  private let words: [Word]

  private enum Word {
    case text(String)
    case expression(Regex<AnyRegexOutput>)
  }

  init(_ text: String) {
    self.text = text
    words = text.split(separator: " ").map { word in
      let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "_-.:/".contains($0) }
      if !isPlain || word.contains(".*"), let expression = try? Regex(String(word)) {
        return .expression(expression.ignoresCase())
      }
      return .text(word.lowercased())
    }
  }

  /// Whether all words are found in one of some names of a thing.
  func isFound(in names: String...) -> Bool {
    let all = names.joined(separator: " ")
    let small = all.lowercased()
    return words.allSatisfy { word in
      switch word {
      case .text(let text): small.contains(text)
      case .expression(let expression): (try? expression.firstMatch(in: all)) != nil
      }
    }
  }
}
