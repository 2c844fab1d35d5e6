private import Glibc
import LinearAlgebra
public import System

/// The singular values of one layer's matrix and what they tell (paper section 4.1).
///
/// Eigenvalues are those of the Gram matrix, the squares of the singular values, with no division.
/// Fits and metrics use the first `rank` of them.
public struct Spectrum: Equatable, Sendable {
  /// All singular values, descending.
  public let singularValues: [Double]
  /// The number of singular values above `s_0 * max(rows, columns) * eps(Float)`; of a layer that has
  /// several matrices or blocks, rows and columns are those of one.
  public let rank: Int
  /// The matrices that they belong to.
  public let matrices: LayerMatrices
  /// The power law of the eigenvalues' tail, or why none could be fitted.
  public let powerLaw: Result<PowerLaw, PowerLaw.Fault>
  /// The bulk that random weights of the same variance would have; nil when all eigenvalues are spikes
  /// or `spikes` is nil.
  ///
  /// Each group of a layer is fitted, the pooled matrices of a group together; spikes add, the edges
  /// are the widest, and the variance is that of the group with the upper edge.
  public let bulk: MarchenkoPastur?
  /// How many eigenvalues stand out of the bulk; nil when there can be none, as all are zero or the
  /// matrices have one row or column.
  public let spikes: Int?
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
    singularValues: [Double], rank: Int, matrices: LayerMatrices,
    powerLaw: Result<PowerLaw, PowerLaw.Fault>, bulk: MarchenkoPastur?, spikes: Int?
  ) {
    self.singularValues = singularValues
    self.rank = rank
    self.matrices = matrices
    self.powerLaw = powerLaw
    self.bulk = bulk
    self.spikes = spikes
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
    let matrices = groups.first?.matrices ?? LayerMatrices(rows: 0, columns: 0)
    let cutoff = (all.first ?? 0) * matrices.precision
    let rank = all.count { $0 > cutoff }
    let parts = groups.compactMap { group in
      MarchenkoPastur.separate(
        (groups.count == 1
          ? all.prefix(rank) : group.values.filter { $0 > cutoff }.sorted(by: >)[...])
          .map { $0 * $0 },
        of: matrices)
    }
    let bulks = parts.compactMap(\.bulk)
    let widest = bulks.max { $0.upperEdge < $1.upperEdge }
    self.init(
      singularValues: all, rank: rank, matrices: matrices,
      powerLaw: Result { () throws(PowerLaw.Fault) in
        try PowerLaw(fitting: Self.sample(all.prefix(rank), precision: cutoff))
      },
      bulk: widest.map { widest in
        MarchenkoPastur(
          variance: widest.variance, lowerEdge: bulks.map(\.lowerEdge).min() ?? 0,
          upperEdge: widest.upperEdge, spikeEdge: widest.spikeEdge)
      },
      spikes: parts.isEmpty ? nil : parts.reduce(0) { $0 + $1.spikes })
  }

  /// The eigenvalues of some descending singular values as a power law is fitted to them, ascending.
  ///
  /// Values that are equal but for rounding count as equal: where half of all values or more repeat
  /// others to within the precision, and no run of such values is wider than it, their mean stands
  /// for each of a run. Otherwise values are as near to one another because they are many.
  static func sample(_ values: ArraySlice<Double>, precision: Double) -> [Double] {
    let eigenvalues = values.reversed().map { $0 * $0 }
    // Where each run but the first starts.
    let starts = values.indices.dropFirst().lazy.filter {
      values[$0 - 1] - values[$0] > precision
    }
    guard 2 * (starts.count + 1) <= values.count else { return eigenvalues }
    var joined: [Double] = []
    var start = values.startIndex
    for end in Array(starts) + [values.endIndex] {
      let run = values[start..<end]
      guard values[start] - values[end - 1] <= precision else { return eigenvalues }
      // Equal ones stay as they are, to the last bit.
      let isEven = values[start] == values[end - 1]
      let mean = isEven ? values[start] : run.reduce(0, +) / Double(run.count)
      joined += repeatElement(mean * mean, count: run.count)
      start = end
    }
    return joined.reversed()
  }

  private init(_ sweep: MatrixSweep) throws(Failure) {
    var sweep = sweep
    while !sweep.isDone { try sweep.advance() }
    self.init(sweep.pools)
  }

  /// Computes the spectrum of a layer's unfolded matrix.
  /// - Throws: `Failure` when a weight is not finite.
  public init(_ matrix: UnfoldedMatrix) throws(Failure) {
    try self.init(MatrixSweep(matrix))
  }

  /// Computes the spectrum of the slices of a layer's weight.
  /// - Throws: `Failure` when a weight is not finite.
  public init(_ slices: SliceMatrices) throws(Failure) {
    try self.init(MatrixSweep(slices))
  }

  /// The largest eigenvalue, `s_0^2`; 0 when there is none.
  public var lambdaMax: Double { singularValues.first.map { $0 * $0 } ?? 0 }
  /// The eigenvalues that count, descending: the squares of the first `rank` singular values.
  public var eigenvalues: [Double] { singularValues.prefix(rank).map { $0 * $0 } }
  /// The sample that a power law is fitted to, ascending: the same, those equal that are but for
  /// rounding.
  public var sample: [Double] {
    Self.sample(
      singularValues.prefix(rank), precision: (singularValues.first ?? 0) * matrices.precision)
  }

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
