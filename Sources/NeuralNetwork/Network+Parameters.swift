import Formats
import LinearAlgebra

extension Network {
  /// How many numbers of a file were trained.
  ///
  /// These are its floats, and the weights and biases of quantised operators, each tensor once; less
  /// running statistics, single numbers of a graph that have no parameter's name, and what is known to
  /// be a setting of the node that takes it, such as sizes and scales.
  /// - Parameter graph: the graph; that of a file without one has no nodes.
  /// - Returns: the count; `Int.max` where shapes that no file can hold claim more.
  static func parameters(of graph: Graph) -> Int {
    let nodes = graph.constants.nodes + graph.nodes
    var taken: Set<ValueID> = []
    var settings: Set<ValueID> = []
    var scales: Set<ValueID> = []
    var quantized: Set<ValueID> = []
    var packed: [ValueID: Int] = [:]
    for node in nodes {
      if case .success(let weight as PackedWeight) = node.operation,
        let value = node.inputs.first ?? nil
      {
        packed[value] = weight.count
      }
      for case (let index, let value?) in node.inputs.enumerated() {
        switch OperatorTable.role(ofOperand: index, of: node.stored) {
        case .setting: settings.insert(value)
        case .scale: scales.insert(value)
        case .weight: taken.insert(value)
        case .quantizedWeight: quantized.insert(value)
        }
      }
    }
    var seen: Set<StoredTensor.Location> = []
    var count = 0
    for (value, tensor) in graph.constants.tensors
    where !tensor.isStatistic && !scales.contains(value) {
      let isTrained =
        quantized.contains(value)
        || (tensor.elementType.isFloatingPoint
          ? taken.contains(value) || !settings.contains(value)
          : nodes.isEmpty && tensor.looksLikeWeight)
      guard isTrained, nodes.isEmpty || !tensor.isLoneNumber,
        tensor.location.map({ seen.insert($0).inserted }) ?? true
      else { continue }
      let (sum, overflow) = count.addingReportingOverflow(packed[value] ?? tensor.shape.count)
      count = overflow ? Int.max : sum
    }
    return count
  }
}

extension StoredTensor {
  /// Whether it is a single number that has no name of a module's parameter, but is part of a formula.
  fileprivate var isLoneNumber: Bool {
    shape.count == 1 && (!name.contains(".") || name.hasPrefix("/"))
  }

  /// Whether its name is that of a statistic of batch normalisation, of what observes values to
  /// quantise them, or of a mask.
  fileprivate var isStatistic: Bool {
    ["running_mean", "running_var", "moving_mean", "moving_variance"].contains { ending in
      name.hasSuffix(ending) || name.hasSuffix(ending + ":0")
    } || ["activation_post_process.", "_fake_quant."].contains(where: name.contains)
      || name.hasSuffix("weight_mask") || name.hasSuffix("bias_mask")
  }
}
