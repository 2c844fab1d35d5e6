import DeepDataProfiler
import Foundation

extension Spectrum {
  /// `alpha log10 lambda_max`; nil without a fit.
  var weightedAlpha: Double? {
    guard case .success(let law) = powerLaw, lambdaMax > 0 else { return nil }
    return law.alpha * log10(lambdaMax)
  }

  /// The sum of the eigenvalues over the largest.
  var stableRank: Double {
    lambdaMax > 0 ? eigenvalues.reduce(0, +) / lambdaMax : 0
  }

  /// How far each singular value lies above the next, relative to itself; nil for the last.
  func gap(after index: Int) -> Double? {
    guard singularValues.indices.contains(index + 1), singularValues[index] > 0 else { return nil }
    return (singularValues[index] - singularValues[index + 1]) / singularValues[index]
  }
}

extension PowerLaw.Fault {
  /// The reason in words.
  var words: String {
    switch self {
    case .tooFewValues: "fewer than 2 distinct positive values"
    }
  }
}
