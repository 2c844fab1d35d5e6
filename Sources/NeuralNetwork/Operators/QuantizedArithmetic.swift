import Formats

/// Operators on numbers of few bits that onnxruntime's quantiser puts in place of those on floats, as
/// those on the floats that they stand for.
extension OperatorTable {
  static let quantizedArithmeticEntries =
    ["Add", "Mul"].map { operation in
      Entry("com.microsoft.QLinear\(operation)", opset: 1) { node throws(OperatorFault) in
        let (a, b) = (try node.dequantize(0, axis: 1), try node.dequantize(3, axis: 1))
        try node.quantize(node.add(operation, [a, b]), 6)
      }
    }
    + ["GlobalAveragePool", "AveragePool", "Sigmoid", "LeakyRelu", "ReduceMean", "Softmax"].map {
      operation in
      Entry("com.microsoft.QLinear\(operation)", opset: 1, limits: channelsFirst) {
        node throws(OperatorFault) in
        guard try !node.node.flag("channels_last") else {
          throw OperatorFault("its channels are last, and only channels first are supported")
        }
        let input = try node.dequantize(0, axis: 1)
        let output = node.add(operation, [input], attributes: node.node.attributes)
        try node.quantize(output, 3)
      }
    } + [
      Entry("com.microsoft.QLinearConcat", opset: 1) { node throws(OperatorFault) in
        var parts: [String] = []
        for index in stride(from: 2, to: node.node.inputs.count, by: 3) {
          parts.append(try node.dequantize(index, axis: 1))
        }
        try node.quantize(node.add("Concat", parts, attributes: node.node.attributes), 0)
      }
    ]

  private static let channelsFirst = "channels first"
}
