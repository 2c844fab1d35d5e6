/// The bulk of eigenvalues that a matrix of independent random weights would have.
///
/// Marchenko and Pastur, 1967; the variance is found by setting aside the eigenvalues above the
/// upper edge until nothing changes.
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
}
