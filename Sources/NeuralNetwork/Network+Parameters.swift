import Formats
import LinearAlgebra

extension Network {
  /// How many numbers of a file were trained.
  ///
  /// These are its floats, and the weights and biases of quantised operators, each tensor once; less
  /// running statistics, single numbers of a graph that have no parameter's name, and what is known to
  /// be a setting of the node that takes it, such as sizes and scales.
  /// - Parameters:
  ///   - tensors: those of the file and those that nodes state.
  ///   - nodes: all nodes; none without a graph.
  /// - Returns: the count; `Int.max` where shapes that no file can hold claim more.
  static func parameters(of tensors: [StoredTensor], takenBy nodes: [Node]) -> Int {
    var taken: Set<String> = []
    var settings: Set<String> = []
    var scales: Set<String> = []
    var quantized: Set<String> = []
    var packed: [String: Int] = [:]
    for node in nodes.map(\.stored) {
      if let count = node.packedCount { packed[node.inputs.first ?? ""] = count }
      for (index, name) in node.inputs.enumerated() {
        switch node.role(ofOperand: index) {
        case .setting: settings.insert(name)
        case .scale: scales.insert(name)
        case .weight: taken.insert(name)
        case .quantizedWeight: quantized.insert(name)
        }
      }
    }
    var seen: Set<StoredTensor.Location> = []
    var count = 0
    for tensor in tensors where !tensor.isStatistic && !scales.contains(tensor.name) {
      let name = tensor.name
      let isTrained =
        quantized.contains(name)
        || (tensor.elementType.isFloatingPoint
          ? taken.contains(name) || !settings.contains(name)
          : nodes.isEmpty && tensor.looksLikeWeight)
      guard isTrained, nodes.isEmpty || !tensor.isLoneNumber,
        tensor.location.map({ seen.insert($0).inserted }) ?? true
      else { continue }
      let (sum, overflow) = count.addingReportingOverflow(
        packed[name] ?? tensor.shape.count)
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

extension StoredNode {
  fileprivate enum Role {
    case weight, quantizedWeight, scale, setting
  }

  /// What an operand is to the node, when it is a constant.
  fileprivate func role(ofOperand index: Int) -> Role {
    if let weights = Self.quantizedWeights[operation] {
      return weights.contains(index) ? .quantizedWeight : .scale
    }
    switch operation {
    case "Conv", "ConvTranspose", "Gemm", "MatMul", "Einsum": return .quantizedWeight
    case "BatchNormalization": return index < 3 ? .weight : .setting
    case "Resize", "Upsample", "Pad", "Clip", "Pow", "Dropout":
      return index < 1 ? .weight : .setting
    default: return .weight
    }
  }

  /// How many numbers the packed weight of a `MatMulNBits` holds; nil for other nodes.
  fileprivate var packedCount: Int? {
    guard operation == "MatMulNBits.weight", let inputs = try? int("K", default: 0),
      let outputs = try? int("N", default: 0)
    else { return nil }
    let (count, overflow) = inputs.multipliedReportingOverflow(by: outputs)
    return overflow || count < 0 ? nil : count
  }

  /// By the names of operators that take quantised operands, which of these are weights and biases;
  /// the others are scales and zero points.
  private static let quantizedWeights: [String: Set<Int>] = [
    "QuantizeLinear": [0], "DequantizeLinear": [0], "QLinearConv": [3, 8], "QLinearMatMul": [3],
    "ConvInteger": [1], "MatMulInteger": [1], "QGemm": [3, 6], "DynamicQuantizeMatMul": [1, 4],
    "MatMulIntegerToFloat": [1, 6], "MatMulNBits": [1],
    "MatMulNBits.weight": [0],
  ]
}
