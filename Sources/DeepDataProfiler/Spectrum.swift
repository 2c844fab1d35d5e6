private import Glibc
public import LinearAlgebra

/// The singular values of one layer's matrix and what they tell (paper section 4.1).
///
/// Eigenvalues are those of the Gram matrix, the squares of the singular values, with no division.
/// Fits and metrics use the first `rank` of them.
public struct Spectrum: Equatable, Sendable {
  /// All singular values, descending.
  public let singularValues: [Double]
  /// The number of singular values above `s_0 * max(rows, columns) * eps(Float)`; of a matrization
  /// into several matrices, rows and columns are those of one.
  public let rank: Int
  /// The power law of the eigenvalues' tail, or why none could be fitted.
  public let powerLaw: Result<PowerLaw, PowerLaw.Fault>
  /// The bulk that random weights of the same variance would have, nil when all are zero.
  ///
  /// Each group of a layer is fitted, the pooled matrices of a group together; spikes add, the edges
  /// are the widest, and the variance is that of the group with the upper edge.
  public let bulk: MarchenkoPastur?
  /// `log10` of the sum of the eigenvalues, the squared Frobenius norm; nil when that is 0.
  public let logNorm: Double?
  /// `log10 sum lambda^alpha`, when a law was fitted.
  public let logAlphaNorm: Double?
  /// `sum lambda / lambda_max`; nil when all are 0.
  public let stableRank: Double?
  /// `e` to the entropy of `lambda / sum lambda` in nats: how many directions matter; nil when all
  /// are 0.
  public let effectiveRank: Double?

  package init(
    singularValues: [Double], rank: Int, powerLaw: Result<PowerLaw, PowerLaw.Fault>,
    bulk: MarchenkoPastur?
  ) {
    self.singularValues = singularValues
    self.rank = rank
    self.powerLaw = powerLaw
    self.bulk = bulk
    let largest = singularValues.first.map { $0 * $0 } ?? 0
    let alpha = (try? powerLaw.get())?.alpha
    var (sum, entropy, powers) = (0.0, 0.0, 0.0)
    for value in singularValues.prefix(rank) { sum += value * value }
    for value in singularValues.prefix(rank) {
      let eigenvalue = value * value
      entropy -= eigenvalue / sum * log(eigenvalue / sum)
      // Scaled by the largest, so that no power overflows.
      if let alpha { powers += pow(eigenvalue / largest, alpha) }
    }
    let isZero = rank == 0
    logNorm = isZero ? nil : log10(sum)
    logAlphaNorm = alpha.map { $0 * log10(largest) + log10(powers) }
    stableRank = isZero ? nil : sum / largest
    effectiveRank = isZero ? nil : exp(entropy)
  }

  /// Reads the spectrum of a layer's groups, each of which has matrices of one size.
  init(_ groups: [SingularValuePool]) {
    let all = groups.flatMap(\.values).sorted(by: >)
    let cutoff =
      (all.first ?? 0)
      * UnfoldedMatrix.rankCutoff(
        rows: groups.reduce(0) { $0 + $1.rows }, columns: groups.reduce(0) { $0 + $1.columns })
    let rank = all.count { $0 > cutoff }
    let eigenvalues = all.prefix(rank).map { $0 * $0 }
    let bulks = groups.compactMap { group in
      MarchenkoPastur(
        eigenvalues: groups.count == 1
          ? eigenvalues
          : group.values.filter { $0 > cutoff }.sorted(by: >).map { $0 * $0 },
        rows: group.rows, columns: group.columns, count: group.count)
    }
    let widest = bulks.max { $0.upperEdge < $1.upperEdge }
    self.init(
      singularValues: all, rank: rank,
      powerLaw: Result { () throws(PowerLaw.Fault) in
        try PowerLaw(fitting: eigenvalues.reversed())
      },
      bulk: widest.map { widest in
        MarchenkoPastur(
          variance: widest.variance, lowerEdge: bulks.map(\.lowerEdge).min() ?? 0,
          upperEdge: widest.upperEdge, spikes: bulks.reduce(0) { $0 + $1.spikes })
      })
  }

  private init(_ sweep: MatrixSweep) throws(DecompositionError) {
    var sweep = sweep
    while !sweep.isDone { try sweep.advance() }
    self.init(sweep.pools)
  }

  /// Computes the spectrum of a layer's unfolded matrix.
  /// - Throws: `DecompositionError` when a weight is not finite.
  public init(_ matrix: UnfoldedMatrix) throws(DecompositionError) {
    try self.init(MatrixSweep(matrix))
  }

  /// Computes the spectrum of the slices of a layer's weight.
  /// - Throws: `DecompositionError` when a weight is not finite.
  public init(_ slices: SliceMatrices) throws(DecompositionError) {
    try self.init(MatrixSweep(slices))
  }

  /// The largest eigenvalue, `s_0^2`; 0 when there is none.
  public var lambdaMax: Double { singularValues.first.map { $0 * $0 } ?? 0 }
  /// The eigenvalues that count, descending: the squares of the first `rank` singular values.
  public var eigenvalues: [Double] { singularValues.prefix(rank).map { $0 * $0 } }

  /// The exponent, when a law was fitted.
  public var alpha: Double? { try? powerLaw.get().alpha }
  /// `alpha log10 lambda_max`, the layer's share of the model's alpha-hat (paper equation 12).
  public var weightedAlpha: Double? { alpha.map { $0 * log10(lambdaMax) } }
  /// `log10` of the squared spectral norm; nil when that is 0.
  public var logSpectralNorm: Double? { rank == 0 ? nil : log10(lambdaMax) }
  /// The entropy of `lambda / sum lambda` as a fraction of its maximum, `ln rank`; nil below rank 2.
  public var entropy: Double? {
    rank > 1 ? effectiveRank.map { log($0) / log(Double(rank)) } : nil
  }
  /// Upper edge of the bulk over the largest eigenvalue.
  public var softRank: Double? { bulk.map { $0.upperEdge / lambdaMax } }
}
