import Formats
import LinearAlgebra

extension Network {
  /// A linear layer, its weight and, in a graph, its node.
  struct FoundLayer {
    var layer: LinearLayer
    let weight: ValueID
    let node: NodeID?
  }

  /// The linear layers of a graph, and the weights that none of them has.
  ///
  /// A layer is a node that multiplies by a constant, and all others that multiply by the same; it
  /// has the shapes of what the first takes and gives for one image, as far as these are known.
  static func layers(
    of graph: Graph, facts: [Fact?], names torch: TorchNames
  ) -> (layers: [FoundLayer], leftOut: [LeftOutWeight]) {
    let constants = graph.constants
    let products = graph.nodes.enumerated().compactMap { index, node in
      graph.product(node).map { (index: index, node: node, linear: $0.linear, weight: $0.weight) }
    }
    var uses: [ValueID: Int] = [:]
    let firstUses = products.filter { product in
      let weight = constants.matrixIdentity(of: product.weight)
      uses[weight, default: 0] += 1
      return uses[weight] == 1
    }
    let names = LayerNames(
      firstUses.map { (graph.parameterName(of: $0.weight), $0.node.stored) }, torch)
    var found: [FoundLayer] = []
    var faults: [ValueID: OperatorFault] = [:]
    for ((index, node, linear, weight), name) in zip(firstUses, names.names) {
      func shape(_ values: [ValueID?], _ side: LayerSide, isMatrix: Bool) -> Shape? {
        let fact = (values.first ?? nil).flatMap { facts[$0] }
        return ofOneImage(fact, of: linear, side, isMatrix: isMatrix)
      }
      do throws(OperatorFault) {
        guard let weightShape = facts[weight]?.shape, weightShape.count > 0 else {
          throw OperatorFault("the nodes that make it can't be run")
        }
        let isMatrix = weightShape.rank == 2
        var layer = try linear.describe(
          index: found.count, name: name, weightShape: weightShape,
          inputShape: shape(node.inputs, .input, isMatrix: isMatrix),
          outputShape: shape(node.outputs, .output, isMatrix: isMatrix))
        layer.uses = uses[constants.matrixIdentity(of: weight)] ?? 1
        found.append(FoundLayer(layer: layer, weight: weight, node: index))
      } catch {
        faults[weight] = error
      }
    }
    return (found, leftOut(of: graph, layers: found, faults: faults))
  }

  /// The shape less the axis for images; where a fully connected layer has none, its rows are those of
  /// the image.
  private static func ofOneImage(
    _ fact: Fact?, of linear: any LinearOperator, _ side: LayerSide, isMatrix: Bool
  ) -> Shape? {
    guard let shape = fact?.shape else { return nil }
    do throws(OperatorFault) {
      if let arranged = try linear.arrangement(of: side, shape)?.shape {
        return Shape(Array(arranged.extents.dropFirst()))
      }
    } catch {
      return nil
    }
    let extents = shape.extents
    guard isMatrix, let images = extents.first, images != 1 else {
      return Shape(Array(extents.dropFirst()))
    }
    return Shape(extents.dropLast().filter { $0 != 1 } + extents.suffix(1))
  }
}

extension Graph {
  /// A node's linear operator and its weight, where that is a constant.
  fileprivate func product(_ node: Node) -> (linear: any LinearOperator, weight: ValueID)? {
    guard let linear = try? node.operation.get() as? any LinearOperator, node.inputs.count > 1,
      let weight = node.inputs[1], constants.contains(weight)
    else { return nil }
    return (linear, weight)
  }

  /// The name of the parameter that a constant is: the tensor that it is made of, or what that stands for.
  fileprivate func parameterName(of value: ValueID) -> String {
    guard let origin = constants.origin(of: value), origin != value else { return names[value] }
    return WeightName.parameter(of: names[origin])
  }
}
