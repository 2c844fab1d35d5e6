public import Formats
public import LinearAlgebra
import NeuralNetwork

/// The signal of every image of a data set in the direction of every singular vector of a layer
/// (paper section 4.3).
public struct SignalTable: Sendable {
  /// How the signals of one image's receptive fields become one number.
  public enum Pool: String, CaseIterable, Sendable {
    /// The mean, as in the paper.
    case mean
    /// The largest.
    case max
    /// The smallest.
    case min
  }

  /// How positions were pooled.
  public let pool: Pool
  /// Images x vectors; a row for each image that is not left out.
  public let shape: Shape
  /// The label of each row's image.
  public let labels: [Int]
  /// Which image of the data set each row is, ascending.
  public let images: [Int]
  /// The images that could not be read, or are not finite themselves or by their signals.
  public let leftOut: [LeftOutImage]
  /// How rows lie in a column.
  let order: ClassOrder
  /// Vector after vector, the signals of all rows class by class.
  let columns: FloatStorage
  /// The smallest and the largest signal in each direction.
  let extremes: [ClosedRange<Float>]
  let statistics: OrderStatistics
  /// Quantiles that were found before they are wanted.
  var percentiles: Percentiles?
  /// The same signals sorted, as far as they are.
  var sorted: SortedSignals?

  /// A table of given signals.
  /// - Parameters:
  ///   - pool: how positions were pooled.
  ///   - signals: images x vectors.
  ///   - labels: the label of each row's image.
  ///   - images: which image each row is; all, in order, by default.
  ///   - leftOut: the images that have no row.
  package init(
    pool: Pool, signals: Tensor, labels: [Int], images: [Int]? = nil,
    leftOut: [LeftOutImage] = []
  ) {
    let (vectors, values) = (signals.shape[1], signals.values)
    var draft = SignalTableDraft(
      pool: pool, shape: signals.shape, labels: labels, images: images ?? Array(labels.indices),
      leftOut: leftOut)
    // Some images at a time, as each of them is copied.
    repeat {
      draft.add(1024) { rows in
        (0..<vectors).flatMap { vector in rows.map { values[$0 * vectors + vector] } }
      }
    } while !draft.isWhole
    self.init(draft)
  }

  /// A table that is whole.
  init(_ draft: SignalTableDraft) {
    pool = draft.pool
    shape = draft.shape
    labels = draft.labels
    images = draft.images
    leftOut = draft.leftOut
    order = draft.order
    columns = draft.columns
    extremes = draft.extremes
    statistics = draft.statistics
  }

  /// The bytes that its signals take in memory.
  var memory: Int { columns.memory + (sorted?.memory ?? 0) }
  /// The bytes of memory that it takes to find signals, wherever they lie.
  var indexMemory: Int {
    8 * (labels.count + images.count) + order.memory + statistics.memory
      + (percentiles?.memory ?? 0) + (sorted?.indexMemory ?? 0)
  }
  /// The bytes of memory that quantiles and the order of signals take.
  var orderMemory: Int {
    (percentiles?.memory ?? 0) + (sorted?.memory ?? 0) + (sorted?.indexMemory ?? 0)
  }
  /// The bytes that its signals take in files.
  var fileSize: Int { columns.fileSize + (sorted?.fileSize ?? 0) }

  /// The number of vectors.
  public var vectors: Int { shape[1] }

  /// The signals: images x vectors.
  public var signals: Tensor {
    Tensor(shape: shape, values: signals(of: 0..<labels.count, at: order.places))
  }

  /// The signals of some rows, row-major.
  /// - Parameters:
  ///   - rows: which rows.
  ///   - places: the place of each row of the table in a column.
  /// - Returns: rows x vectors.
  func signals(of rows: Range<Int>, at places: [Int]) -> [Float] {
    var values = [Float](repeating: 0, count: rows.count * vectors)
    for vector in 0..<vectors {
      let column = column(vector)
      for (place, row) in rows.enumerated() {
        values[place * vectors + vector] = column[places[row]]
      }
    }
    return values
  }

  /// The signals in one direction, class by class.
  @_lifetime(borrow self)
  func column(_ vector: Int) -> Span<Float> {
    columns.span.extracting(vector * labels.count..<(vector + 1) * labels.count)
  }

  /// A quantile of all signals, every image by every vector, with linear interpolation as
  /// `numpy.quantile` has it (paper section 5).
  /// - Parameters:
  ///   - fraction: 0 to 1.
  ///   - polarity: whether signals, negated signals or both together are meant.
  /// - Returns: the quantile; not a number when there is no signal.
  public func quantile(_ fraction: Double, polarity: SignificanceHypergraph.Polarity = .positive)
    -> Double
  {
    let count = polarity == .both ? 2 * shape.count : shape.count
    guard count > 0 else { return .nan }
    let place = place(ofQuantile: fraction, polarity)
    let lower = Int(place)
    let neighbours =
      percentiles?.neighbours(at: lower, polarity)
      ?? statistics.neighbours(at: lower, of: columns, polarity)
    let (a, b) = (Double(neighbours.0), Double(neighbours.1))
    let step = place - Double(lower)
    // A zero that is not negative.
    return 0 + (step < 0.5 ? a + (b - a) * step : b - (b - a) * (1 - step))
  }
}

extension SignalTable {
  /// Where a quantile is in the order of all signals, from 0.
  func place(ofQuantile fraction: Double, _ polarity: SignificanceHypergraph.Polarity) -> Double {
    let count = polarity == .both ? 2 * shape.count : shape.count
    return min(max(fraction, 0), 1) * Double(max(0, count - 1))
  }

  /// Whether quantiles are still to be found before they are wanted: each of few signals takes a moment.
  var lacksPercentiles: Bool {
    shape.count >= OrderStatistics.fewNumbers && percentiles?.isWhole != true
  }

  /// Finds percentiles for a moment.
  mutating func findPercentiles() {
    var percentiles = percentiles ?? Percentiles(of: self)
    percentiles.advance(self)
    self.percentiles = percentiles
  }

  /// Whether signals are still to be sorted.
  var lacksOrder: Bool { sorted.map { !$0.isWhole && !$0.isRefused } ?? true }

  /// Sorts signals for a moment.
  /// - Parameters:
  ///   - folder: where a file for them is to be; nil for memory.
  ///   - interruption: tells when something else is wanted.
  mutating func sort(in folder: String?, _ interruption: Interruption) {
    var sorted = sorted ?? SortedSignals(of: self, in: folder)
    sorted.advance(self, interruption)
    self.sorted = sorted
  }
}

extension SignalTable: Equatable {
  /// Whether both tell the same of the same images.
  public static func == (a: SignalTable, b: SignalTable) -> Bool {
    a.pool == b.pool && a.shape == b.shape && a.labels == b.labels && a.images == b.images
      && a.leftOut == b.leftOut && a.columns.isEqual(to: b.columns)
  }
}
