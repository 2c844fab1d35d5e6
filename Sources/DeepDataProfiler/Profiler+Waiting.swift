/// Answers for those who can wait.
///
/// Layers and images count from 0. All throw `Failure` for a layer, image or data set that is not
/// there, for weights that are not finite and for a node that can't be run; and `CancellationError`.
extension Profiler {
  /// Told of the fraction, 0 to 1, that is done.
  public typealias Progress = @Sendable (Double) -> Void

  /// The answer to a request, once it is found.
  public func answer(to request: Request, progress: Progress = { _ in }) async throws -> Answer {
    while true {
      switch try step(request) {
      case .answer(let answer): return answer
      case .progress(let fraction):
        progress(fraction)
        await Task.yield()
      }
    }
  }

  /// The spectrum of a layer under a matrization (paper section 4.1).
  public func spectrum(
    of layer: Int, _ matrization: Matrization = .unfolded, progress: Progress = { _ in }
  ) async throws -> Spectrum {
    try await answer(to: .spectrum(layer: layer, matrization), progress: progress).get()
  }

  /// About the 64 largest singular values of a layer's unfolded matrix, none too large.
  public func largestSingularValues(of layer: Int) async throws -> [Double] {
    try await answer(to: .largestSingularValues(layer: layer)).get()
  }

  /// A layer's spectrum beside that of its weights in another order.
  public func shuffleComparison(
    of layer: Int, _ matrization: Matrization = .unfolded, seed: UInt64 = 0,
    progress: Progress = { _ in }
  ) async throws -> ShuffleComparison {
    let request = Request.shuffledSpectrum(layer: layer, matrization, seed: seed)
    return ShuffleComparison(
      try await spectrum(of: layer, matrization, progress: progress),
      shuffled: try await answer(to: request, progress: progress).get())
  }

  /// The spectrum of a layer as another program reads it.
  public func peerSpectrum(
    of layer: Int, as peer: PeerSpectrum.Peer, progress: Progress = { _ in }
  ) async throws -> PeerSpectrum {
    try await answer(to: .peerSpectrum(layer: layer, peer), progress: progress).get()
  }

  /// Whether a layer's power law is plausible.
  /// - Parameters:
  ///   - layer: the layer.
  ///   - matrization: what its eigenvalues are of.
  ///   - samples: how many synthetic samples are made.
  ///   - seed: decides on them.
  ///   - progress: told how far it is.
  /// - Returns: the test.
  /// - Throws: also `PowerLaw.Fault` when there is no law.
  public func powerLawTest(
    of layer: Int, _ matrization: Matrization = .unfolded, samples: Int = 1000, seed: UInt64 = 0,
    progress: Progress = { _ in }
  ) async throws -> PowerLawTest {
    let request = Request.powerLawTest(
      layer: layer, matrization, samples: samples, seed: seed)
    return try await answer(to: request, progress: progress).get()
  }

  /// The singular vectors of a layer's unfolded matrix (paper section 4).
  public func decomposition(of layer: Int) async throws -> SingularValueDecomposition {
    try await answer(to: .decomposition(layer: layer)).get()
  }

  /// A pair of singular vectors of a layer as filters (paper section 4).
  public func filter(of layer: Int, vector: Int) async throws -> SingularFilter {
    try await answer(to: .filter(layer: layer, vector: vector)).get()
  }

  /// The products of each two filters of a layer, `W1 W1^T`.
  public func gramMatrix(of layer: Int) async throws -> GramMatrix {
    try await answer(to: .gramMatrix(layer: layer)).get()
  }

  /// What the network makes of the data set.
  public func predictions(
    withLogits hasLogits: Bool = false, progress: Progress = { _ in }
  ) async throws -> Predictions {
    try await answer(to: hasLogits ? .logits : .predictions, progress: progress).get()
  }

  /// The signals of all images in a layer (paper section 4.3).
  public func signals(
    of layer: Int, pool: SignalTable.Pool = .mean, progress: Progress = { _ in }
  ) async throws -> SignalTable {
    try await answer(to: .signals(layer: layer, pool: pool), progress: progress).get()
  }

  /// The semantic hierarchy of a layer, with the hypergraph that induces it (paper section 5).
  public func hierarchy(
    of layer: Int, _ parameters: Hypergraph.Parameters = .init(), progress: Progress = { _ in }
  ) async throws -> SemanticHierarchy {
    try await answer(to: .hierarchy(layer: layer, parameters), progress: progress).get()
  }

  /// One stage of a layer's computation on one image (paper figure 5).
  public func maps(_ stage: Stage, of layer: Int, image: Int) async throws -> FeatureMaps {
    try await answer(to: .maps(stage, layer: layer, image: image)).get()
  }
}
