import Formats

/// Operators that onnxruntime makes of several when it optimises a graph, as those several.
extension OperatorTable {
  static let fusedEntries = [
    Entry("com.microsoft.FusedConv", opset: 1) { node throws(OperatorFault) in
      let product = node.add(
        "Conv", [node.operand(0), node.operand(1), node.operand(2)],
        attributes: node.node.attributes)
      let sum = node.operand(3).map { node.add("Add", [product, $0]) }
      try node.activate(sum ?? product, parameters: node.node.floats("activation_params") ?? [])
    },
    Entry("com.microsoft.FusedGemm", opset: 1) { node throws(OperatorFault) in
      let product = node.add(
        "Gemm", [node.operand(0), node.operand(1), node.operand(2)],
        attributes: node.node.attributes)
      var parameters: [Float] = []
      for name in ["activation_alpha", "activation_beta"] where node.node.attributes[name] != nil {
        parameters.append(try node.node.float(name, default: 0))
      }
      try node.activate(product, parameters: parameters)
    },
    Entry("com.microsoft.FusedMatMul", opset: 1, limits: "without transBatchA, transBatchB") {
      node throws(OperatorFault) in try FullyConnected(fusedMatMul: node)
    },
    Entry("com.microsoft.Gelu", opset: 1) { _ throws(OperatorFault) in gelu },
    Entry("com.microsoft.QuickGelu", opset: 1) { node throws(OperatorFault) in
      swish(slope: try node.float("alpha", default: 1.702))
    },
    Entry("com.microsoft.BiasGelu", opset: 1) { node throws(OperatorFault) in
      let sum = node.add("Add", [node.operand(0), node.operand(1)])
      node.add("Gelu", domain: "com.microsoft", [sum], isLast: true)
    },
  ]
}

extension Expansion {
  /// Adds the nonlinearity that the node names, as the last node.
  fileprivate mutating func activate(
    _ value: String, parameters: [Float]
  ) throws(OperatorFault) {
    let operation = try node.string("activation", default: "Identity")
    guard let names = Self.activations[operation] else {
      throw OperatorFault("its activation \(operation) is not supported")
    }
    guard operation != "Clip" else {
      let bounds = parameters.map { add(constant: $0) }
      add("Clip", [value] + bounds, isLast: true)
      return
    }
    let attributes = Dictionary(
      zip(names, parameters.map { StoredAttribute.float($0) })
    ) { first, _ in first }
    add(operation, [value], attributes: attributes, isLast: true)
  }

  /// The nonlinearities that onnxruntime fuses, and what their parameters are called.
  private static let activations = [
    "Identity": [], "Relu": [], "Tanh": [], "Sigmoid": [], "HardSwish": [], "Clip": [],
    "LeakyRelu": ["alpha"], "HardSigmoid": ["alpha", "beta"], "Elu": ["alpha"],
    "ThresholdedRelu": ["alpha"], "Softplus": [], "Softsign": [],
  ]
}
