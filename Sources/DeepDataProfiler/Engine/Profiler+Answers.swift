/// What can be found out of a network, each by a function that waits for it.
extension Profiler {
  /// The spectrum of a layer under a matrization (paper section 4.1).
  public func spectrum(
    of layer: Int, _ matrization: Matrization = .unfolded, progress: @escaping Progress = { _ in }
  ) async throws -> Spectrum {
    try await answer(to: SpectrumQuestion(layer: layer, matrization), progress: progress)
  }

  /// A layer's spectrum beside that of its weights in another order.
  public func shuffleComparison(
    of layer: Int, _ matrization: Matrization = .unfolded, seed: UInt64 = 0,
    progress: @escaping Progress = { _ in }
  ) async throws -> ShuffleComparison {
    let shuffled = SpectrumQuestion(layer: layer, matrization, shuffledBy: seed)
    return ShuffleComparison(
      try await spectrum(of: layer, matrization, progress: progress),
      shuffled: try await answer(to: shuffled, progress: progress))
  }

  /// The spectrum of a layer as another program reads it.
  public func peerSpectrum(
    of layer: Int, as peer: PeerSpectrum.Peer, progress: @escaping Progress = { _ in }
  ) async throws -> PeerSpectrum {
    try await answer(to: PeerSpectrumQuestion(layer: layer, peer), progress: progress)
  }

  /// Whether a layer's power law is plausible.
  /// - Parameters:
  ///   - layer: the layer.
  ///   - matrization: what its eigenvalues are of.
  ///   - samples: how many synthetic samples are made.
  ///   - seed: decides on them.
  ///   - progress: told how far it is.
  /// - Returns: the test.
  /// - Throws: `Failure` also where there is no law.
  public func powerLawTest(
    of layer: Int, _ matrization: Matrization = .unfolded, samples: Int = 1000, seed: UInt64 = 0,
    progress: @escaping Progress = { _ in }
  ) async throws -> PowerLawTest {
    try await answer(
      to: PowerLawTestQuestion(layer: layer, matrization, samples: samples, seed: seed),
      progress: progress)
  }

  /// The singular vectors of a layer's unfolded matrix (paper section 4).
  public func decomposition(of layer: Int) async throws -> SingularValueDecomposition {
    try await answer(to: DecompositionQuestion(layer: layer))
  }

  /// A pair of singular vectors of a layer as filters (paper section 4).
  public func filter(of layer: Int, vector: Int) async throws -> SingularFilter {
    try await answer(to: FilterQuestion(layer: layer, vector: vector))
  }

  /// The products of each two filters of a layer, `W1 W1^T`.
  public func gramMatrix(of layer: Int) async throws -> GramMatrix {
    try await answer(to: GramMatrixQuestion(layer: layer))
  }

  /// What the network makes of the data set.
  public func predictions(
    withLogits hasLogits: Bool = false, progress: @escaping Progress = { _ in }
  ) async throws -> Predictions {
    try await answer(to: PredictionsQuestion(hasLogits: hasLogits), progress: progress)
  }

  /// The signals of all images in a layer (paper section 4.3).
  public func signals(
    of layer: Int, pool: SignalTable.Pool = .mean, progress: @escaping Progress = { _ in }
  ) async throws -> SignalTable {
    try await answer(to: SignalsQuestion(layer: layer, pool: pool), progress: progress)
  }

  /// What vectors of a layer are significant for what classes (paper section 5.1).
  /// - Parameters:
  ///   - layer: the layer.
  ///   - parameters: what decides on significance.
  ///   - pool: how the positions of an image become one signal.
  ///   - progress: told how far it is.
  /// - Returns: the hypergraph, with the threshold that its quantile comes to.
  /// - Throws: `Failure`, as all do.
  public func hypergraph(
    of layer: Int, _ parameters: SignificanceHypergraph.Parameters = .init(),
    pool: SignalTable.Pool = .mean, progress: @escaping Progress = { _ in }
  ) async throws -> SignificanceHypergraph {
    try await answer(
      to: HypergraphQuestion(layer: layer, parameters, pool: pool), progress: progress)
  }

  /// The semantic hierarchy of a layer, with the hypergraph that induces it (paper section 5).
  /// - Parameters:
  ///   - layer: the layer.
  ///   - parameters: what decides on significance.
  ///   - pool: how the positions of an image become one signal.
  ///   - progress: told how far it is.
  /// - Returns: the hierarchy.
  /// - Throws: `Failure`, as all do.
  public func hierarchy(
    of layer: Int, _ parameters: SignificanceHypergraph.Parameters = .init(),
    pool: SignalTable.Pool = .mean, progress: @escaping Progress = { _ in }
  ) async throws -> SemanticHierarchy {
    try await answer(
      to: HierarchyQuestion(layer: layer, parameters, pool: pool), progress: progress)
  }

  /// What vectors of a layer are significant for some images (paper figure 10).
  /// - Parameters:
  ///   - layer: the layer.
  ///   - images: the images, each once.
  ///   - quantile: the quantile of all signals that a signal must exceed, 0 to 1.
  ///   - polarity: which signals count.
  ///   - pool: how the positions of an image become one signal.
  ///   - progress: told how far it is.
  /// - Returns: the hypergraph, whose edges are images.
  /// - Throws: `Failure`, as all do; also for an image that has no signals.
  public func hypergraph(
    of layer: Int, between images: [Int], quantile: Double,
    polarity: SignificanceHypergraph.Polarity = .positive, pool: SignalTable.Pool = .mean,
    progress: @escaping Progress = { _ in }
  ) async throws -> ImageHypergraph {
    try await answer(
      to: ImageHypergraphQuestion(
        layer: layer, between: images, quantile: quantile, polarity: polarity, pool: pool),
      progress: progress)
  }

  /// One stage of a layer's computation on one image (paper figure 5).
  public func maps(_ stage: Stage, of layer: Int, image: Int) async throws -> FeatureMaps {
    try await answer(to: FeatureMapsQuestion(stage, layer: layer, image: image))
  }

  /// How alike a layer's activation at one position of an image is to those of another (paper figure 10).
  /// - Parameters:
  ///   - layer: the layer.
  ///   - image: the image that the position is in.
  ///   - row: the row of the position, from 0, in the layer's output.
  ///   - column: its column.
  ///   - other: the other image.
  /// - Returns: the similarity at each position of the other image.
  /// - Throws: `Failure` also where there is no such position.
  public func similarity(
    in layer: Int, of image: Int, row: Int, column: Int, to other: Int
  ) async throws -> SimilarityOverlay {
    try await answer(
      to: SimilarityQuestion(
        layer: layer, image: image, row: row, column: column, to: .image(other)))
  }

  /// An image that brings out singular vectors of a layer (paper section 6).
  /// - Parameters:
  ///   - layer: the layer.
  ///   - objective: what it is to bring out.
  ///   - recipe: how it comes about.
  ///   - progress: told how far it is.
  /// - Returns: the image.
  /// - Throws: `Failure`, as all do; that of a node without a gradient names it.
  public func optimizedImage(
    of layer: Int, _ objective: VisualizationObjective, _ recipe: VisualizationRecipe = .init(),
    progress: @escaping Progress = { _ in }
  ) async throws -> OptimizedImage {
    try await answer(
      to: VisualizationQuestion(layer: layer, objective, recipe), progress: progress)
  }
}
