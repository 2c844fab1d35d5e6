extension SignalTable {
  /// The images with the largest summed signals over some nodes: of some classes, and of all.
  func exemplars(
    of nodes: [Hypergraph.Node], classes: Set<Int>
  ) -> (own: [SemanticHierarchy.Exemplar], all: [SemanticHierarchy.Exemplar]) {
    let signs = nodes.map { $0.isNegative ? -1.0 : 1 }
    var (own, all) = (Ranking(), Ranking())
    for run in order.runs {
      let isOwn = classes.contains(run.label)
      func add(_ signal: Double, at place: Int) {
        let entry = Ranking.Entry(row: order.rows[place], signal: signal)
        if isOwn { own.insert(entry) }
        all.insert(entry)
      }
      let rest = run.places.lowerBound + run.places.count / 8 * 8
      for place in stride(from: run.places.lowerBound, to: rest, by: 8) {
        var sums = SIMD8<Double>.zero
        for (node, sign) in zip(nodes, signs) {
          sums += SIMD8<Double>(column(node.vector).eight(at: place)) * sign
        }
        // Few rows are among the strongest, so that most are passed by.
        let bar = isOwn ? own.bar : all.bar
        let hits = SIMD8<Int64>.zero.replacing(with: 1, where: sums .>= bar)
        guard hits.wrappedSum() > 0 else { continue }
        for lane in 0..<8 { add(sums[lane], at: place + lane) }
      }
      for place in rest..<run.places.upperBound {
        let signal = zip(nodes, signs).reduce(0) {
          $0 + Double(column($1.0.vector)[place]) * $1.1
        }
        add(signal, at: place)
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
