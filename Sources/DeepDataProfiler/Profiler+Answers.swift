import Formats
import LinearAlgebra
import NeuralNetwork

/// Thrown when a step of long work is done and more is needed.
struct Pending: Error {
  /// The fraction done, 0 to 1.
  let fraction: Double
}

/// How each answer is found. All throw `Pending` when they need another step.
extension Profiler {
  /// The answer to a request: remembered, or found and then remembered.
  func remember(_ request: Request) throws -> Answer {
    if let answer = known.recall(request) { return answer }
    let answer = try find(request)
    known.store(answer, for: request)
    return answer
  }

  private func find(_ request: Request) throws -> Answer {
    switch request {
    case .spectrum(let layer, let matrization):
      return .spectrum(try spectrum(of: layer, matrization, for: request))
    case .shuffledSpectrum(let layer, let matrization, let seed):
      return .spectrum(try spectrum(of: layer, matrization, seed: seed, for: request))
    case .candidates(let layer, let matrization):
      let spectrum = try remember(.spectrum(layer: layer, matrization)).get(Spectrum.self)
      return .candidates(PowerLaw.candidates(of: spectrum.eigenvalues, atMost: 512))
    case .decomposition(let layer):
      return .decomposition(
        try SingularValueDecomposition(
          UnfoldedMatrix(self.layer(layer), weight: network.weight(of: layer))))
    case .predictions: return .predictions(try predictions())
    case .signals(let layer, let pool): return .signals(try signals(of: layer, pool: pool))
    case .hierarchy(let layer, let parameters):
      let table = try remember(.signals(layer: layer, pool: .mean)).get(SignalTable.self)
      let hypergraph = Hypergraph(table, parameters: parameters)
      return .hierarchy(SemanticHierarchy(hypergraph, signals: table))
    case .maps(let stage, let layer, let image):
      return .maps(try maps(stage, layer: layer, image: image))
    }
  }

  /// The spectrum of a layer's weights as they are, or shuffled where there is a seed.
  private func spectrum(
    of index: Int, _ matrization: Matrization, seed: UInt64? = nil, for request: Request
  ) throws -> Spectrum {
    let layer = try layer(index)
    let matrization = layer.kernel.isEmpty ? .unfolded : matrization
    if var begun = toeplitzSweeps.removeValue(forKey: request) {
      return try advance(&begun.sweep, key: begun.key, for: request)
    }
    var weight = try network.weight(of: index)
    if let seed { weight = weight.shuffled(seed: seed) }
    let key = store?.key(layer, weight: weight, matrization)
    if let key, let spectrum = store?.load(key) { return spectrum }
    let spectrum: Spectrum
    switch matrization {
    case .unfolded: spectrum = try Spectrum(UnfoldedMatrix(layer, weight: weight))
    case .slices: spectrum = try Spectrum(SliceMatrices(layer, weight: weight))
    case .toeplitz(let mapSize):
      var sweep = try ToeplitzSweep(layer, weight: weight, mapSize: mapSize)
      return try advance(&sweep, key: key, for: request)
    }
    if let key { store?.save(spectrum, as: key) }
    return spectrum
  }

  /// Takes a toeplitz spectrum a step further.
  private func advance(
    _ sweep: inout ToeplitzSweep, key: SpectrumStore.Key?, for request: Request
  ) throws -> Spectrum {
    try sweep.advance()
    guard sweep.isDone else {
      toeplitzSweeps[request] = (sweep, key)
      throw Pending(fraction: sweep.fraction)
    }
    let spectrum = Spectrum(sweep.pools)
    if let key { store?.save(spectrum, as: key) }
    return spectrum
  }

  private func layer(_ index: Int) throws(ProfilerError) -> LinearLayer {
    guard network.layers.indices.contains(index) else {
      throw ProfilerError(
        kind: .outOfRange,
        description: "there is no layer \(index + 1); the model has \(network.layers.count)")
    }
    return network.layers[index]
  }

  private func decomposition(of layer: Int) throws -> SingularValueDecomposition {
    try remember(.decomposition(layer: layer)).get(SingularValueDecomposition.self)
  }

  /// The signals of all images; means of `U^T Y` are `U^T` times the means of `Y`.
  private func signals(of layer: Int, pool: SignalTable.Pool) throws -> SignalTable {
    let labels = try requireImages().labels
    let parts = try decomposition(of: layer)
    let sweep =
      try pool == .mean
      ? sweepForMeans(of: layer)
      : sweep(.signals(layer: layer, pool), leftVectors: parts.leftVectors)
    let isProjected = pool != .mean
    let rows = Matrix(
      rows: sweep.images.count, columns: isProjected ? parts.rank : parts.leftVectors.rows,
      values: sweep.rows[layer] ?? [])
    return SignalTable(
      pool: pool, signals: isProjected ? rows : rows.multiplied(by: parts.leftVectors),
      labels: sweep.images.map { labels[$0] }, images: sweep.images,
      unreadable: sweep.unreadable)
  }

