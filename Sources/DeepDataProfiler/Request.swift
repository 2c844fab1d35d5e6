public import System

/// Something that a `Profiler` can find out about a network.
///
/// A request carries every parameter of its answer, so that an answer that comes late is told
/// apart from the one that is wanted now.
public enum Request: Hashable, Sendable {
  /// The spectrum of a layer under a matrization; answered by `Answer.spectrum`.
  case spectrum(layer: Int, Matrization = .unfolded)
  /// The spectrum of a layer's weights in another order, which follows from the seed; answered by
  /// `Answer.spectrum`.
  case shuffledSpectrum(layer: Int, Matrization = .unfolded, seed: UInt64 = 0)
  /// About the largest singular values of a layer's unfolded matrix, none too large, for the time until
  /// its spectrum is known; answered by `Answer.largestSingularValues`.
  case largestSingularValues(layer: Int)
  /// Candidates for xmin of a layer's power law; answered by `Answer.candidates`.
  case candidates(layer: Int, Matrization = .unfolded)
  /// A layer's spectrum as another program reads it; answered by `Answer.peerSpectrum`.
  case peerSpectrum(layer: Int, PeerSpectrum.Peer)
  /// Whether a layer's power law is plausible, by some synthetic samples that follow from the seed;
  /// answered by `Answer.powerLawTest`.
  case powerLawTest(layer: Int, Matrization = .unfolded, samples: Int = 1000, seed: UInt64 = 0)
  /// A layer's singular vectors; answered by `Answer.decomposition`.
  case decomposition(layer: Int)
  /// A pair of singular vectors as filters; answered by `Answer.filter`.
  case filter(layer: Int, vector: Int)
  /// The products of each two filters of a layer; answered by `Answer.gramMatrix`.
  case gramMatrix(layer: Int)
  /// What the network makes of the data set; answered by `Answer.predictions`.
  case predictions
  /// The same with the logits of each image; answered by `Answer.predictions`.
  case logits
  /// The signals of every image in every direction; answered by `Answer.signals`.
  case signals(layer: Int, pool: SignalTable.Pool)
  /// The signals of a layer's positions' means sorted within classes, so that its hierarchies at other
  /// thresholds take a moment; answered by `Answer.ready`.
  case sortedSignals(layer: Int)
  /// A layer's hypergraph and the hierarchy it induces; answered by `Answer.hierarchy`.
  case hierarchy(layer: Int, Hypergraph.Parameters)
  /// One stage of a layer's decomposition on one image; answered by `Answer.maps`.
  case maps(Stage, layer: Int, image: Int)
  /// The same of the model that stands beside the first; a profiler of one model has no answer.
  indirect case beside(Request)

  /// Whether its answer is only for the time until another is known.
  public var isProvisional: Bool {
    if case .largestSingularValues = self { true } else { false }
  }

  /// How many values `largestSingularValues` asks for.
  public static let largestCount = 64
}

/// How far a `Profiler` came with a request in one step.
public enum Step: Sendable {
  /// Not there yet: the fraction done, 0 to 1.
  case progress(Double)
  /// Done.
  case answer(Answer)
}

/// What a `Profiler` found out.
public enum Answer: Sendable {
  /// A layer's spectrum.
  case spectrum(Spectrum)
  /// The largest singular values, descending.
  case largestSingularValues([Double])
  /// Candidates for xmin, ascending.
  case candidates([PowerLaw.Candidate])
  /// A layer's spectrum as another program reads it.
  case peerSpectrum(PeerSpectrum)
  /// A test of a power law.
  case powerLawTest(PowerLawTest)
  /// A layer's singular vectors.
  case decomposition(SingularValueDecomposition)
  /// A pair of singular vectors.
  case filter(SingularFilter)
  /// Products of filters.
  case gramMatrix(GramMatrix)
  /// Predictions for the data set.
  case predictions(Predictions)
  /// A layer's signal table.
  case signals(SignalTable)
  /// A layer's semantic hierarchy, with the hypergraph that induces it.
  case hierarchy(SemanticHierarchy)
  /// Maps of one layer and image.
  case maps(FeatureMaps)
  /// What it takes to answer others in a moment is there, as far as there is room for it.
  case ready
  /// Why it can't be found out.
  case fault(Failure)

  /// What was found, as a value of its own type.
  /// - Throws: `Failure` for a fault, and when the answer is of another type.
  public func get<Value>(_ type: Value.Type = Value.self) throws -> Value {
    let found: Any
    switch self {
    case .spectrum(let value): found = value
    case .largestSingularValues(let value): found = value
    case .candidates(let value): found = value
    case .peerSpectrum(let value): found = value
    case .powerLawTest(let value): found = value
    case .decomposition(let value): found = value
    case .filter(let value): found = value
    case .gramMatrix(let value): found = value
    case .predictions(let value): found = value
    case .signals(let value): found = value
    case .hierarchy(let value): found = value
    case .maps(let value): found = value
    case .ready: found = ()
    case .fault(let failure): throw failure
    }
    guard let value = found as? Value else {
      throw Failure(kind: .unsupported, problem: "the answer is no \(type)")
    }
    return value
  }
}
