import Formats
import LinearAlgebra
import NeuralNetwork

/// A signal table on its way: some images of it at a time are made columns.
struct SignalTableDraft: Sendable {
  let pool: SignalTable.Pool
  let shape: Shape
  let labels: [Int]
  let images: [Int]
  let leftOut: [LeftOutImage]
  let order: ClassOrder
  private(set) var columns: FloatStorage
  private(set) var extremes: [ClosedRange<Float>]
  private(set) var statistics: OrderStatistics
  /// How many rows are there, in the order of classes.
  private var done = 0

  /// A table without signals yet.
  /// - Parameters:
  ///   - pool: how positions were pooled.
  ///   - shape: images x vectors.
  ///   - labels: the label of each row's image.
  ///   - images: which image each row is.
  ///   - leftOut: the images that have no row.
  ///   - folder: where a file for its signals is to be; nil for memory.
  init(
    pool: SignalTable.Pool, shape: Shape, labels: [Int], images: [Int], leftOut: [LeftOutImage],
    in folder: String? = nil
  ) {
    self.pool = pool
    self.shape = shape
    self.labels = labels
    self.images = images
    self.leftOut = leftOut
    order = ClassOrder(labels: labels)
    columns = FloatStorage(count: shape.count, in: folder)
    extremes = []
    statistics = OrderStatistics(count: shape.count)
  }

  /// The bytes that its signals take in memory.
  var memory: Int { columns.memory }
  /// Whether all signals are there.
  var isWhole: Bool { done == labels.count }
  /// The fraction that is there, 0 to 1.
  var fraction: Double { Double(done) / Double(max(1, labels.count)) }

  /// Adds the signals of the next images.
  /// - Parameters:
  ///   - count: how many images at most.
  ///   - find: gives the signals of some rows in their order, vector after vector.
  mutating func add(_ count: Int, find: (ArraySlice<Int>) -> [Float]) {
    let rows = order.rows[done...].prefix(count)
    let signals = find(rows)
    let vectors = shape[1]
    statistics.count(signals)
    let found = concurrently(vectors, inPiecesOf: 64) { range in
      range.map { signals.span.extracting($0 * rows.count..<($0 + 1) * rows.count).extremes }
    }.flatMap { $0 }
    extremes =
      extremes.isEmpty
      ? found
      : zip(extremes, found).map { a, b in
        min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
      }
    for vector in 0..<vectors {
      columns.write(
        signals.span.extracting(vector * rows.count..<(vector + 1) * rows.count),
        at: vector * labels.count + done)
    }
    done += rows.count
  }
}
