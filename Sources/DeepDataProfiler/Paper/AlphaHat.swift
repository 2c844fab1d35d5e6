private import Glibc

/// The capacity metric of a model, of `alpha log lambda_max` of its layers (paper equation 12).
///
/// Martin, Peng, Mahoney, *Predicting trends in the quality of state-of-the-art neural networks
/// without access to training or testing data*, Nature Communications 12, 2021.
public struct AlphaHat: Equatable, Sendable {
  /// Which of the conventions in use it follows; as it is, the paper's.
  public struct Convention: Hashable, Sendable {
    /// Whether the logarithm is natural rather than decimal.
    public var isNatural: Bool
    /// Whether it is the mean over the layers rather than the sum.
    public var isMean: Bool
    /// Whether eigenvalues are those of `W W^T / d` for `d` filters or outputs.
    public var isPerFilter: Bool

    /// A convention.
    public init(isNatural: Bool = false, isMean: Bool = false, isPerFilter: Bool = false) {
      self.isNatural = isNatural
      self.isMean = isMean
      self.isPerFilter = isPerFilter
    }

    /// All that DeepDataProfiler's `universal_metric` differs in.
    public static let deepDataProfiler = Convention(
      isNatural: true, isMean: true, isPerFilter: true)

    /// The convention as it is printed beside each value.
    public var description: String {
      "\(isMean ? "mean" : "sum") of alpha*\(isNatural ? "ln" : "log10")"
        + "(lambda_max\(isPerFilter ? "/d" : ""))"
    }
  }

  /// The convention that it follows.
  public let convention: Convention
  /// The sum or mean over the layers that have a fit; nil when none has.
  public let value: Double?
  /// The number of layers that it is over: those that have a fit.
  public let fitted: Int
  /// The number of layers without a fit, which are left out.
  public let unfitted: Int
  /// The number of layers that the model has, weights that no layer has included.
  public let total: Int

  /// What it is over, as it is printed beside each value.
  public var coverage: String { "over \(fitted) of \(total) layers" }

  /// Joins the spectra of a model's layers.
  /// - Parameters:
  ///   - spectra: each layer's filters or outputs, and its spectrum; nil is one that could not be
  ///     made.
  ///   - total: how many layers the model has, where not all of them are given.
  ///   - convention: the convention to follow.
  public init(
    _ spectra: [(filters: Int, spectrum: Spectrum?)], among total: Int? = nil,
    _ convention: Convention = Convention()
  ) {
    self.convention = convention
    let parts = spectra.compactMap { filters, spectrum -> Double? in
      guard let spectrum, let alpha = spectrum.alpha else { return nil }
      let largest = spectrum.lambdaMax / (convention.isPerFilter ? Double(filters) : 1)
      return alpha * (convention.isNatural ? log(largest) : log10(largest))
    }
    let sum = parts.reduce(0, +)
    value = parts.isEmpty ? nil : convention.isMean ? sum / Double(parts.count) : sum
    fitted = parts.count
    self.total = total ?? spectra.count
    unfitted = spectra.count - parts.count
  }
}
