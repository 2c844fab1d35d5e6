private import Glibc

/// What a layer's exponent is taken to tell of its training, and how far that can be trusted.
///
/// Two readings are in use. They are rules of thumb, made from layers that have hundreds of
/// eigenvalues; an exponent of fewer than `leastTail` values is not read.
public struct AlphaReading: Equatable, Sendable {
  /// WeightWatcher's reading of alpha (Martin, Peng, Mahoney, Nature Communications 12, 2021).
  public enum Training: String, Sendable {
    /// Below 2: the tail is so heavy that the layer may have learned its data by heart.
    case over
    /// From 2 to 6.
    case well
    /// Above 6.
    case under
  }

  /// DeepDataProfiler's reading of `mu = 2 (alpha - 1)`, the exponent of the entries of a matrix with
  /// such a tail (Martin and Mahoney, Journal of Machine Learning Research 22, 2021).
  public enum Regularization: String, Sendable {
    /// From 0 to 4: heavy-tailed.
    case good
    /// Between 4 and 7: weakly heavy-tailed.
    case fair
    /// From 7 on: very likely not trained.
    case none
  }

  /// A reason to doubt the exponent.
  public enum Warning: String, CaseIterable, Sendable {
    /// The tail has fewer than 50 values, below which estimates of alpha scatter and lean (Clauset,
    /// Shalizi, Newman 2009, section 3.5).
    case fewInTail = "few in tail"
    /// The tail is farther from its law than 19 in 20 samples of that law and xmin would be (Stephens
    /// 1974, for an exponential law of unknown scale, which the logarithms have). Tails whose xmin was
    /// chosen are nearer than that: a test tells more.
    case largeDistance = "large D"
    /// A test rules the law out: fewer than a tenth of its synthetic samples are farther from theirs.
    case poorFit = "poor fit"
    /// No eigenvalue stands out of the Marchenko-Pastur bulk.
    case noSpikes = "no spikes"
    /// The same weights in another order have the same spectrum.
    case likeShuffled = "like shuffled"
  }

  /// The fewest values of a tail whose exponent is read; those of fewer scatter by a third or more.
  public static let leastTail = 8

  /// WeightWatcher's reading; nil of too few values.
  public let training: Training?
  /// `2 (alpha - 1)`.
  public let mu: Double
  /// DeepDataProfiler's reading; nil of too few values.
  public let regularization: Regularization?
  /// What speaks against both.
  public let warnings: [Warning]

  /// Reads a spectrum, with its comparison with that of shuffled weights and the test of its law when
  /// there are any; nil when no law was fitted to it.
  public init?(
    _ spectrum: Spectrum, comparison: ShuffleComparison? = nil, test: PowerLawTest? = nil
  ) {
    guard let law = try? spectrum.powerLaw.get() else { return nil }
    mu = 2 * (law.alpha - 1)
    let isRead = law.tailCount >= Self.leastTail
    training = !isRead ? nil : law.alpha < 2 ? .over : law.alpha <= 6 ? .well : .under
    regularization = !isRead ? nil : mu <= 4 ? .good : mu < 7 ? .fair : Regularization.none
    var warnings: [Warning] = []
    let count = Double(law.tailCount)
    if law.tailCount < 50 { warnings.append(.fewInTail) }
    let statistic =
      (law.distance - 0.2 / count) * (count.squareRoot() + 0.26 + 0.5 / count.squareRoot())
    if test == nil, statistic > 1.094 { warnings.append(.largeDistance) }
    if test?.isPoorFit == true { warnings.append(.poorFit) }
    if spectrum.spikes == 0 { warnings.append(.noSpikes) }
    if comparison?.isAlike == true { warnings.append(.likeShuffled) }
    self.warnings = warnings
  }
}
