extension SignalTable {
  /// The images with the largest summed signals over some nodes: of some classes, and of all.
  func exemplars(
    of nodes: [Hypergraph.Node], classes: Set<Int>
  ) -> (own: [SemanticHierarchy.Exemplar], all: [SemanticHierarchy.Exemplar]) {
    var sums = [Double](repeating: 0, count: labels.count)
    for node in nodes {
      let column = column(node.vector)
      let sign = node.isNegative ? -1.0 : 1
      for start in stride(from: 0, to: column.wholeEights, by: 8) {
        let signals = SIMD8<Double>(column.eight(at: start)) * sign
        for lane in 0..<8 { sums[start + lane] += signals[lane] }
      }
      for place in column.wholeEights..<column.count { sums[place] += sign * Double(column[place]) }
    }
    var (own, all) = (Ranking(), Ranking())
    let span = sums.span
    for run in order.runs {
      let isOwn = classes.contains(run.label)
      let part = span.extracting(run.places)
      for start in stride(from: 0, to: part.count, by: 16) {
        let group = part.extracting(start..<min(start + 16, part.count))
        let bar = isOwn ? own.bar : all.bar
        // Few rows are among the strongest, so that whole groups are passed by.
        var hits: Int32 = 0
        for index in group.indices { hits |= group[index] >= bar ? 1 : 0 }
        guard hits != 0 else { continue }
        for index in group.indices {
          let row = order.rows[run.places.lowerBound + start + index]
          let entry = Ranking.Entry(row: row, signal: group[index])
          if isOwn { own.insert(entry) }
          all.insert(entry)
        }
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
  private(set) var bar = -Double.infinity

  mutating func insert(_ entry: Entry) {
    guard entry.signal >= bar else { return }
    let place = entries.firstIndex { ($0.signal, entry.row) < (entry.signal, $0.row) }
    entries.insert(entry, at: place ?? entries.endIndex)
    guard entries.count >= SemanticHierarchy.exemplarCount else { return }
    entries.removeLast(entries.count - SemanticHierarchy.exemplarCount)
    bar = entries.last?.signal ?? bar
  }
}
