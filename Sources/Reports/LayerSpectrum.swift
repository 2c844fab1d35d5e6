package import DeepDataProfiler
import LinearAlgebra
package import NeuralNetwork
package import System

/// A layer and its spectrum: a row of a report.
package struct LayerSpectrum: Sendable {
  /// What was found of a layer.
  package struct Found: Sendable {
    package let spectrum: Spectrum
    /// Beside its shuffled weights, if that is wanted.
    let comparison: ShuffleComparison?
    /// Whether its law is plausible, if that is wanted.
    let test: PowerLawTest?
    /// Nil where no law was fitted.
    let reading: AlphaReading?

    package init(
      spectrum: Spectrum, comparison: ShuffleComparison? = nil, test: PowerLawTest? = nil
    ) {
      self.spectrum = spectrum
      self.comparison = comparison
      self.test = test
      reading = AlphaReading(spectrum, comparison: comparison, test: test)
    }
  }

  /// The exponents of the same weight's other matrices, as far as they are known.
  package struct OtherAlphas: Sendable {
    let slices, toeplitz: Double?

    package init(slices: Double?, toeplitz: Double?) {
      self.slices = slices
      self.toeplitz = toeplitz
    }
  }

  let layer: LinearLayer
  package let outcome: Result<Found, Failure>
  /// Nil where they are not wanted.
  let others: OtherAlphas?

  package init(
    layer: LinearLayer, outcome: Result<Found, Failure>, others: OtherAlphas? = nil
  ) {
    self.layer = layer
    self.outcome = outcome
    self.others = others
  }

  /// What was found; nil where the weight has no spectrum.
  var found: Found? { try? outcome.get() }
  package var spectrum: Spectrum? { found?.spectrum }
  var law: PowerLaw? { try? spectrum?.powerLaw.get() }
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

  static let fields: [Field<LayerSpectrum>] = [
    .integer("index", Meaning.index) { $0.layer.index + 1 },
    .text("name", Meaning.name) { $0.layer.name },
    .integer("count", "how many there are", unit: "singular values") {
      $0.spectrum?.singularValues.count
    },
    .integer("rank", Meaning.rank, unit: "singular values") { $0.spectrum?.rank },
    .number("lambda_max", Meaning.lambdaMax) { $0.spectrum?.lambdaMax },
    .number("alpha", Meaning.alpha) { $0.law?.alpha },
    .number("xmin", Meaning.xmin) { $0.law?.xmin },
    .number("ks_distance", Meaning.distance) { $0.law?.distance },
    .number("alpha_sigma", Meaning.sigma) { $0.law?.sigma },
    .integer("tail_count", Meaning.tailCount, unit: "eigenvalues") { $0.law?.tailCount },
    .number("alpha_weighted", Meaning.alphaWeighted) { $0.spectrum?.weightedAlpha },
    .number("log_norm", Meaning.logNorm) { $0.spectrum?.logNorm },
    .number("log_spectral_norm", Meaning.logSpectralNorm) { $0.spectrum?.logSpectralNorm },
    .number("log_alpha_norm", Meaning.logAlphaNorm) { $0.spectrum?.logAlphaNorm },
    .number("stable_rank", Meaning.stableRank) { $0.spectrum?.stableRank },
    .number(
      "entropy",
      "the entropy of the eigenvalues' shares of their sum, over that of `rank` equal ones"
    ) {
      $0.spectrum?.entropy
    },
    .number(
      "effective_rank", "e to the entropy of those shares in nats: how many directions matter"
    ) { $0.spectrum?.effectiveRank },
    .number("mp_sigma2", "the variance of an entry, as the Marchenko-Pastur bulk has it") {
      $0.spectrum?.bulk?.variance
    },
    .number("mp_lambda_minus", "the lower edge of the bulk; null where there is none") {
      $0.spectrum?.bulk?.lowerEdge
    },
    .number("mp_lambda_plus", "the upper edge of the bulk") { $0.spectrum?.bulk?.upperEdge },
    .integer(
      "mp_spikes", "those beyond what 99 of 100 largest ones of noise reach", unit: "eigenvalues"
    ) {
      $0.spectrum?.spikes
    },
    .number("mp_softrank", "the upper edge of the bulk over the largest eigenvalue") {
      $0.spectrum?.softRank
    },
    .number("mu", "2 (alpha - 1), by which DeepDataProfiler reads a layer") {
      $0.found?.reading?.mu
    },
    .number(
      "shuffled_lambda_max", "the largest eigenvalue of the shuffled weights, with `--shuffled`"
    ) {
      $0.found?.comparison?.shuffled.lambdaMax
    },
    .number("shuffled_alpha", "the alpha of the shuffled weights") {
      $0.found?.comparison?.shuffled.alpha
    },
    .number(
      "shuffled_distance", "the largest difference between the shares of eigenvalues below a value"
    ) {
      $0.found?.comparison?.distance
    },
    .number("goodness_p", "the fraction of synthetic samples as far from their laws, or farther") {
      $0.found?.test?.goodness
    },
    .integer("goodness_samples", "how many were made", unit: "samples") { $0.found?.test?.samples },
    .number(
      "exponential_ratio",
      "the normalized likelihood ratio to an exponential tail, above 0 for the law"
    ) {
      $0.found?.test?.exponential.normalized
    },
    .number("exponential_p", "how likely such a ratio is by chance") {
      $0.found?.test?.exponential.p
    },
    .number("lognormal_ratio", "the same to a lognormal tail") {
      $0.found?.test?.lognormal.normalized
    },
    .number("lognormal_p", "how likely such a ratio is by chance") { $0.found?.test?.lognormal.p },
    .text("fit", Meaning.fit) { $0.fit },
    .text(
      "training", "`over`, `well` or `under`, by WeightWatcher's rule of thumb; null where not read"
    ) {
      $0.found?.reading?.training?.rawValue
    },
    .text("regularization", "`good`, `fair` or `none`, by DeepDataProfiler's; null where not read")
    {
      $0.found?.reading?.regularization?.rawValue
    },
    .list("doubts", of: .text, "what speaks against the reading") {
      ($0.found?.reading?.warnings ?? []).map { .string($0.rawValue) }
    },
    .text("kind", "`convolution` or `linear`") { $0.layer.kind.rawValue }.ofTable,
    .shape("weight_shape", "the weight's extents, filters x channels x kernel") {
      $0.layer.weightShape.extents
    }.ofTable,
    .number("alpha_slices", "the exponent of the slices") { $0.others?.slices }.ofTable,
    .number("alpha_toeplitz", "the exponent of the toeplitz matrix") { $0.others?.toeplitz }
      .ofTable,
  ]

  /// Keys that are there when power laws are tested.
  static let testKeys: Set = [
    "goodness_p", "goodness_samples", "exponential_ratio", "exponential_p", "lognormal_ratio",
    "lognormal_p",
  ]
}

extension Field<LayerSpectrum> {
  /// The same, there in the data of the explorer's table alone.
  fileprivate var ofTable: Self {
    only("of `export --view layers`") { $0.others != nil }
  }
}

extension AlphaReading {
  /// The warnings, as text.
  var doubts: String { warnings.map(\.rawValue).joined(separator: ", ") }
}
