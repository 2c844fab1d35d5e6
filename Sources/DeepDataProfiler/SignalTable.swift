public import Formats
public import LinearAlgebra
import NeuralNetwork

/// The signal of every image of a data set in the direction of every singular vector of a layer
/// (paper section 4.3).
public struct SignalTable: Equatable, Sendable {
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
  private let columns: [Float]
  /// The smallest and the largest signal in each direction.
  let extremes: [ClosedRange<Float>]
  private let statistics: OrderStatistics

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
    let order = ClassOrder(labels: labels)
    let (vectors, values) = (signals.shape[1], signals.values)
    self.init(
      pool: pool, shape: signals.shape,
      columns: (0..<vectors).flatMap { vector in
        order.rows.map { values[$0 * vectors + vector] }
      }, order: order, labels: labels, images: images ?? Array(labels.indices), leftOut: leftOut)
  }

  /// A table of mean signals: means of `U^T Y` are `U^T` times the means of `Y`.
  /// - Parameters:
  ///   - shape: images x vectors.
  ///   - means: the mean of each channel of `Y`, image after image.
  ///   - rows: which of these images have a row.
  ///   - leftVectors: `u_i` as columns.
  ///   - labels: the label of each row's image.
  ///   - images: which image each row is.
  ///   - leftOut: the images that have no row.
  init(
    shape: Shape, means: [Float], rows: [Int], leftVectors: Matrix, labels: [Int], images: [Int],
    leftOut: [LeftOutImage]
  ) {
    let order = ClassOrder(labels: labels)
    self.init(
      pool: .mean, shape: shape,
      columns: projections(
        of: means, inOrder: order.rows.map { rows[$0] }, onto: leftVectors),
      order: order, labels: labels, images: images, leftOut: leftOut)
  }

  private init(
    pool: Pool, shape: Shape, columns: [Float], order: ClassOrder, labels: [Int], images: [Int],
    leftOut: [LeftOutImage]
  ) {
    self.pool = pool
    self.shape = shape
    self.columns = columns
    self.order = order
    self.labels = labels
    self.images = images
    self.leftOut = leftOut
    let rows = labels.count
    extremes = concurrently(shape[1], inPiecesOf: 16) { range in
      range.map { columns.span.extracting($0 * rows..<($0 + 1) * rows).extremes }
    }.flatMap { $0 }
    statistics = OrderStatistics(columns)
  }

  /// The number of vectors.
  public var vectors: Int { shape[1] }

  /// The signals: images x vectors.
  public var signals: Tensor {
    var values = [Float](repeating: 0, count: shape.count)
    for vector in 0..<vectors {
      let column = column(vector)
      for place in column.indices { values[order.rows[place] * vectors + vector] = column[place] }
    }
    return Tensor(shape: shape, values: values)
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
  public func quantile(_ fraction: Double, polarity: Hypergraph.Polarity = .positive) -> Double {
    let count = polarity == .both ? 2 * shape.count : shape.count
    guard count > 0 else { return .nan }
    let place = min(max(fraction, 0), 1) * Double(count - 1)
    let lower = Int(place)
    let neighbours = statistics.neighbours(at: lower, of: columns, polarity)
    let (a, b) = (Double(neighbours.0), Double(neighbours.1))
    let step = place - Double(lower)
    // A zero that is not negative.
    return 0 + (step < 0.5 ? a + (b - a) * step : b - (b - a) * (1 - step))
  }
}
