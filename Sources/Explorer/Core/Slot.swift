/// A place on the screen, which shows one of its panes at a time.
package enum Slot: Int, CaseIterable, Sendable {
  case layers = 1
  case spectrum, projection, hypergraph, hierarchy

  /// The slot some steps further, round and round.
  func advanced(by steps: Int) -> Slot {
    let all = Self.allCases
    let index = (rawValue - 1 + steps) % all.count
    return all[index < 0 ? index + all.count : index]
  }
}
