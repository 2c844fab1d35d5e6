import LinearAlgebra

/// The signals of a table sorted within the classes of each vector, so that those above any threshold
/// are counted by bisection.
struct SortedSignals: Sendable {
  /// Vector after vector, class after class, ascending.
  private var values: FloatStorage
  private let order: ClassOrder
  /// How many vectors are sorted.
  private(set) var vectors = 0
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
    let order = order
    let deadline = ContinuousClock.now + .milliseconds(50)
    repeat {
      let first = vectors
      let count = min(linearAlgebraThreads(), vectorCount - first)
      let sorted = concurrently(count, inPiecesOf: 1) { range -> [Float]? in
        let column = table.column(first + range.lowerBound)
        return column.isFinite ? column.sorted(within: order.runs) : nil
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
    return OrderStatistics.counts(vectorCount) { vectors, counts in
      for vector in vectors {
        let column = column(vector)
        for run in order.runs {
          var place =
            run.places.lowerBound
            + column.extracting(run.places).partition { $0 < range.low }
          while place < run.places.upperBound, column[place] <= range.high {
            column[place].count(ifLeading: leading, in: &counts)
            place += 1
          }
        }
      }
    }
  }
}

extension Span<Float> {
  /// Where the numbers begin of which something that is so of the first ones alone is not so.
  @inline(__always) func partition(by isSo: (Float) -> Bool) -> Int {
    var (start, length) = (0, count)
    while length > 0 {
      let half = (length + 1) / 2
      if isSo(self[start + half - 1]) { start += half }
      length -= half
    }
    return start
  }

  /// The numbers, ascending within each run of places.
  ///
  /// They are sorted as a whole, by a third of their bits after the other, and dealt to their runs then:
  /// time linear in their number, however many runs there are.
  /// - Precondition: the runs make up all places.
  func sorted(within runs: [ClassOrder.Run]) -> [Float] {
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
    var next = runs.map(\.places.lowerBound)
    var result = [Float](repeating: 0, count: count)
    for item in items {
      let run = Int(item & 0xFFFF_FFFF)
      result[next[run]] = Float(orderedBits: UInt32(item >> 32))
      next[run] += 1
    }
    return result
  }
}
