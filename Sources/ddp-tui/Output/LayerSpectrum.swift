import DeepDataProfiler
import NeuralNetwork
import System
import TerminalUI

/// A layer and its spectrum: a row of the answer.
struct LayerSpectrum {
  /// What was found of a layer.
  struct Found {
    let spectrum: Spectrum
    /// Beside its shuffled weights, if that is wanted.
    let comparison: ShuffleComparison?
    /// Whether its law is plausible, if that is wanted.
    let test: PowerLawTest?
    /// Nil where no law was fitted.
    let reading: AlphaReading?
  }

  let layer: LinearLayer
  let outcome: Result<Found, Failure>
  /// Whether power laws are tested.
  let isTested: Bool

  /// What was found; nil where the weight has no spectrum.
  var found: Found? { try? outcome.get() }
  var spectrum: Spectrum? { found?.spectrum }
  /// The layer's part in alpha-hat.
  var part: (filters: Int, spectrum: Spectrum?) { (layer.rows, spectrum) }

  /// `ok`, or why there is no spectrum or no power law was fitted to it.
  var fit: String {
    switch outcome.map(\.spectrum.powerLaw) {
    case .success(.success): "ok"
    case .success(.failure(let fault)): fault.description
    case .failure(let error): "\(error)"
    }
  }

  var singularValues: JSON {
    spectrum.map { .doubles($0.singularValues) } ?? .null
  }

  /// The numbers of the row, named as in the contract; nil for what there is not.
  var numbers: [(name: String, value: JSON?)] {
    let law = try? spectrum?.powerLaw.get()
    let bulk = spectrum?.bulk
    let comparison = found?.comparison
    return [
      ("count", spectrum.map { .int($0.singularValues.count) }),
      ("rank", spectrum.map { .int($0.rank) }),
      ("lambda_max", spectrum.map { .double($0.lambdaMax) }),
      ("alpha", law.map { .double($0.alpha) }),
      ("xmin", law.map { .double($0.xmin) }), ("ks_distance", law.map { .double($0.distance) }),
      ("alpha_sigma", law.map { .double($0.sigma) }),
      ("tail_count", law.map { .int($0.tailCount) }),
      ("alpha_weighted", spectrum?.weightedAlpha.map(JSON.double)),
      ("log_norm", spectrum?.logNorm.map(JSON.double)),
      ("log_spectral_norm", spectrum?.logSpectralNorm.map(JSON.double)),
      ("log_alpha_norm", spectrum?.logAlphaNorm.map(JSON.double)),
      ("stable_rank", spectrum?.stableRank.map(JSON.double)),
      ("entropy", spectrum?.entropy.map(JSON.double)),
      ("effective_rank", spectrum?.effectiveRank.map(JSON.double)),
      ("mp_sigma2", bulk.map { .double($0.variance) }),
      ("mp_lambda_minus", bulk.map { .double($0.lowerEdge) }),
      ("mp_lambda_plus", bulk.map { .double($0.upperEdge) }),
      ("mp_spikes", spectrum?.spikes.map(JSON.int)),
      ("mp_softrank", spectrum?.softRank.map(JSON.double)),
      ("mu", (found?.reading).map { .double($0.mu) }),
      ("shuffled_lambda_max", comparison.map { .double($0.shuffled.lambdaMax) }),
      ("shuffled_alpha", comparison?.shuffled.alpha.map(JSON.double)),
      ("shuffled_distance", comparison.map { .double($0.distance) }),
    ]
  }

  /// The test of its law; none where none is wanted.
  var testNumbers: [(name: String, value: JSON?)] {
    guard isTested else { return [] }
    let test = found?.test
    return [
      ("goodness_p", test.map { .double($0.goodness) }),
      ("goodness_samples", test.map { .int($0.samples) }),
      ("exponential_ratio", test.map { .double($0.exponential.normalized) }),
      ("exponential_p", test.map { .double($0.exponential.p) }),
      ("lognormal_ratio", test.map { .double($0.lognormal.normalized) }),
      ("lognormal_p", test.map { .double($0.lognormal.p) }),
    ]
  }

  /// What alpha is taken to tell.
  var readingMembers: [(String, JSON)] {
    let reading = found?.reading
    return [
      ("training", reading?.training.map { .string($0.rawValue) } ?? .null),
      ("regularization", reading?.regularization.map { .string($0.rawValue) } ?? .null),
      ("doubts", .array((reading?.warnings ?? []).map { .string($0.rawValue) })),
    ]
  }
}

extension AlphaReading {
  /// The warnings, as text.
  func doubts(separator: String = ", ") -> String {
    warnings.map(\.rawValue).joined(separator: separator)
  }
}
