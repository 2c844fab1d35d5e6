/// The bulk of eigenvalues that a matrix of independent random weights would have.
///
/// Marchenko and Pastur, *Distribution of eigenvalues for some sets of random matrices*, 1967. The
/// variance is found by setting aside the eigenvalues above the upper edge until nothing changes.
public struct MarchenkoPastur: Equatable, Sendable {
  /// Variance of one weight.
  public let variance: Double
  /// The lower edge, `variance (sqrt(n_max) - sqrt(n_min))^2`.
  public let lowerEdge: Double
  /// The upper edge, `variance (sqrt(n_max) + sqrt(n_min))^2`.
  public let upperEdge: Double
  /// How many eigenvalues lie above the upper edge.
  public let spikes: Int

  package init(variance: Double, lowerEdge: Double, upperEdge: Double, spikes: Int) {
    self.variance = variance
    self.lowerEdge = lowerEdge
    self.upperEdge = upperEdge
    self.spikes = spikes
  }

  /// Finds the bulk of one matrix, or of several of one size whose weights have one variance; nil
  /// when there is no positive eigenvalue.
  /// - Parameters:
  ///   - eigenvalues: those of the Gram matrices that count, descending.
  ///   - rows: extent of one side.
  ///   - columns: extent of the other side.
  ///   - count: the number of matrices.
  public init?(eigenvalues: [Double], rows: Int, columns: Int, count: Int = 1) {
    let long = Double(max(rows, columns))
    let short = Double(min(rows, columns))
    var sum = eigenvalues.reduce(0, +)
    guard sum > 0 else { return nil }
    let stretch = (long.squareRoot() + short.squareRoot(), long.squareRoot() - short.squareRoot())
    var variance = sum / (long * short * Double(count))
    var spikes = 0
    while spikes < eigenvalues.count - 1 {
      let edge = variance * stretch.0 * stretch.0
      let above = eigenvalues[spikes...].prefix { $0 > edge }
      guard !above.isEmpty, above.count < eigenvalues.count - spikes else { break }
      spikes += above.count
      sum = eigenvalues[spikes...].reduce(0, +)
      variance = sum / (long * Double(eigenvalues.count - spikes))
    }
    self.init(
      variance: variance, lowerEdge: variance * stretch.1 * stretch.1,
      upperEdge: variance * stretch.0 * stretch.0, spikes: spikes)
  }
}
