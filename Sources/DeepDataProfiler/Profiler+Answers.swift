import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// Thrown when a step of long work is done and more is needed.
struct Pending: Error {
  /// The fraction done, 0 to 1.
  let fraction: Double
}

/// How each answer is found. All throw `Pending` when they need another step.
extension Profiler {
  /// The answer to a request: remembered, or found and then remembered.
  func remember(_ request: Request) throws -> Answer {
    let request = simplest(request)
    if case .sortedSignals(let layer) = request {
      try sortSignals(of: layer)
      return .ready
    }
    if let answer = known.recall(request) { return answer }
    let answer = try kept(request) ?? find(request)
    known.store(answer, for: request)
    return answer
  }

  /// The answer to a request for a spectrum that was kept; nil once it has been looked for.
  ///
  /// The look is a step of its own, so that what was kept can come before what takes work.
  private func kept(_ request: Request) throws -> Answer? {
    let index: Int
    switch request {
    case .spectrum(let layer, _), .shuffledSpectrum(let layer, _, _): index = layer
    default: return nil
    }
    let layer = try layer(index)
    guard lookedFor.insert(request).inserted else { return nil }
    if store != nil,
      let found = try BegunSpectrum(request, layer, of: network, store: store).found
    {
      return .spectrum(found)
    }
    throw Pending(fraction: 0)
  }

  /// The request that has the same answer for all that do: a fully connected layer has one matrix under
  /// every matrization.
  func simplest(_ request: Request) -> Request {
    switch request {
    case .spectrum(let layer, _) where isFullyConnected(layer): .spectrum(layer: layer)
    case .shuffledSpectrum(let layer, _, let seed) where isFullyConnected(layer):
      .shuffledSpectrum(layer: layer, seed: seed)
    case .candidates(let layer, _) where isFullyConnected(layer): .candidates(layer: layer)
    case .powerLawTest(let layer, _, let samples, let seed) where isFullyConnected(layer):
      .powerLawTest(layer: layer, samples: samples, seed: seed)
    default: request
    }
  }

  private func isFullyConnected(_ layer: Int) -> Bool {
    network.layers.indices.contains(layer) && network.layers[layer].kernel.isEmpty
  }

  private func find(_ request: Request) throws -> Answer {
    if let layer = smallLayer(of: request) {
      return try Self.answer(to: request, layer, of: network, store: store)
    }
    switch request {
    case .spectrum(let layer, _), .shuffledSpectrum(let layer, _, _):
      return .spectrum(try spectrum(of: layer, for: request))
    case .largestSingularValues(let layer):
      return .largestSingularValues(try largestSingularValues(of: layer))
    case .candidates(let layer, let matrization):
      let spectrum = try remember(.spectrum(layer: layer, matrization)).get(Spectrum.self)
      return .candidates(PowerLaw.candidates(of: spectrum.sample, atMost: 512))
    case .peerSpectrum(let layer, let peer):
      return .peerSpectrum(try peerSpectrum(of: self.layer(layer), as: peer))
    case .powerLawTest(let layer, let matrization, let samples, let seed):
      return .powerLawTest(
        try powerLawTest(of: layer, matrization, samples: samples, seed: seed, for: request))
    case .decomposition(let layer):
      return .decomposition(
        try SingularValueDecomposition(UnfoldedMatrix(self.layer(layer), of: network)))
    case .gramMatrix(let layer):
      return .gramMatrix(try GramMatrix(UnfoldedMatrix(self.layer(layer), of: network)))
    case .filter(let layer, let vector):
      return .filter(try filter(vector, of: layer))
    case .beside:
      throw Failure(
        kind: .unsupported, problem: "there is no model beside \(findings.model.file)")
    case .predictions, .logits: return .predictions(try predictions(for: request))
    case .signals(let layer, let pool): return .signals(try signals(of: layer, pool: pool))
    case .hierarchy(let layer, let parameters):
      let table = try remember(.signals(layer: layer, pool: .mean)).get(SignalTable.self)
      let hypergraph = Hypergraph(table, parameters: parameters)
      return .hierarchy(SemanticHierarchy(hypergraph, signals: table))
    case .sortedSignals: return .ready
    case .maps(let stage, let layer, let image):
      return .maps(try maps(stage, layer: layer, image: image))
    }
  }

