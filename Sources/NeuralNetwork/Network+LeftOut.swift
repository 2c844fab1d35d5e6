import Formats
import LinearAlgebra

extension Network {
  /// The weights of a graph that none of its layers has: what looks like a matrix of numbers to
  /// multiply by, and goes into a node that multiplies or that is not understood, or into none.
  ///
  /// What is added, scaled by or computed with in other ways is no weight of a linear layer.
  /// - Parameters:
  ///   - nodes: the nodes that depend on the image.
  ///   - constants: among which the weights are.
  ///   - layers: the layers that were found.
  ///   - faults: by its name, why a weight that a linear node multiplies by is none of a layer.
  ///   - excluded: the names of what nodes take that never run.
  /// - Returns: the weights, in graph order, then those that no node takes, in the file's.
  static func leftOut(
    of nodes: [Node], constants: Constants, layers: [FoundLayer], faults: [String: OperatorFault],
    excluded: Set<String>
  ) -> [LeftOutWeight] {
    var seen = Set(layers.map { constants.origin(of: $0.weight) ?? $0.weight })
    var found: [LeftOutWeight] = []
    func add(_ tensor: StoredTensor?, _ reason: String) {
      guard let tensor, seen.insert(tensor.name).inserted else { return }
      found.append(LeftOutWeight(name: tensor.name, shape: tensor.shape, reason: reason))
    }
    let changing = ChangingWeights(nodes, constants: constants)
    for node in nodes {
      for (name, reason) in node.leftOut(constants, changing) {
        add(constants.source(of: name), faults[name]?.problem ?? reason)
      }
    }
    let used = Set((nodes + constants.foldedNodes).flatMap(\.stored.inputs))
    for tensor in constants.tensors where tensor.looksLikeWeight && !used.contains(tensor.name) {
      add(
        tensor,
        excluded.contains(tensor.name)
          ? "in a branch that its constant condition excludes" : "no node of the graph takes it")
    }
    return found
  }
}

extension Node {
  /// The constants among its operands that look like weights, each with the reason why it is none of
  /// a linear layer that can be analysed.
  fileprivate func leftOut(
    _ constants: Constants, _ changing: ChangingWeights
  ) -> [(name: String, reason: String)] {
    let weights = stored.inputs.map { name in
      constants.source(of: name).map { (name: name, tensor: $0) }
    }
    let chosen = weights.compactMap { $0 }
      .filter { changing.names.contains($0.name) && $0.tensor.looksLikeWeight }
    if !chosen.isEmpty {
      return chosen.map { ($0.name, "a weight is chosen from it or made of it for each image") }
    }
    switch operation {
    case .success(let operation) where operation.factors > 0:
      return weights.prefix(operation.factors).compactMap { $0 }.filter { $0.tensor.shape.rank > 1 }
        .map { ($0.name, "an operand of \(stored.operation), which is no linear layer here") }
    case .success(let operation) where operation is Gathering:
      return weights.prefix(1).compactMap { $0 }.filter(\.tensor.looksLikeWeight)
        .map { ($0.name, "an embedding: its rows are looked up, not multiplied") }
    case .success: return []
    case .failure(let fault):
      let operands = weights.compactMap { $0 }.filter(\.tensor.looksLikeWeight)
      // One that is packed may lie in a row.
      if operands.isEmpty, stored.operation.hasPrefix("MatMul") {
        return weights.dropFirst().prefix(1).compactMap { $0 }
          .map { ($0.name, "\(stored.operation): \(fault.problem)") }
      }
      // Beside whole numbers, floats are their scales.
      let whole = operands.filter { !$0.tensor.elementType.isFloatingPoint }
      return (whole.isEmpty ? operands : whole)
        .map { ($0.name, "\(stored.operation): \(fault.problem)") }
    }
  }
}

extension StoredTensor {
  /// Whether it may be the weight of a linear layer, floats or quantised, by its type and shape.
  var looksLikeWeight: Bool {
    let isNumeric =
      elementType.isFloatingPoint
      || [.int4, .uint4, .int8, .uint8, .int16, .uint16].contains(elementType)
    return isNumeric && shape.count > 0 && shape.extents.count { $0 > 1 } > 1
  }
}