  /// A finished sweep that holds the mean of each channel of `Y` over positions.
  private func sweepForMeans(of layer: Int) throws -> Sweep {
    let count = try requireImages().count
    let purposes =
      [Sweep.Purpose.logits] + network.layers.indices[layer...].map { .means(upTo: $0) }
    for purpose in purposes {
      if let sweep = sweeps[purpose], sweep.next == count, sweep.rows[layer] != nil {
        return sweep
      }
    }
    return try sweep(.means(upTo: layer))
  }

  private func predictions() throws -> Predictions {
    let labels = try requireImages().labels
    let sweep = try sweep(.logits)
    let outputs = sweep.images.isEmpty ? 0 : sweep.logits.count / sweep.images.count
    guard let shape = Shape([sweep.images.count, outputs]), shape.count == sweep.logits.count
    else {
      throw ProfilerError(
        kind: .unfittingData, description: "the network's output is not one row for each image")
    }
    return Predictions(
      logits: Tensor(shape: shape, values: sweep.logits),
      labels: sweep.images.map { labels[$0] }, images: sweep.images,
      unreadable: sweep.unreadable)
  }

  /// A finished sweep; takes one batch a call.
  private func sweep(_ purpose: Sweep.Purpose, leftVectors: Matrix? = nil) throws -> Sweep {
    let set = try requireImages()
    let count = set.count
    var sweep =
      sweeps.removeValue(forKey: purpose)
      ?? Sweep(purpose, imageCount: count, channels: network.layers.map(\.rows))
    defer { sweeps[purpose] = sweep }
    if sweep.next < count {
      let preparation = preparation
      try sweep.run(
        min(network.batchSize, count - sweep.next), through: &network, leftVectors: leftVectors
      ) { try set.batch($0, as: preparation) }
      guard sweep.next == count else {
        throw Pending(fraction: Double(sweep.next) / Double(count))
      }
    }
    if sweep.images.isEmpty, let first = sweep.unreadable.first {
      throw ProfilerError(
        kind: .unfittingData,
        description: "\(set.path): none of its \(count) images can be read, the first, "
          + "\(first.file), because: \(first.reason); give others with --data")
    }
    return sweep
  }

  /// One stage of a layer's computation on one image (paper figure 5).
  private func maps(_ stage: Stage, layer: Int, image: Int) throws -> FeatureMaps {
    let parts = try decomposition(of: layer)
    let set = try requireImages()
    guard (0..<set.count).contains(image) else {
      throw ProfilerError(
        kind: .outOfRange,
        description: "there is no image \(image); the data set has \(set.count), counted from 0")
    }
    let batch = try set.batch(image..<image + 1, as: preparation)
    if let fault = batch.unreadable.first {
      throw ProfilerError(
        kind: .unfittingData,
        description: "image \(image), \(fault.file), can't be read: \(fault.reason); "
          + "choose another")
    }
    let input = batch.tensor
    var pass: Network.LayerPass?
    let isActivated = stage == .activated || stage == .reprojected
    let result = try network.forward(
      input, to: isActivated ? .activation(after: layer) : .layer(layer)
    ) { if $0.layer == layer { pass = $0 } }
    guard let pass else { return FeatureMaps(stage, result) }
    switch stage {
    case .input: return FeatureMaps(stage, pass.input)
    case .fields: return FeatureMaps(stage, try network.receptiveFields(pass))
    case .correlations:
      return try FeatureMaps(
        stage, network.receptiveFields(pass), mappedBy: parts.rightVectors)
    case .projections:
      return FeatureMaps(stage, pass.output, mappedBy: parts.leftVectors.transposed)
    case .output, .activated: return FeatureMaps(stage, result)
    case .reprojected: return FeatureMaps(stage, result, mappedBy: parts.leftVectors.transposed)
    }
  }

  private nonisolated func requireImages() throws(ProfilerError) -> ImageSet {
    if let images { return images }
    throw ProfilerError(
      kind: .noData,
      description: findings.dataSetFault ?? "there are no images; give some with --data")
  }
}

extension Network {
  /// How many images go through the network at once: as many as keep its largest value near 64 MB.
  fileprivate var batchSize: Int {
    let largest = layers.compactMap { $0.outputShape?.count }.max() ?? 0
    return min(64, max(1, (16 << 20) / max(1, largest)))
  }
}

extension FeatureMaps {
  /// The maps of one image: its axes are maps, and then rows and columns, or columns alone, if it has
  /// any.
  fileprivate init(_ stage: Stage, _ tensor: Tensor) {
    let extents = Array(tensor.shape.extents.dropFirst())
    let columns = extents.count > 1 ? extents[extents.count - 1] : 1
    let rows = extents.dropFirst().dropLast().reduce(1, *)
    self.init(
      stage: stage, count: extents.first ?? 1, height: rows, width: columns,
      values: tensor.values)
  }

  /// Maps mixed by the rows of a matrix: new maps x old maps.
  fileprivate init(_ stage: Stage, _ tensor: Tensor, mappedBy matrix: Matrix) {
    let maps = FeatureMaps(stage, tensor)
    let mixed = matrix.multiplied(
      by: Matrix(
        rows: maps.count, columns: maps.height * maps.width, values: maps.values.map(Double.init)))
    self.init(
      stage: stage, count: matrix.rows, height: maps.height, width: maps.width,
      values: mixed.values.map(Float.init))
  }
}
