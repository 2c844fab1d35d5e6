import LinearAlgebra

/// The signals of a table sorted within the classes of each vector, so that those above any threshold
/// are counted by bisection.
struct SortedSignals: Sendable {
  /// Vector after vector, in the order of ranks.
  private var values: FloatStorage
  private let order: ClassOrder
  /// How the signals of a vector lie.
  let ranks: RankOrder
  /// How many vectors are sorted.
  private(set) var vectors = 0
  private let vectorCount: Int
  /// Whether a signal is not finite: what is no number has no place in an order.
  private(set) var isRefused = false
  /// Signals at some places of the order of all, and those that follow.
  private(set) var neighbours: [Hypergraph.Polarity: [Int: (Float, Float)]] = [:]
  /// Whether quantiles of all whole hundredths are known.
  private(set) var hasQuantiles = false

  /// None yet of a table's signals.
  /// - Parameters:
  ///   - table: the table.
  ///   - folder: where a file for them is to be; nil for memory.
  init(of table: SignalTable, in folder: String?) {
    values = FloatStorage(count: table.shape.count, in: folder)
    order = table.order
    ranks = RankOrder(table.order)
    vectorCount = table.vectors
  }

  /// Whether all vectors are sorted.
  var isWhole: Bool { vectors == vectorCount }
  /// The fraction that is sorted, 0 to 1.
  var fraction: Double { Double(vectors) / Double(max(1, vectorCount)) }
  /// The bytes that they take in memory.
  var memory: Int { values.memory }
  /// The bytes that they take in a file.
  var fileSize: Int { values.fileSize }

  /// Sorts the next vectors of the table for a moment.
  mutating func advance(_ table: SignalTable) {
    let (order, ranks) = (order, ranks)
    let deadline = ContinuousClock.now + .milliseconds(50)
    repeat {
      let first = vectors
      let count = min(linearAlgebraThreads(), vectorCount - first)
      let sorted = concurrently(count, inPiecesOf: 1) { range -> [Float]? in
        let column = table.column(first + range.lowerBound)
        return column.isFinite ? column.sorted(within: order.runs, ranks) : nil
      }
      for column in sorted {
        guard let column else {
          isRefused = true
          return
        }
        values.write(column.span, at: vectors * order.rows.count)
        vectors += 1
      }
    } while !isWhole && ContinuousClock.now < deadline && !Task.isCancelled
  }

  /// The signals in one direction.
  @_lifetime(borrow self)
  func column(_ vector: Int) -> Span<Float> {
    values.span.extracting(vector * order.rows.count..<(vector + 1) * order.rows.count)
  }

  /// How many signals have some leading bits and each value of the others, in parts to be added up.
  func trailingCounts(_ leading: Int) -> [[Int]] {
    let range = Float.range(leading: leading)
    let sizes = order.runs.map(\.places.count)
    return OrderStatistics.counts(vectorCount) { vectors, counts in
      for vector in vectors {
        let column = column(vector)
        for (index, size) in sizes.enumerated() {
          var rank = ranks.partition(column, index) { $0 > range.high }
          while rank < size, case let signal = column[ranks.place(of: rank, in: index)],
            signal >= range.low
          {
            signal.count(ifLeading: leading, in: &counts)
            rank += 1
          }
        }
      }
    }
  }

  /// Finds quantiles of a table whose signals these are, for a moment, until all whole hundredths are
  /// known; of few signals each takes no longer than that.
  mutating func findQuantiles(_ table: SignalTable) {
    hasQuantiles = table.shape.count < OrderStatistics.fewNumbers
    if hasQuantiles { return }
    let deadline = ContinuousClock.now + .milliseconds(50)
    for polarity in Hypergraph.Polarity.allCases {
      for percent in 0...100 {
        let place = table.place(ofQuantile: Double(percent) / 100, polarity)
        guard neighbours[polarity]?[Int(place)] == nil else { continue }
        if ContinuousClock.now >= deadline || Task.isCancelled { return }
        neighbours[polarity, default: [:]][Int(place)] = table.neighbours(Int(place), polarity)
      }
    }
    hasQuantiles = true
  }
}

extension Span<Float> {
  /// The numbers sorted within each run of places, in the order of ranks.
  ///
  /// They are sorted as a whole, by a third of their bits after the other, and dealt to their runs then:
  /// time linear in their number, however many runs there are.
  /// - Precondition: the runs make up all places.
  func sorted(within runs: [ClassOrder.Run], _ ranks: RankOrder) -> [Float] {
    var items = [UInt64](repeating: 0, count: count)
    for (index, run) in runs.enumerated() {
      for place in run.places {
        items[place] = UInt64(self[place].orderedBits) << 32 | UInt64(index)
      }
    }
    var others = items
    for shift in [32, 43, 54] as [UInt64] {
      var next = [Int](repeating: 0, count: 1 << 11)
      for item in items { next[Int(item >> shift & 0x7FF)] += 1 }
      var start = 0
      for digit in next.indices { (next[digit], start) = (start, start + next[digit]) }
      for item in items {
        let digit = Int(item >> shift & 0x7FF)
        others[next[digit]] = item
        next[digit] += 1
      }
      swap(&items, &others)
    }
    var left = runs.map(\.places.count)
    var result = [Float](repeating: 0, count: count)
    for item in items {
      let run = Int(item & 0xFFFF_FFFF)
      left[run] -= 1
      result[ranks.place(of: left[run], in: run)] = Float(orderedBits: UInt32(item >> 32))
    }
    return result
  }
}
