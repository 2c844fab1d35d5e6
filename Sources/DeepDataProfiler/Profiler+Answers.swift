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
    case .spectrum(let layer): return .spectrum(try Spectrum(unfolded(layer)))
    case .decomposition(let layer):
      return .decomposition(try SingularValueDecomposition(unfolded(layer)))
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

  private func unfolded(_ layer: Int) throws -> UnfoldedMatrix {
    guard network.layers.indices.contains(layer) else {
      throw ProfilerError(
        kind: .outOfRange,
        description: "there is no layer \(layer + 1); the model has \(network.layers.count)")
    }
    return UnfoldedMatrix(network.layers[layer], weight: try network.weight(of: layer))
  }

  private func decomposition(of layer: Int) throws -> SingularValueDecomposition {
    try remember(.decomposition(layer: layer)).get(SingularValueDecomposition.self)
  }

  /// The signals of all images; means of `U^T Y` are `U^T` times the means of `Y`.
  private func signals(of layer: Int, pool: SignalTable.Pool) throws -> SignalTable {
    let labels = try requireImages().labels
    let parts = try decomposition(of: layer)
    var signals: Matrix
    if pool == .mean {
      let means = try channelMeans(of: layer)
      signals = Matrix(rows: labels.count, columns: parts.leftVectors.rows, values: means)
        .multiplied(by: parts.leftVectors)
    } else {
      let rows = try sweep(.signals(layer: layer, pool), leftVectors: parts.leftVectors).rows
      signals = Matrix(rows: labels.count, columns: parts.rank, values: rows[layer] ?? [])
    }
    return SignalTable(pool: pool, signals: signals, labels: labels)
  }

  /// Images x channels: the mean of each channel of `Y` over positions.
  private func channelMeans(of layer: Int) throws -> [Double] {
    let count = try requireImages().count
    let purposes =
      [Sweep.Purpose.logits] + network.layers.indices[layer...].map { .means(upTo: $0) }
    for purpose in purposes {
      if let sweep = sweeps[purpose], sweep.next == count, let means = sweep.rows[layer] {
        return means
      }
    }
    return try sweep(.means(upTo: layer)).rows[layer] ?? []
  }

  private func predictions() throws -> Predictions {
    let images = try requireImages()
    let logits = try sweep(.logits).logits
    let outputs = images.count == 0 ? 0 : logits.count / images.count
    guard let shape = Shape([images.count, outputs]), shape.count == logits.count else {
      throw ProfilerError(
        kind: .unfittingData, description: "the network's output is not one row for each image")
    }
    return Predictions(logits: Tensor(shape: shape, values: logits), labels: images.labels)
  }

  /// A finished sweep; takes one batch a call.
  private func sweep(_ purpose: Sweep.Purpose, leftVectors: Matrix? = nil) throws -> Sweep {
    let count = try requireImages().count
    var sweep = sweeps.removeValue(forKey: purpose) ?? Sweep(purpose)
    defer { sweeps[purpose] = sweep }
    guard sweep.next < count else { return sweep }
    try sweep.run(
      min(network.batchSize, count - sweep.next), through: &network, leftVectors: leftVectors
    ) { try self.prepared($0) }
    guard sweep.next == count else { throw Pending(fraction: Double(sweep.next) / Double(count)) }
    return sweep
  }

  /// One stage of a layer's computation on one image (paper figure 5).
  private func maps(_ stage: Stage, layer: Int, image: Int) throws -> FeatureMaps {
    let parts = try decomposition(of: layer)
    let count = try requireImages().count
    guard (0..<count).contains(image) else {
      throw ProfilerError(
        kind: .outOfRange,
        description: "there is no image \(image); the data set has \(count), counted from 0")
    }
    let input = try prepared(image..<image + 1)
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

  /// The images of a range, prepared as the card says: images x channels x height x width.
  private nonisolated func prepared(_ range: Range<Int>) throws -> Tensor {
    try requireImages().batch(
      range, mean: preparation.mean, std: preparation.std, scale: preparation.scale,
      bgr: preparation.order == .bgr)
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
  /// The maps of one image: its axes are maps, and then rows and columns, if it has any.
  fileprivate init(_ stage: Stage, _ tensor: Tensor) {
    let extents = Array(tensor.shape.extents.dropFirst()) + [1, 1, 1]
    self.init(
      stage: stage, count: extents[0], height: extents[1], width: extents[2],
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
