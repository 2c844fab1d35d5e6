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
  /// - Parameter sample: values in any order; those that are not positive are left out.
  /// - Throws: `Fault` when there are fewer than two distinct positive values.
  public init(fitting sample: [Double]) throws(Fault) {
    let values = sample.filter { $0 > 0 && $0.isFinite }.sorted()
    let logarithms = values.map { log($0) }
    // The places where a distinct value first stands, ascending.
    let firsts = values.indices.filter { $0 == 0 || values[$0] != values[$0 - 1] }
    var sums = logarithms
    for index in values.indices.dropLast().reversed() { sums[index] += sums[index + 1] }
    var best: PowerLaw?
    for (place, first) in firsts.enumerated().dropLast() {
      let count = values.count - first
      let exponent = Double(count) / (sums[first] - Double(count) * logarithms[first])
      let tail = Tail(
        logarithms: logarithms, firsts: firsts, first: first, exponent: exponent)
      let distance = tail.distance(from: place, below: best?.distance ?? .infinity)
      if distance < best?.distance ?? .infinity {
        best = PowerLaw(
          alpha: 1 + exponent, xmin: values[first], distance: distance,
          sigma: exponent / Double(count).squareRoot(), tailCount: count)
      }
    }
    guard let best else { throw .tooFewValues }
    self = best
  }

  /// The values from a candidate for xmin on, beside the law fitted to them.
  private struct Tail {
    /// Of all values, ascending.
    let logarithms: [Double]
    /// Where each distinct value first stands.
    let firsts: [Int]
    /// Where the tail begins.
    let first: Int
    /// `alpha - 1`.
    let exponent: Double

    /// The fraction of the tail below a distinct value, by the law and by count.
    private func fractions(_ place: Int) -> (law: Double, counted: Double) {
      let index = firsts[place]
      return (
        1 - exp(-exponent * (logarithms[index] - logarithms[first])),
        Double(index - first) / Double(logarithms.count - first)
      )
    }

    /// The largest difference between the two fractions, or one that is not below `limit`.
    ///
    /// Both grow with the value, so that their ends bound the difference within a stretch of
    /// values; only stretches that might hold the largest are looked into. Most candidates take
    /// few steps, where each value of each tail would take quadratic time.
    func distance(from place: Int, below limit: Double) -> Double {
      let last = firsts.count - 1
      let (start, end) = (fractions(place), fractions(last))
      var distance = max(abs(start.law - start.counted), abs(end.law - end.counted))
      var stretches = [(place, start, last, end)]
      while distance < limit, let (from, a, to, b) = stretches.popLast() {
        guard to - from > 1, max(b.law - a.counted, b.counted - a.law) > distance else { continue }
        let middle = (from + to) / 2
        let m = fractions(middle)
        distance = max(distance, abs(m.law - m.counted))
        stretches.append((from, a, middle, m))
        stretches.append((middle, m, to, b))
      }
      return distance
    }
  }
}
