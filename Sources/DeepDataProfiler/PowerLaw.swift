/// A continuous power law fitted to the tail of a sample.
///
/// Clauset, Shalizi, Newman, *Power-law distributions in empirical data*, SIAM Review 51, 2009;
/// with the conventions of the Python package powerlaw 1.5.
public struct PowerLaw: Equatable, Sendable {
  /// The exponent.
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
  public enum Fault: Error, Equatable, Sendable {
    /// There are fewer than two distinct positive values.
    case tooFewValues
  }
}
