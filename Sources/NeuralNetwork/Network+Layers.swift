import Formats
import LinearAlgebra

extension Network {
  /// A linear layer, its weight tensor and, in a graph, its node.
  struct FoundLayer {
    let layer: LinearLayer
    let weight: String
    let node: Int?
  }

  /// The linear layers of a graph: nodes that multiply by a constant, with the shapes of what they
  /// take and give for one image as far as these can be inferred.
  static func layers(
    of nodes: [Node], input: String, imageShape: Shape?, constants: [String: StoredTensor]
  ) -> [FoundLayer] {
    var shapes = constants.mapValues(\.shape)
    if let imageShape, imageShape.rank > 0 { shapes[input] = Shape([1] + imageShape.extents) }
    var found: [FoundLayer] = []
    for (index, node) in nodes.enumerated() {
      guard case .success(let operation) = node.operation else { continue }
      let inputs = node.stored.inputs.map { shapes[$0] }
      let outputs: [Shape]? = inputs.isEmpty ? nil : try? operation.outputShapes(inputs)
      for (name, shape) in zip(node.stored.outputs, outputs ?? []) { shapes[name] = shape }
      guard let linear = operation as? any LinearOperator, node.stored.inputs.count > 1,
        let weight = constants[node.stored.inputs[1]], (2...4).contains(weight.shape.rank)
      else { continue }
      let layer = linear.describe(
        index: found.count, name: layerName(weight.name), weightShape: weight.shape,
        inputShape: inputs[0].flatMap(ofOneImage), outputShape: outputs?.first.flatMap(ofOneImage))
      found.append(FoundLayer(layer: layer, weight: node.stored.inputs[1], node: index))
    }
    return found
  }

  /// The linear layers of a file without a graph: its tensors of 2 to 4 axes, those named
  /// `.weight` when there are any.
  static func layers(among tensors: [StoredTensor]) -> [FoundLayer] {
    let matrices = tensors.filter { (2...4).contains($0.shape.rank) && $0.shape.count > 0 }
    let named = matrices.filter { $0.name.hasSuffix(".weight") }
    return (named.isEmpty ? matrices : named).enumerated().map { index, tensor in
      let layer = LinearLayer(
        index: index, name: layerName(tensor.name),
        kind: tensor.shape.rank == 2 ? .linear : .convolution, weightShape: tensor.shape)
      return FoundLayer(layer: layer, weight: tensor.name, node: nil)
    }
  }

  private static func layerName(_ tensor: String) -> String {
    tensor.hasSuffix(".weight") ? String(tensor.dropLast(7)) : tensor
  }

  private static func ofOneImage(_ shape: Shape) -> Shape? {
    Shape(Array(shape.extents.dropFirst()))
  }
}
