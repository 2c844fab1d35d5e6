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
  /// What an eigenvalue exceeds that is a spike: the upper edge and the allowance for the largest
  /// eigenvalue of noise.
  public let spikeEdge: Double

  package init(variance: Double, lowerEdge: Double, upperEdge: Double, spikeEdge: Double) {
    self.variance = variance
    self.lowerEdge = lowerEdge
    self.upperEdge = upperEdge
    self.spikeEdge = spikeEdge
  }

  /// Separates the eigenvalues of a group's matrices, whose weights have one variance, into spikes and
  /// the bulk.
  ///
  /// Eigenvalues beyond the upper edge are set aside. Those of them that exceed it by the allowance are
  /// spikes, if the largest does so before any is set aside, which lowers the edge.
  /// - Parameters:
  ///   - eigenvalues: those of the Gram matrices that count, descending.
  ///   - matrices: the matrices.
  /// - Returns: how many are spikes, and the bulk of the others, nil when there are no others; nil when
  ///   no eigenvalue is positive, or the matrices have one row or column.
  static func separate(
    _ eigenvalues: [Double], of matrices: LayerMatrices
  ) -> (spikes: Int, bulk: MarchenkoPastur?)? {
    let (long, short) = (matrices.long, matrices.short)
    guard let largest = eigenvalues.first, largest > 0, short > 1 else { return nil }
    let (width, height) = (long.squareRoot(), short.squareRoot())
    let stretch = (width + height) * (width + height)
    let spikeStretch = stretch * (1 + matrices.allowance)
    var variance = eigenvalues.reduce(0, +) / (long * short * Double(matrices.count))
    let hasSpikes = largest > variance * spikeStretch
    var aside = 0
    while true {
      let above = eigenvalues[aside...].prefix { $0 > variance * stretch }.count
      aside += above
      guard aside < eigenvalues.count else { return (aside, nil) }
      guard above > 0 else { break }
      variance = eigenvalues[aside...].reduce(0, +) / (long * Double(eigenvalues.count - aside))
    }
    let bulk = MarchenkoPastur(
      variance: variance, lowerEdge: variance * (width - height) * (width - height),
      upperEdge: variance * stretch, spikeEdge: variance * spikeStretch)
    return (hasSpikes ? eigenvalues.prefix { $0 > bulk.spikeEdge }.count : 0, bulk)
  }
}
