import DeepDataProfiler

/// How many spectra of a model's layers are settled, and what its alpha-hat is the sum of.
struct KnownSpectra: Sendable {
  private(set) var settled = 0
  /// `alpha log10 lambda_max` of each layer that has a fit.
  private(set) var terms: [Double] = []

  mutating func note(_ finding: AnyFinding?) {
    guard let finding, finding.isSettled else { return }
    settled += 1
    if case .known(let answer) = finding, let term = (answer as? Spectrum)?.weightedAlpha {
      terms.append(term)
    }
  }
}
