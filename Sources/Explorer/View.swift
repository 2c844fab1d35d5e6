/// The panes, by the names that `export --view` knows.
package enum View: String, CaseIterable, Sendable {
  case layers, spectrum, projection, hypergraph, hierarchy

  /// The digit that focuses it.
  package var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
  /// Its name on the screen.
  package var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

  /// The pane some steps further, round and round.
  func advanced(by steps: Int) -> View {
    let all = Self.allCases
    let index = (number - 1 + steps) % all.count
    return all[index < 0 ? index + all.count : index]
  }
}