  func layer(_ index: Int) throws(Failure) -> LinearLayer {
    guard network.layers.indices.contains(index) else {
      throw Failure(
        kind: .outOfRange,
        problem: "there is no layer \(index + 1); the model has \(network.layers.count)")
    }
    return network.layers[index]
  }

  func decomposition(of layer: Int) throws -> SingularValueDecomposition {
    try remember(.decomposition(layer: layer)).get(SingularValueDecomposition.self)
  }

  private func filter(_ vector: Int, of index: Int) throws -> SingularFilter {
    let parts = try decomposition(of: index)
    guard (0..<parts.rank).contains(vector) else {
      throw Failure(
        kind: .outOfRange,
        problem: "v\(vector) is past the rank: this layer has \(parts.rank) vectors")
    }
    return SingularFilter(vector, of: parts, in: try layer(index))
  }

  /// One stage of a layer's computation on one image (paper figure 5).
  private func maps(_ stage: Stage, layer: Int, image: Int) throws -> FeatureMaps {
    _ = try self.layer(layer)
    let set = try requireImages()
    guard (0..<set.count).contains(image) else {
      throw Failure(
        kind: .outOfRange,
        problem: "there is no image \(image); the data set has \(set.count), counted from 0")
    }
    let batch = try set.batch(image..<image + 1, as: preparation)
    if let fault = batch.leftOut.first {
      throw Failure(
        kind: .unfitting,
        problem: "image \(image)\(fault.file.map { ", \($0)," } ?? "") can't be used: "
          + "\(fault.reason); choose another")
    }
    let input = batch.tensor
    var pass: Network.LayerPass?
    let result = try network.forward(
      input, to: stage.isActivated ? .activation(after: layer) : .layer(layer),
      observing: [layer]
    ) { pass = $0 }
    let activation = stage.isActivated ? try network.activation(after: layer).name : nil
    guard let pass else { return FeatureMaps(stage, result, activation) }
    let mixed: (Matrix) -> Matrix
    let tensor: Tensor
    switch stage {
    case .input: return FeatureMaps(stage, try network.input(of: pass))
    case .fields: return FeatureMaps(stage, try network.receptiveFields(pass))
    case .output, .activated: return FeatureMaps(stage, result, activation)
    case .correlations:
      (tensor, mixed) = (
        try network.receptiveFields(pass), try decomposition(of: layer).correlations
      )
    case .projections: (tensor, mixed) = (pass.output, try decomposition(of: layer).projections)
    case .reprojected: (tensor, mixed) = (result, try decomposition(of: layer).projections)
    }
    return FeatureMaps(stage, tensor, activation, mixed: mixed)
  }

  nonisolated func requireImages() throws(Failure) -> ImageSet {
    if let images { return images }
    throw findings.dataSetFault
      ?? Failure(kind: .noData, problem: "there are no images; give some with --data")
  }
}

extension FeatureMaps {
  /// The maps of one image: its axes are maps, and then rows and columns, or columns alone, if it has
  /// any.
  fileprivate init(_ stage: Stage, _ tensor: Tensor, _ activation: String? = nil) {
    let extents = Array(tensor.shape.extents.dropFirst())
    let columns = extents.count > 1 ? extents[extents.count - 1] : 1
    let rows = extents.dropFirst().dropLast().reduce(1, *)
    self.init(
      stage: stage, activation: activation, count: extents.first ?? 1, height: rows,
      width: columns, values: tensor.values)
  }

  /// What becomes of a tensor's maps: from maps x places to other maps x places.
  fileprivate init(
    _ stage: Stage, _ tensor: Tensor, _ activation: String?, mixed: (Matrix) -> Matrix
  ) {
    let maps = FeatureMaps(stage, tensor)
    let result = mixed(
      Matrix(
        rows: maps.count, columns: maps.height * maps.width, values: maps.values.map(Double.init)))
    self.init(
      stage: stage, activation: activation, count: result.rows, height: maps.height,
      width: maps.width, values: result.values.map(Float.init))
  }
}
