import Formats
import LinearAlgebra

extension Network {
  /// A linear layer, its weight and, in a graph, its node.
  struct FoundLayer {
    let layer: LinearLayer
    let weight: String
    let node: Int?
  }

  /// The linear layers of a graph: nodes that multiply by a constant, with the shapes of what they
  /// take and give for one image as far as these are known.
  static func layers(
    of nodes: [Node], constants: Constants, forecasts: [String: Forecast]
  ) -> [FoundLayer] {
    let linearNodes = nodes.enumerated().filter { _, node in
      let operation = try? node.operation.get()
      return operation is any LinearOperator && node.stored.inputs.count > 1
        && constants.contains(node.stored.inputs[1])
    }
    let names = LayerNames(
      linearNodes.map { _, node in
        let weight = node.stored.inputs[1]
        return (constants.origin(of: weight) ?? weight, node.stored.name)
      })
    var found: [FoundLayer] = []
    for ((index, node), name) in zip(linearNodes, names.names) {
      let weight = node.stored.inputs[1]
      guard let linear = try? node.operation.get() as? any LinearOperator,
        let shape = forecasts[weight]?.shape, shape.count > 0,
        let layer = linear.describe(
          index: found.count, name: name, weightShape: shape,
          inputShape: ofOneImage(forecasts[node.stored.inputs[0]]),
          outputShape: ofOneImage(forecasts[node.stored.outputs[0]]))
      else { continue }
      found.append(FoundLayer(layer: layer, weight: weight, node: index))
    }
    return found
  }

  /// The linear layers of a file without a graph: its tensors of 2 to 4 axes, those named as
  /// weights when there are any.
  static func layers(among tensors: [StoredTensor]) -> [FoundLayer] {
    let matrices = tensors.filter { (2...4).contains($0.shape.rank) && $0.shape.count > 0 }
    let named = matrices.filter { WeightName($0.name).isWeight }
    return (named.isEmpty ? matrices : named).enumerated().map { index, tensor in
      let layer = LinearLayer(
        index: index, name: WeightName(tensor.name).layer,
        kind: tensor.shape.rank == 2 ? .linear : .convolution, weightShape: tensor.shape)
      return FoundLayer(layer: layer, weight: tensor.name, node: nil)
    }
  }

  private static func ofOneImage(_ forecast: Forecast?) -> Shape? {
    forecast.flatMap { Shape(Array($0.shape.extents.dropFirst())) }
  }
}
