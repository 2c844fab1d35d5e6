private import Glibc

/// The logarithm of a power law's likelihood over that of another law of the same tail.
///
/// Vuong, *Likelihood ratio tests for model selection and non-nested hypotheses*, Econometrica 57, 1989;
/// as the Python package powerlaw's `distribution_compare(normalized_ratio=True)`.
public struct LikelihoodRatio: Equatable, Sendable {
  /// Over its standard deviation, `sqrt(n)` times that of one value: positive for the power law.
  public let normalized: Double
  /// How likely a ratio of such a magnitude is when neither law is better.
  public let p: Double

  package init(normalized: Double, p: Double) {
    self.normalized = normalized
    self.p = p
  }

  /// Sums the differences of the values' log-likelihoods.
  private init(_ differences: [Double]) {
    let count = Double(differences.count)
    let sum = differences.reduce(0, +)
    let mean = sum / count
    let deviation = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }.squareRoot()
    // Laws of equal likelihoods differ by rounding.
    guard deviation > 1e-12 * count else {
      self.init(normalized: 0, p: 1)
      return
    }
    self.init(normalized: sum / deviation, p: erfc(abs(sum) / (2.0.squareRoot() * deviation)))
  }

  /// Compares with an exponential law, `exp(-(x - xmin) / m) / m`; its likelihood is greatest where `m`
  /// is the mean of `x - xmin`.
  init(of law: PowerLaw, toExponentialTail tail: [Double]) {
    let excesses = tail.map { $0 / law.xmin - 1 }
    let mean = excesses.reduce(0, +) / Double(tail.count)
    self.init(
      excesses.map { excess in
        log(law.alpha - 1) - law.alpha * log1p(excess) + log(mean) + excess / mean
      })
  }

  /// Compares with a lognormal law cut off at xmin, of the greatest likelihood that there is.
  ///
  /// Where lognormal laws approach the power law as their likelihood grows, neither is better.
  init(of law: PowerLaw, toLognormalTail tail: [Double]) {
    let logarithms = tail.map { log($0 / law.xmin) }
    guard let normal = TruncatedNormal(fitting: logarithms) else {
      self.init(normalized: 0, p: 1)
      return
    }
    self.init(
      logarithms.map { value in
        log(law.alpha - 1) - (law.alpha - 1) * value - normal.logarithmOfDensity(at: value)
      })
  }
}

/// A normal distribution of which only the positive half line is left.
struct TruncatedNormal {
  /// Where it is cut off, in standard deviations from its middle.
  private let cut: Double
  /// Its standard deviation before it was cut off.
  private let deviation: Double
  private let logarithmOfHazard: Double

  /// The distribution of greatest likelihood.
  ///
  /// It is the one that has the sample's mean and mean square, as in every exponential family. The mean
  /// square over the square of the mean follows from the cut alone: from 1, where nothing is cut off,
  /// it grows to 2, which an exponential law has.
  /// - Returns: nil when the sample's is not below 2, where the likelihood grows without end towards
  ///   that of an exponential law.
  init?(fitting values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let ratio = values.reduce(0) { $0 + $1 * $1 } / count / (mean * mean)
    guard mean > 0, ratio > 1, ratio < 2 - 1e-9 else { return nil }
    var (low, high) = (-2 / (ratio - 1).squareRoot() - 2, 4 / (2 - ratio).squareRoot() + 4)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if Self.moments(cut: middle).ratio < ratio { low = middle } else { high = middle }
    }
    cut = (low + high) / 2
    let moments = Self.moments(cut: cut)
    deviation = mean / moments.mean
    logarithmOfHazard = moments.logarithmOfHazard
  }

  /// The logarithm of the density at a positive value.
  func logarithmOfDensity(at value: Double) -> Double {
    let scaled = value / deviation
    return logarithmOfHazard - log(deviation) - scaled * (cut + scaled / 2)
  }

  /// The mean of a standard normal number's excess over a cut that it exceeds, the mean square of the
  /// excess over the square of the mean, and the logarithm of the density at the cut over the
  /// probability beyond.
  private static func moments(
    cut: Double
  ) -> (mean: Double, ratio: Double, logarithmOfHazard: Double) {
    if cut > 2 {
      // Laplace's continued fraction, 1 / (cut + 2 / (cut + 3 / ...)): no difference of near numbers.
      var rest = 0.0
      for term in stride(from: 80.0, through: 2, by: -1) { rest = term / (cut + rest) }
      let mean = 1 / (cut + rest)
      return (mean, rest * (cut + rest), log(cut + mean))
    }
    let logarithm =
      -cut * cut / 2 - log(2 * .pi) / 2 - log(erfc(cut / 2.0.squareRoot()) / 2)
    let mean = exp(logarithm) - cut
    return (mean, (1 - cut * mean) / (mean * mean), logarithm)
  }
}
