import LinearAlgebra

/// The signals of a table sorted within the classes of each vector, so that those above any threshold
/// are counted by bisection; of some vectors first, until all are sorted.
struct SortedSignals: Sendable {
  /// Vector after vector, in the order of ranks.
  private var values: FloatStorage
  private let order: ClassOrder
  /// How the signals of a vector lie.
  let ranks: RankOrder
  /// How many vectors are sorted: the first ones.
  private var vectors = 0
  private let vectorCount: Int
  /// Whether a signal is not finite: what is no number has no place in an order.
  private(set) var isRefused = false

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
  /// The bytes of memory that it takes to find them, beyond the table's.
  var indexMemory: Int { ranks.memory }
  /// The bytes that they take in a file.
  var fileSize: Int { values.fileSize }

  /// Whether the signals of a vector are sorted.
  func has(_ vector: Int) -> Bool { vector < vectors }

  /// Sorts the next vectors of the table for a moment.
  mutating func advance(_ table: SignalTable, _ interruption: Interruption) {
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
    } while !isWhole && ContinuousClock.now < deadline && !interruption.isRequested
  }

  /// The signals in one direction.
  /// - Precondition: they are sorted.
  @_lifetime(borrow self)
  func column(_ vector: Int) -> Span<Float> {
    values.span.extracting(vector * order.rows.count..<(vector + 1) * order.rows.count)
  }
}

extension Span<Float> {
  /// The numbers sorted within each run of places, in the order of ranks.
  ///
  /// Those of a run that is not short are sorted by a quarter of their bits after the other: its numbers
  /// stay in the nearest cache, however many all are.
  /// - Precondition: the runs make up all places.
  func sorted(within runs: [ClassOrder.Run], _ ranks: RankOrder) -> [Float] {
    var result = [Float](repeating: 0, count: count)
    var sorted = result.mutableSpan
    var items: [UInt32] = []
    var others: [UInt32] = []
    for (index, run) in runs.enumerated() {
      items.removeAll(keepingCapacity: true)
      for place in run.places { items.append(self[place].orderedBits) }
      if items.count < 1 << 6 { items.sort() } else { items.sortByDigits(with: &others) }
      for (above, bits) in items.reversed().enumerated() {
        sorted[ranks.place(of: above, in: index)] = Float(orderedBits: bits)
      }
    }
    return result
  }
}

extension [UInt32] {
  /// Sorts the numbers by eight bits after the other, the lowest first.
  /// - Parameter others: room for as many numbers.
  fileprivate mutating func sortByDigits(with others: inout [UInt32]) {
    if others.count != count { others = self }
    var counts = [Int](repeating: 0, count: 4 << 8)
    var next = counts.mutableSpan
    for item in self {
      for digit in 0..<4 { next[digit << 8 | Int(item >> (8 * UInt32(digit)) & 0xFF)] += 1 }
    }
    for digit in 0..<4 {
      var start = 0
      for place in digit << 8..<(digit + 1) << 8 {
        (next[place], start) = (start, start + next[place])
      }
      var target = others.mutableSpan
      for item in self {
        let place = digit << 8 | Int(item >> (8 * UInt32(digit)) & 0xFF)
        target[next[place]] = item
        next[place] += 1
      }
      swap(&self, &others)
    }
  }
}
