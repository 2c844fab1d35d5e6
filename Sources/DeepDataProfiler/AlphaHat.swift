/// The capacity metric of a model: `sum over layers of alpha log10 lambda_max` (paper equation 12).
///
/// Martin, Peng, Mahoney, *Predicting trends in the quality of state-of-the-art neural networks
/// without access to training or testing data*, Nature Communications 12, 2021.
public struct AlphaHat: Equatable, Sendable {
  /// How it is computed, as it is printed beside each value.
  public static let convention = "sum of alpha*log10(lambda_max)"

  /// The sum over the layers that have a fit; nil when none has.
  public let value: Double?
  /// The number of layers without a fit, which the sum leaves out.
  public let unfitted: Int

  /// Sums up the spectra of a model's layers; nil is one that could not be made.
  public init(_ spectra: [Spectrum?]) {
    let parts = spectra.compactMap { $0?.weightedAlpha }
    value = parts.isEmpty ? nil : parts.reduce(0, +)
    unfitted = spectra.count - parts.count
  }
}
