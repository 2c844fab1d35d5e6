import Formats
import LinearAlgebra

/// Products of numbers of few bits, as those of the floats that they stand for: the weight of a layer
/// is `(W - zero point) * scale`.
extension OperatorTable {
  static let quantizedProductEntries = [
    Entry("QLinearConv", opset: 10, expand: convolveQuantized),
    Entry("com.microsoft.QLinearConv", opset: 1, expand: convolveQuantized),
    Entry("QLinearMatMul", opset: 10) { node throws(OperatorFault) in
      let (a, b) = (try node.dequantize(0, axis: -2), try node.dequantize(3, axis: -1))
      try node.quantize(node.add("MatMul", [a, b]), 6)
    },
    Entry("ConvInteger", opset: 10) { node throws(OperatorFault) in
      try node.multiplyIntegers(axis: 0, as: "Conv")
    },
    Entry("MatMulInteger", opset: 10) { node throws(OperatorFault) in
      try node.multiplyIntegers(axis: -1, as: "MatMul")
    },
    Entry("com.microsoft.QGemm", opset: 1) { node throws(OperatorFault) in
      let isTransposed = try node.node.flag("transB")
      let factor = try node.node.float("alpha", default: 1)
      let a = try node.dequantize(0, axis: try node.node.flag("transA") ? 1 : 0)
      let b = try node.dequantize(3, axis: isTransposed ? 0 : 1)
      // The sum is of whole numbers, so that the factor is the bias's too.
      let bias = try node.dequantizeSum(6, scales: 1, 4)
      let isFloat = node.operand(7) == nil
      let output = node.add(
        "Gemm", [a, b, bias],
        attributes: node.node.attributes.merging(["beta": .float(factor)]) { $1 },
        isLast: isFloat)
      if !isFloat { try node.quantize(output, 7) }
    },
    Entry("com.microsoft.MatMulIntegerToFloat", opset: 1) { node throws(OperatorFault) in
      let a = try node.dequantize(0, scale: node.operand(2, "the scale"), zero: 4, axis: -2)
      let b = try node.dequantize(1, scale: node.operand(3, "the scale"), zero: 5, axis: -1)
      node.multiply(a, b, bias: 6)
    },
    Entry("com.microsoft.DynamicQuantizeMatMul", opset: 1) { node throws(OperatorFault) in
      let quantized = node.addDynamicQuantization(of: try node.operand(0, "the input"))
      let a = node.add("DequantizeLinear", quantized)
      let b = try node.dequantize(1, scale: node.operand(2, "the scale"), zero: 3, axis: -1)
      node.multiply(a, b, bias: 4)
    },
    Entry("com.microsoft.MatMulNBits", opset: 1, limits: "2, 4 and 8 bits, without g_idx") {
      node throws(OperatorFault) in
      guard node.operand(4) == nil else { throw OperatorFault("its g_idx is not supported") }
      let weight = node.add(
        "MatMulNBits.weight", domain: "com.microsoft",
        [node.operand(1), node.operand(2), node.operand(3)], attributes: node.node.attributes)
      node.multiply(try node.operand(0, "the input"), weight, bias: 5)
    },
  ]

  @Sendable private static func convolveQuantized(
    _ node: inout Expansion
  ) throws(OperatorFault) {
    let quantized = try node.dequantize(0, axis: 1)
    let weight = try node.dequantize(3, axis: 0)
    let bias = try node.dequantizeSum(8, scales: 1, 4)
    // Only onnxruntime's own puts channels last, in whose graphs the kernel's shape is stated.
    let isChannelsLast = try node.node.flag("channels_last")
    let axes = Array(0..<(try node.node.ints("kernel_shape")?.count ?? 2))
    let toFirst = [0, axes.count + 1] + axes.map { $0 + 1 }
    let toLast = [0] + axes.map { $0 + 2 } + [1]
    let input = isChannelsLast ? node.transpose(quantized, toFirst) : quantized
    let output = node.add("Conv", [input, weight, bias], attributes: node.node.attributes)
    try node.quantize(isChannelsLast ? node.transpose(output, toLast) : output, 6)
  }

  /// The weight of a `MatMulNBits`, which is no operator of a file.
  static let packedWeightEntry = Entry("com.microsoft.MatMulNBits.weight", opset: 1) {
    node throws(OperatorFault) in try PackedWeight(node)
  }
}

extension Expansion {
  /// Adds the floats that an operand stands for, whose scale and zero point are the operands behind
  /// it.
  mutating func dequantize(_ index: Int, axis: Int) throws(OperatorFault) -> String {
    try dequantize(
      index, scale: operand(index + 1, "the scale"), zero: index + 2, axis: axis)
  }

  fileprivate mutating func dequantize(
    _ index: Int, scale: String, zero: Int?, axis: Int
  ) throws(OperatorFault) -> String {
    add(
      "DequantizeLinear", [try operand(index, "the input"), scale, zero.flatMap(operand)],
      attributes: ["axis": .int(axis)])
  }

  /// Adds the floats that sums of products stand for, as a bias is; nil when it is left out.
  fileprivate mutating func dequantizeSum(
    _ index: Int, scales first: Int, _ second: Int
  ) throws(OperatorFault) -> String? {
    guard let sum = operand(index) else { return nil }
    let scale = add("Mul", [operand(first), operand(second)])
    return add("DequantizeLinear", [sum, scale], attributes: ["axis": .int(0)])
  }

  /// Adds the last node, which makes numbers of few bits of a value by the scale and zero point that
  /// two operands are.
  mutating func quantize(_ value: String, _ scale: Int) throws(OperatorFault) {
    add(
      "QuantizeLinear", [value, try operand(scale, "the output's scale"), operand(scale + 1)],
      isLast: true)
  }

  fileprivate mutating func transpose(_ value: String, _ order: [Int]) -> String {
    add("Transpose", [value], attributes: ["perm": .ints(order)])
  }

  /// Adds a product of matrices and its bias, if there is one, as the last nodes.
  fileprivate mutating func multiply(_ a: String, _ b: String, bias: Int) {
    let product = add("MatMul", [a, b], isLast: operand(bias) == nil)
    if let bias = operand(bias) { add("Add", [product, bias], isLast: true) }
  }

  /// Adds the product of two operands of whole numbers, whose zero points are the next two.
  ///
  /// It is one of floats, rounded: exact up to 2^24.
  fileprivate mutating func multiplyIntegers(
    axis: Int, as operation: String
  ) throws(OperatorFault) {
    let one = add(constant: 1)
    let a = try dequantize(0, scale: one, zero: 2, axis: -2)
    let b = try dequantize(1, scale: one, zero: 3, axis: axis)
    let product = add(operation, [a, b], attributes: node.attributes)
    let half = add(constant: 0.5)
    let whole = add("Floor", [add("Add", [product, half])])
    add("Cast", [whole], attributes: ["to": .int(6)], isLast: true)
  }
}
