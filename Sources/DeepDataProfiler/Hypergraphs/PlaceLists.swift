/// Lists of places, ascending, one behind the other in memory.
struct PlaceLists: Equatable, Sendable {
  /// Where each list ends.
  private var ends: [Int] = []
  private var places: [Int] = []

  /// The number of lists.
  var count: Int { ends.count }
  /// The number of places in all lists.
  var placeCount: Int { places.count }

  /// The places of a list.
  subscript(list: Int) -> ArraySlice<Int> {
    places[(list == 0 ? 0 : ends[list - 1])..<ends[list]]
  }

  /// Adds a list.
  mutating func append(_ list: some Collection<Int>) {
    places.append(contentsOf: list)
    ends.append(places.count)
  }

  /// For each of so many places the lists that it is in, ascending.
  func inverted(over placeCount: Int) -> PlaceLists {
    // First where each list begins, which moves on as it is filled, so that it is its end then.
    var next = [Int](repeating: 0, count: placeCount + 1)
    for place in places { next[place + 1] += 1 }
    for place in 0..<placeCount { next[place + 1] += next[place] }
    var lists = [Int](repeating: 0, count: places.count)
    for list in 0..<count {
      for place in self[list] {
        lists[next[place]] = list
        next[place] += 1
      }
    }
    var inverted = PlaceLists()
    inverted.ends = Array(next.dropLast())
    inverted.places = lists
    return inverted
  }

  /// The lists that are equal to each other, in the order of the first of each.
  func equalLists() -> [[Int]] {
    var groups: [[Int]] = []
    var known: [ArraySlice<Int>: Int] = [:]
    for list in 0..<count {
      let group = known[self[list], default: groups.count]
      if group == groups.count {
        known[self[list]] = group
        groups.append([])
      }
      groups[group].append(list)
    }
    return groups
  }

  /// Each list as a set of so many places.
  func sets(over placeCount: Int) -> [PlaceSet] {
    (0..<count).map { PlaceSet(self[$0], among: placeCount) }
  }
}
