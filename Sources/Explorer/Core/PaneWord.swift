/// A word or a mark of a pane, and what it means, with the paper's equation where there is one.
package struct PaneWord: Sendable {
  package let word, meaning: String

  init(_ word: String, _ meaning: String) {
    self.word = word
    self.meaning = meaning
  }
}
