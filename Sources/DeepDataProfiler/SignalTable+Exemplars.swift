extension SignalTable {
  /// The images with the largest summed signals over some nodes: of some classes, and of all.
  func exemplars(
    of nodes: [Hypergraph.Node], classes: Set<Int>
  ) -> (own: [SemanticHierarchy.Exemplar], all: [SemanticHierarchy.Exemplar]) {
    var sums = [Double](repeating: 0, count: labels.count)
    for node in nodes {
      let column = column(node.vector)
      let sign = node.isNegative ? -1.0 : 1
      var sums = sums.mutableSpan
      for place in column.indices { sums[place] += sign * Double(column[place]) }
    }
    var (own, all) = (Ranking(), Ranking())
    for run in order.runs {
      let isOwn = classes.contains(run.label)
      for place in run.places where isOwn ? own.admits(sums[place]) : all.admits(sums[place]) {
        let entry = Ranking.Entry(row: order.rows[place], signal: sums[place])
        if isOwn { own.insert(entry) }
        all.insert(entry)
      }
    }
    return (exemplars(own), exemplars(all))
  }

  private func exemplars(_ ranking: Ranking) -> [SemanticHierarchy.Exemplar] {
    ranking.entries.map { .init(image: images[$0.row], signal: $0.signal) }
  }
}

/// The strongest rows of those that were seen, strongest first; the lowest wins a tie.
private struct Ranking {
  struct Entry {
    let row: Int
    let signal: Double
  }

  private(set) var entries: [Entry] = []
  /// What a signal must reach to be among them.
  private var bar = -Double.infinity

  /// Whether a row of this signal may be among the strongest.
  func admits(_ signal: Double) -> Bool { signal >= bar }

  mutating func insert(_ entry: Entry) {
    let place = entries.firstIndex { ($0.signal, entry.row) < (entry.signal, $0.row) }
    entries.insert(entry, at: place ?? entries.endIndex)
    guard entries.count >= SemanticHierarchy.exemplarCount else { return }
    entries.removeLast(entries.count - SemanticHierarchy.exemplarCount)
    bar = entries.last?.signal ?? bar
  }
}
