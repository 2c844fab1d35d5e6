/// How well words are found in a title: each of them as a whole, at the start of a word, within one, or as
/// the beginnings of its words.
struct FuzzyMatch {
  /// The larger, the better.
  let score: Int

  /// No text scores as much.
  static let most = 1_000_000

  /// How well a text is found; nil where a word of it is not found at all, or, where it has to be written so,
  /// no word of the title begins with it.
  init?(_ text: String, in title: String, isWritten: Bool = false) {
    let title = Array(title.lowercased())
    var score = 0
    for word in text.lowercased().split(separator: " ") {
      guard let found = Self.score(Array(word), in: title), !isWritten || found >= Self.start
      else { return nil }
      score += found
    }
    // Of equals the shorter: more of it was typed.
    self.score = score * 1000 - min(title.count, 999)
  }

  /// How often the letters of a word jump to the start of a later word, from the start of a text on; nil
  /// where they are not all there.
  private static func jumps(_ word: [Character], in text: ArraySlice<Character>) -> Int? {
    var (place, jumps) = (text.startIndex, 0)
    for character in word {
      if place < text.endIndex, text[place] == character {
        place += 1
        continue
      }
      let next = text.indices.first {
        $0 > place && text[$0] == character && !text[$0 - 1].isLetter
      }
      guard let next else { return nil }
      (place, jumps) = (next + 1, jumps + 1)
    }
    return jumps
  }

  /// What the start of a word is worth.
  private static let start = 30

  private static func score(_ word: [Character], in title: [Character]) -> Int? {
    var best: Int?
    for start in title.indices where title[start...].starts(with: word) {
      let isStart = start == 0 || !title[start - 1].isLetter
      let end = start + word.count
      let isEnd = end == title.count || !title[end].isLetter
      best = max(best ?? 0, isStart ? (isEnd ? 40 : Self.start) + (start == 0 ? 5 : 0) : 20)
    }
    if let best { return best }
    // Letters that are strewn about are found in anything: they have to be the beginnings of words.
    let starts = title.indices.filter {
      title[$0] == word.first && ($0 == 0 || !title[$0 - 1].isLetter)
    }
    return starts.compactMap { jumps(word, in: title[$0...]) }.min().map { 10 - min(9, $0) }
  }
}
