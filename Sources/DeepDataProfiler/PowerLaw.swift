private import Glibc

/// A continuous power law fitted to the tail of a sample.
///
/// Clauset, Shalizi, Newman, *Power-law distributions in empirical data*, SIAM Review 51, 2009,
/// section 3; with the conventions of the Python package powerlaw 1.5.
public struct PowerLaw: Equatable, Sendable {
  /// The exponent: `1 + n / sum ln(x / xmin)` over the tail.
  public let alpha: Double
  /// The smallest value of the tail.
  public let xmin: Double
  /// The Kolmogorov-Smirnov distance between the tail and the law.
  public let distance: Double
  /// The standard error of alpha, `(alpha - 1) / sqrt(n)`.
  public let sigma: Double
  /// How many values the tail has.
  public let tailCount: Int

  package init(alpha: Double, xmin: Double, distance: Double, sigma: Double, tailCount: Int) {
    self.alpha = alpha
    self.xmin = xmin
    self.distance = distance
    self.sigma = sigma
    self.tailCount = tailCount
  }

  /// Why a law could not be fitted.
  public enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// There are fewer than two distinct positive values.
    case tooFewValues

    /// The reason in words.
    public var description: String { "fewer than 2 distinct positive values" }
  }

  /// Fits a law by trying each distinct value but the largest as xmin; the first with the smallest
  /// distance wins.
  ///
  /// Takes time quadratic in the number of distinct values.
  /// - Parameter sample: values in any order; those that are not positive are left out.
  /// - Throws: `Fault` when there are fewer than two distinct positive values.
  public init(fitting sample: [Double]) throws(Fault) {
    let values = sample.filter { $0 > 0 && $0.isFinite }.sorted()
    let logarithms = values.map { log($0) }
    var tailSum = 0.0
    var best: PowerLaw?
    // The places where a distinct value first stands, ascending.
    let firsts = values.indices.filter { $0 == 0 || values[$0] != values[$0 - 1] }
    var sums = [Double](repeating: 0, count: values.count)
    for index in values.indices.reversed() {
      tailSum += logarithms[index]
      sums[index] = tailSum
    }
    for (place, first) in firsts.enumerated().dropLast() {
      let count = Double(values.count - first)
      let exponent = count / (sums[first] - count * logarithms[first])
      var distance = 0.0
      for u in firsts[place...] {
        let law = 1 - exp(-exponent * (logarithms[u] - logarithms[first]))
        distance = max(distance, abs(law - Double(u - first) / count))
      }
      if distance < best?.distance ?? .infinity {
        best = PowerLaw(
          alpha: 1 + exponent, xmin: values[first], distance: distance,
          sigma: exponent / count.squareRoot(), tailCount: values.count - first)
      }
    }
    guard let best else { throw .tooFewValues }
    self = best
  }
}
