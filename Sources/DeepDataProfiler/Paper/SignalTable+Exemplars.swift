extension SignalTable {
  /// The images with the largest summed signals over some nodes: of some classes, and of all.
  /// - Parameters:
  ///   - nodes: the nodes.
  ///   - labels: the labels of these classes, ascending.
  /// - Returns: both, strongest first.
  func exemplars(
    of nodes: [SignificanceHypergraph.Node], classes labels: [Int]
  ) -> (own: [SemanticHierarchy.Exemplar], all: [SemanticHierarchy.Exemplar]) {
    var search = ExemplarSearch(of: nodes, in: self, classes: labels)
    search.run()
    return (exemplars(search.own), exemplars(search.all))
  }

  private func exemplars(_ ranking: Ranking) -> [SemanticHierarchy.Exemplar] {
    ranking.entries.map { .init(image: images[$0.row], signal: $0.signal) }
  }
}

/// Looks for the rows with the largest summed signals, class by class, those first in which they may be
/// largest, and those not at all in which they can't be among the largest.
private struct ExemplarSearch {
  private let table: SignalTable
  private let nodes: [(vector: Int, sign: Double)]
  /// For each class, whether it is one of those that are meant.
  private let isOwn: [Bool]
  /// For each class, what no sum exceeds.
  private let bounds: [Double]
  /// Whether these tell classes apart.
  private let isBounded: Bool
  private var isDone: [Bool]
  /// The strongest rows of the classes that are meant.
  private(set) var own = Ranking()
  /// The strongest rows of all.
  private(set) var all = Ranking()

  init(of nodes: [SignificanceHypergraph.Node], in table: SignalTable, classes labels: [Int]) {
    let runs = table.order.runs
    self.table = table
    self.nodes = nodes.map { ($0.vector, $0.isNegative ? -1 : 1) }
    var rest = labels[...]
    isOwn = runs.map { run in
      guard run.label == rest.first else { return false }
      rest.removeFirst()
      return true
    }
    isDone = runs.map { _ in false }
    guard let sorted = table.sorted, nodes.allSatisfy({ sorted.has($0.vector) }) else {
      (bounds, isBounded) = (runs.map { _ in .infinity }, false)
      return
    }
    // Sums of the largest signals, in the order of the sums: rounding keeps which is larger.
    var sums = runs.map { _ in 0.0 }
    for (vector, sign) in self.nodes {
      let column = sorted.column(vector)
      for index in runs.indices {
        let place = sorted.ranks.place(ofCount: 1, sign: Float(sign), in: index)
        sums[index] += Double(column[place]) * sign
      }
    }
    (bounds, isBounded) = (sums, true)
  }

  mutating func run() {
    if isBounded {
      for first in [bounds.indices.filter { isOwn[$0] }, Array(bounds.indices)] {
        if let first = first.max(by: { bounds[$0] < bounds[$1] }) { look(at: first) }
      }
    }
    for index in bounds.indices where bounds[index] >= (isOwn[index] ? own.bar : all.bar) {
      look(at: index)
    }
  }

  /// Adds the rows of a class.
  private mutating func look(at index: Int) {
    guard !isDone[index] else { return }
    isDone[index] = true
    let (places, isOwn) = (table.order.runs[index].places, isOwn[index])
    let rest = places.lowerBound + places.count / 8 * 8
    for place in stride(from: places.lowerBound, to: rest, by: 8) {
      var sums = SIMD8<Double>.zero
      for (vector, sign) in nodes {
        sums += SIMD8<Double>(table.column(vector).eight(at: place)) * sign
      }
      // Few rows are among the strongest, so that most are passed by.
      let bar = isOwn ? own.bar : all.bar
      let hits = SIMD8<Int64>.zero.replacing(with: 1, where: sums .>= bar)
      guard hits.wrappedSum() > 0 else { continue }
      for lane in 0..<8 { add(sums[lane], at: place + lane, isOwn) }
    }
    for place in rest..<places.upperBound {
      let sum = nodes.reduce(0) { $0 + Double(table.column($1.vector)[place]) * $1.sign }
      add(sum, at: place, isOwn)
    }
  }

  private mutating func add(_ signal: Double, at place: Int, _ isOwn: Bool) {
    let entry = Ranking.Entry(row: table.order.rows[place], signal: signal)
    if isOwn { own.insert(entry) }
    all.insert(entry)
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
