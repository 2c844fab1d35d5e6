/// How well words are found in a title: each of them as a whole, at the start of a word, within one, or as
/// letters that follow each other with gaps.
struct FuzzyMatch {
  /// The larger, the better.
  let score: Int

  /// How well a text is found; nil where a word of it is not found at all.
  init?(_ text: String, in title: String) {
    let title = Array(title.lowercased())
    var score = 0
    for word in text.lowercased().split(separator: " ") {
      guard let found = Self.score(Array(word), in: title) else { return nil }
      score += found
    }
    // Of equals the shorter: more of it was typed.
    self.score = score * 1000 - min(title.count, 999)
  }

  private static func score(_ word: [Character], in title: [Character]) -> Int? {
    var best: Int?
    for start in title.indices where title[start...].starts(with: word) {
      let isStart = start == 0 || !title[start - 1].isLetter
      let end = start + word.count
      let isEnd = end == title.count || !title[end].isLetter
      best = max(best ?? 0, isStart ? (isEnd ? 40 : 30) + (start == 0 ? 5 : 0) : 20)
    }
    if let best { return best }
    var place = 0
    var gaps = 0
    for character in word {
      guard let next = title[place...].firstIndex(of: character) else { return nil }
      if place > 0, next > place { gaps += 1 }
      place = next + 1
    }
    // Letters that are strewn about are found in anything.
    return gaps * 2 <= word.count ? 10 - min(9, gaps) : nil
  }
}
