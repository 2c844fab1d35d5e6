import Formats
import LinearAlgebra

extension Network {
  /// The weights of a graph that none of its layers has: what looks like a matrix of numbers to
  /// multiply by, and goes into a node that multiplies or that is not understood, or into none.
  ///
  /// What is added, scaled by or computed with in other ways is no weight of a linear layer.
  /// - Parameters:
  ///   - graph: the graph.
  ///   - layers: the layers that were found.
  ///   - faults: for a weight that a linear node multiplies by, why it is none of a layer.
  /// - Returns: the weights, in graph order, then those that no node takes, in the file's.
  static func leftOut(
    of graph: Graph, layers: [FoundLayer], faults: [ValueID: OperatorFault]
  ) -> [LeftOutWeight] {
    let constants = graph.constants
    var seen = Set(layers.map { constants.origin(of: $0.weight) ?? $0.weight })
    var found: [LeftOutWeight] = []
    func add(_ tensor: StoredTensor, of value: ValueID, _ reason: String) {
      guard seen.insert(value).inserted else { return }
      found.append(LeftOutWeight(name: tensor.name, shape: tensor.shape, reason: reason))
    }
    let changing = ChangingWeights(graph)
    for node in graph.nodes {
      for (value, reason) in node.leftOut(constants, changing) {
        guard let origin = constants.origin(of: value), let tensor = constants.source(of: value)
        else { continue }
        add(tensor, of: origin, faults[value]?.problem ?? reason)
      }
    }
    let used = Set((graph.nodes + constants.nodes).flatMap(\.inputs))
    for (value, tensor) in constants.tensors
    where tensor.looksLikeWeight && !used.contains(value) {
      add(
        tensor, of: value,
        graph.excluded.contains(value)
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
  ) -> [(value: ValueID, reason: String)] {
    let weights = inputs.map { value in
      value.flatMap { value in constants.source(of: value).map { (value: value, tensor: $0) } }
    }
    let chosen = weights.compactMap { $0 }
      .filter { changing.values.contains($0.value) && $0.tensor.looksLikeWeight }
    if !chosen.isEmpty {
      return chosen.map { ($0.value, "a weight is chosen from it or made of it for each image") }
    }
    switch operation {
    case .success(let operation) where operation.factors > 0:
      return weights.prefix(operation.factors).compactMap { $0 }.filter { $0.tensor.shape.rank > 1 }
        .map { ($0.value, "an operand of \(stored.operation), which is no linear layer here") }
    case .success(let operation) where operation is Gathering:
      return weights.prefix(1).compactMap { $0 }.filter(\.tensor.looksLikeWeight)
        .map { ($0.value, "an embedding: its rows are looked up, not multiplied") }
    case .success: return []
    case .failure(let fault):
      let operands = weights.compactMap { $0 }.filter(\.tensor.looksLikeWeight)
      // One that is packed may lie in a row.
      if operands.isEmpty, OperatorTable.isProduct(stored) {
        return weights.dropFirst().prefix(1).compactMap { $0 }
          .map { ($0.value, "\(stored.operation): \(fault.problem)") }
      }
      // Beside whole numbers, floats are their scales.
      let whole = operands.filter { !$0.tensor.elementType.isFloatingPoint }
      return (whole.isEmpty ? operands : whole)
        .map { ($0.value, "\(stored.operation): \(fault.problem)") }
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
