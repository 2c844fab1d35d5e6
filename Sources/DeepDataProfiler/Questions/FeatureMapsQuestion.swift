import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// One stage of a layer's computation on one image (paper figure 5).
package struct FeatureMapsQuestion: Question {
  package typealias Answer = FeatureMaps

  /// Which stage.
  package let stage: Stage
  /// The layer's index.
  package let layer: Int
  /// The image, from 0.
  package let image: Int

  /// A stage of a layer on an image.
  package init(_ stage: Stage, layer: Int, image: Int) {
    self.stage = stage
    self.layer = layer
    self.image = image
  }

  package func title(naming name: (Int) -> String) -> String {
    "\(stage.rawValue) \(name(layer)) image \(image)"
  }
  package func needs(in model: Findings.Model) -> [any Question] {
    stage.needs(ofLayer: layer, in: model)
  }
  package func isQuick(in model: Findings.Model) -> Bool { true }
  package func job() -> SingleStep<FeatureMaps> {
    SingleStep { try $0.maps(stage, of: layer, on: $0.subject.image(image)) }
  }
  package static func byteCount(_ maps: FeatureMaps) -> Int { 4 * maps.values.count }
}

/// One stage of a layer's computation on an optimised image.
package struct OptimizedMapsQuestion: Question {
  package typealias Answer = FeatureMaps

  /// Which stage.
  package let stage: Stage
  /// The layer's index.
  package let layer: Int
  /// What the image is the answer to.
  package let image: VisualizationQuestion

  /// A stage of a layer on an image.
  package init(_ stage: Stage, layer: Int, image: VisualizationQuestion) {
    self.stage = stage
    self.layer = layer
    self.image = image
  }

  package func title(naming name: (Int) -> String) -> String {
    "\(stage.rawValue) \(name(layer)) \(image.title(naming: name))"
  }
  package func needs(in model: Findings.Model) -> [any Question] {
    [image, InputRangesQuestion()] + stage.needs(ofLayer: layer, in: model)
  }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<FeatureMaps> {
    SingleStep { context in
      let image = try context.answer(to: self.image)
      let input = try context.networkInput()
      let numbers = input.numbers(of: image.values.map(Double.init))
      let tensor = Shape([1] + input.extents).map { Tensor(shape: $0, values: numbers) }
      guard let tensor else { throw CancellationError() }
      return try context.maps(stage, of: layer, on: tensor)
    }
  }

  package static func byteCount(_ maps: FeatureMaps) -> Int {
    FeatureMapsQuestion.byteCount(maps)
  }
}

extension Stage {
  /// What has to be known of a layer for it.
  fileprivate func needs(ofLayer layer: Int, in model: Findings.Model) -> [any Question] {
    hasVectors && model.layers.indices.contains(layer) ? [DecompositionQuestion(layer: layer)] : []
  }
}

extension JobContext {
  /// One stage of a layer's computation on what enters the network.
  fileprivate func maps(_ stage: Stage, of layer: Int, on input: Tensor) throws -> FeatureMaps {
    _ = try self.layer(layer)
    let network = subject.network
    let decomposition = DecompositionQuestion(layer: layer)
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
        try network.receptiveFields(pass), try answer(to: decomposition).correlations
      )
    case .projections:
      (tensor, mixed) = (pass.output, try answer(to: decomposition).projections)
    case .reprojected: (tensor, mixed) = (result, try answer(to: decomposition).projections)
    }
    // Sums by several threads end in other digits.
    return onOneThread { FeatureMaps(stage, tensor, activation, mixed: mixed) }
  }
}

extension FeatureMaps {
  /// The maps of one image: its axes are maps, and then rows and columns, or columns alone, if it has
  /// any.
  init(_ stage: Stage, _ tensor: Tensor, _ activation: String? = nil) {
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
