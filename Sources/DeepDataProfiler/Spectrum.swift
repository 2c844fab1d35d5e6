/// The singular values of one layer's matrix and what they tell (paper section 4.1).
///
/// Eigenvalues are those of `W1 W1^T`, the squares of the singular values, with no division.
/// Fits and metrics use the first `rank` of them.
public struct Spectrum: Equatable, Sendable {
  /// All singular values, descending.
  public let singularValues: [Double]
  /// The number of singular values above `s_0 * max(rows, columns) * eps(Float)`.
  public let rank: Int
  /// The power law of the eigenvalues' tail, or why none could be fitted.
  public let powerLaw: Result<PowerLaw, PowerLaw.Fault>
  /// The bulk that random weights of the same variance would have; nil when all are zero.
  public let bulk: MarchenkoPastur?

  package init(
    singularValues: [Double], rank: Int, powerLaw: Result<PowerLaw, PowerLaw.Fault>,
    bulk: MarchenkoPastur?
  ) {
    self.singularValues = singularValues
    self.rank = rank
    self.powerLaw = powerLaw
    self.bulk = bulk
  }

  /// The largest eigenvalue, `s_0^2`; 0 when there is none.
  public var lambdaMax: Double { singularValues.first.map { $0 * $0 } ?? 0 }
  /// The eigenvalues that count, descending: the squares of the first `rank` singular values.
  public var eigenvalues: [Double] { singularValues.prefix(rank).map { $0 * $0 } }
}
