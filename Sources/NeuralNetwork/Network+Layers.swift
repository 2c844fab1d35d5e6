import Formats
import LinearAlgebra

extension Network {
  /// A linear layer, its weight and, in a graph, its node.
  struct FoundLayer {
    var layer: LinearLayer
    let weight: String
    let node: Int?
  }

  /// The linear layers of a graph, and the weights that none of them has.
  ///
  /// A layer is a node that multiplies by a constant, and all others that multiply by the same; it
  /// has the shapes of what the first takes and gives for one image, as far as these are known.
  static func layers(
    of nodes: [Node], constants: Constants, forecasts: [String: Forecast], excluded: Set<String>,
    names torch: TorchNames
  ) -> (layers: [FoundLayer], leftOut: [LeftOutWeight]) {
    let linearNodes = nodes.enumerated().filter { _, node in
      let operation = try? node.operation.get()
      return operation is any LinearOperator && node.stored.inputs.count > 1
        && constants.contains(node.stored.inputs[1])
    }
    var uses: [String: Int] = [:]
    let firstUses = linearNodes.filter { _, node in
      let weight = constants.matrixIdentity(of: node.stored.inputs[1])
      uses[weight, default: 0] += 1
      return uses[weight] == 1
    }
    let names = LayerNames(
      firstUses.map { _, node in
        let weight = node.stored.inputs[1]
        return (constants.parameter(of: weight), node.stored)
      }, torch)
    var found: [FoundLayer] = []
    var faults: [String: OperatorFault] = [:]
    for ((index, node), name) in zip(firstUses, names.names) {
      let weight = node.stored.inputs[1]
      guard let linear = try? node.operation.get() as? any LinearOperator else { continue }
      do throws(OperatorFault) {
        guard let shape = forecasts[weight]?.shape, shape.count > 0 else {
          throw OperatorFault("the nodes that make it can't be run")
        }
        var layer = try linear.describe(
          index: found.count, name: name, weightShape: shape,
          inputShape: ofOneImage(
            forecasts[node.stored.inputs[0]], of: linear, .input, isMatrix: shape.rank == 2),
          outputShape: ofOneImage(
            forecasts[node.stored.outputs[0]], of: linear, .output, isMatrix: shape.rank == 2))
        layer.uses = uses[constants.matrixIdentity(of: weight)] ?? 1
        found.append(FoundLayer(layer: layer, weight: weight, node: index))
      } catch {
        faults[weight] = error
      }
    }
    let leftOut = leftOut(
      of: nodes, constants: constants, layers: found, faults: faults, excluded: excluded)
    return (found, leftOut)
  }

  /// The shape less the axis for images; where a fully connected layer has none, its rows are those of
  /// the image.
  private static func ofOneImage(
    _ forecast: Forecast?, of linear: any LinearOperator, _ side: LayerSide, isMatrix: Bool
  ) -> Shape? {
    guard let shape = forecast?.shape else { return nil }
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
