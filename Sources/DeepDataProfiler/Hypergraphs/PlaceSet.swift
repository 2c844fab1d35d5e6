/// Some of a number of places, a bit for each place.
struct PlaceSet: Sendable {
  private var words: [UInt64]

  /// - Parameters:
  ///   - members: the places that are in it.
  ///   - count: how many places there are.
  init(_ members: some Sequence<Int>, among count: Int) {
    words = [UInt64](repeating: 0, count: (count + 63) / 64)
    for place in members { words[place / 64] |= 1 << UInt64(place % 64) }
  }

  /// Whether another set of as many places has all of its members.
  func isSubset(of other: PlaceSet) -> Bool {
    words.indices.allSatisfy { words[$0] & ~other.words[$0] == 0 }
  }

  /// How many members it shares with another set of as many places.
  func intersectionCount(with other: PlaceSet) -> Int {
    words.indices.reduce(0) { $0 + (words[$1] & other.words[$1]).nonzeroBitCount }
  }
}
