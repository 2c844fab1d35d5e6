import Formats

extension OperatorTable {
  /// What an operand is to a node, when it is a constant.
  enum Role {
    case weight, quantizedWeight, scale, setting
  }

  /// What an operand is to a node, which may be of an operator that is not supported.
  static func role(ofOperand index: Int, of node: StoredNode) -> Role {
    if let weights = quantizedWeights[node.operation] {
      return weights.contains(index) ? .quantizedWeight : .scale
    }
    switch node.operation {
    case "Conv", "ConvTranspose", "Gemm", "MatMul", "Einsum": return .quantizedWeight
    case "BatchNormalization": return index < 3 ? .weight : .setting
    case "Resize", "Upsample", "Pad", "Clip", "Pow", "Dropout":
      return index < 1 ? .weight : .setting
    default: return .weight
    }
  }

  /// Whether a node is a product of matrices by its name, though its operator may not be supported.
  static func isProduct(_ node: StoredNode) -> Bool { node.operation.hasPrefix("MatMul") }

  /// By the names of operators that take quantised operands, which of these are weights and biases;
  /// the others are scales and zero points.
  private static let quantizedWeights: [String: Set<Int>] = [
    "QuantizeLinear": [0], "DequantizeLinear": [0], "QLinearConv": [3, 8], "QLinearMatMul": [3],
    "ConvInteger": [1], "MatMulInteger": [1], "QGemm": [3, 6], "DynamicQuantizeMatMul": [1, 4],
    "MatMulIntegerToFloat": [1, 6], "MatMulNBits": [1],
    "MatMulNBits.weight": [0],
  ]
}
