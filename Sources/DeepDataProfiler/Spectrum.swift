private import Glibc
public import LinearAlgebra

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
  /// The bulk that random weights of the same variance would have, nil when all are zero.
  ///
  /// Each block of a grouped layer is fitted; spikes add, the edges are the widest, and the
  /// variance is that of the block with the upper edge.
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

  /// Computes the spectrum of a layer's matrix.
  /// - Throws: `DecompositionError` when a weight is not finite.
  public init(_ matrix: UnfoldedMatrix) throws(DecompositionError) {
    var blocks: [[Double]] = []
    for block in matrix.blocks { blocks.append(try block.singularValues()) }
    let all = blocks.joined().sorted(by: >)
    let cutoff = matrix.rankCutoff * (all.first ?? 0)
    let rank = all.count { $0 > cutoff }
    let bulks = zip(blocks, matrix.blocks).compactMap { values, block in
      MarchenkoPastur(
        eigenvalues: values.filter { $0 > cutoff }.map { $0 * $0 }, rows: block.rows,
        columns: block.columns)
    }
    let widest = bulks.max { $0.upperEdge < $1.upperEdge }
    let eigenvalues = all.prefix(rank).map { $0 * $0 }
    self.init(
      singularValues: all, rank: rank,
      powerLaw: Result { () throws(PowerLaw.Fault) in try PowerLaw(fitting: eigenvalues) },
      bulk: widest.map { widest in
        MarchenkoPastur(
          variance: widest.variance, lowerEdge: bulks.map(\.lowerEdge).min() ?? 0,
          upperEdge: widest.upperEdge, spikes: bulks.reduce(0) { $0 + $1.spikes })
      })
  }

  /// The largest eigenvalue, `s_0^2`; 0 when there is none.
  public var lambdaMax: Double { singularValues.first.map { $0 * $0 } ?? 0 }
  /// The eigenvalues that count, descending: the squares of the first `rank` singular values.
  public var eigenvalues: [Double] { singularValues.prefix(rank).map { $0 * $0 } }

  /// The exponent, when a law was fitted.
  public var alpha: Double? { try? powerLaw.get().alpha }
  /// `alpha log10 lambda_max`, the layer's share of the model's alpha-hat (paper equation 12).
  public var weightedAlpha: Double? { alpha.map { $0 * log10(lambdaMax) } }
  /// `log10` of the squared Frobenius norm; nil when that is 0.
  public var logNorm: Double? { eigenvalues.isEmpty ? nil : log10(eigenvalues.reduce(0, +)) }
  /// `log10` of the squared spectral norm; nil when that is 0.
  public var logSpectralNorm: Double? { eigenvalues.isEmpty ? nil : log10(lambdaMax) }
  /// `log10 sum lambda^alpha`, when a law was fitted.
  public var logAlphaNorm: Double? {
    alpha.map { alpha in
      // Scaled by the largest, so that no power overflows.
      let scaled = eigenvalues.reduce(0) { $0 + pow($1 / lambdaMax, alpha) }
      return alpha * log10(lambdaMax) + log10(scaled)
    }
  }
  /// `sum lambda / lambda_max`; nil when all are 0.
  public var stableRank: Double? {
    eigenvalues.isEmpty ? nil : eigenvalues.reduce(0, +) / lambdaMax
  }
  /// The entropy of `lambda / sum lambda` in nats; nil when all are 0.
  private var entropyInNats: Double? {
    guard rank > 0 else { return nil }
    let sum = eigenvalues.reduce(0, +)
    return -eigenvalues.reduce(0) { $0 + $1 / sum * log($1 / sum) }
  }
  /// The entropy as a fraction of its maximum, `ln rank`; nil below rank 2.
  public var entropy: Double? {
    rank > 1 ? entropyInNats.map { $0 / log(Double(rank)) } : nil
  }
  /// `e` to the entropy in nats: how many directions matter; nil when all are 0.
  public var effectiveRank: Double? { entropyInNats.map { exp($0) } }
  /// Upper edge of the bulk over the largest eigenvalue.
  public var softRank: Double? { bulk.map { $0.upperEdge / lambdaMax } }
}
