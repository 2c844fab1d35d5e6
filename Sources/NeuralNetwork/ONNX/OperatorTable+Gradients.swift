import Formats
private import Glibc

extension OperatorTable {
  /// How gradients go back through an operator of a node; nil where they don't.
  static func differentiable(
    _ operation: Result<any Operator, OperatorFault>, _ node: StoredNode
  ) -> (any Differentiable)? {
    guard let operation = try? operation.get(), let gradient = gradients[node.qualifiedOperation]
    else { return nil }
    return try? gradient(operation, node)
  }

  /// Whether gradients go back through an operator of a name.
  package static func hasGradient(_ name: String) -> Bool { gradients[name] != nil }

  private typealias Gradient =
    @Sendable (any Operator, StoredNode) throws(OperatorFault) -> (any Differentiable)?

  /// The operator says itself how.
  @Sendable private static func own(
    _ operation: any Operator, _ node: StoredNode
  ) throws(OperatorFault) -> (any Differentiable)? {
    operation as? any Differentiable
  }

  /// Those that have one, by their names; of functions of elements, the derivatives.
  private static let gradients: [String: Gradient] = ownGradients.merging(activations) { $1 }
    .merging(functions) { $1 }.merging(arithmetic) { $1 }.merging(reductions) { $1 }

  private static let ownGradients = Dictionary(
    [
      "Conv", "ConvTranspose", "Gemm", "MatMul", "Einsum", "Clip", "BatchNormalization",
      "InstanceNormalization", "GroupNormalization", "LayerNormalization", "LRN", "MaxPool",
      "AveragePool", "Softmax", "LogSoftmax", "Where", "Concat", "Split", "Slice", "Gather",
      "ScatterND", "Pad", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Expand",
      "Tile", "DepthToSpace", "SpaceToDepth", "Upsample", "Resize", "Identity", "Dropout",
      "CastLike", "Cast", "If", "com.microsoft.FusedConv", "com.microsoft.FusedGemm",
      "com.microsoft.FusedMatMul", "com.microsoft.BiasGelu", "com.microsoft.MatMulNBits",
    ].map { ($0, own as Gradient) }
  ) { first, _ in first }

  private static let activations: [String: Gradient] = [
    "Relu": { _, _ in ElementwiseGradient(ofOutput: { $0 > 0 ? 1 : 0 }) },
    "LeakyRelu": { _, node throws(OperatorFault) in
      let slope = try node.float("alpha", default: 0.01)
      return ElementwiseGradient(ofInput: { $0 > 0 ? 1 : slope })
    },
    "PRelu": { _, _ in
      ArithmeticGradient({ x, slope, _ in x > 0 ? 1 : slope }, { x, _, _ in x > 0 ? 0 : x })
    },
    "ThresholdedRelu": { _, node throws(OperatorFault) in
      let threshold = try node.float("alpha", default: 1)
      return ElementwiseGradient(ofInput: { $0 > threshold ? 1 : 0 })
    },
    "Elu": { _, node throws(OperatorFault) in
      let scale = try node.float("alpha", default: 1)
      return ElementwiseGradient(ofInput: { $0 > 0 ? 1 : scale * exp($0) })
    },
    "Celu": { _, node throws(OperatorFault) in
      let scale = try node.float("alpha", default: 1)
      return ElementwiseGradient(ofInput: { $0 > 0 ? 1 : exp($0 / scale) })
    },
    "Selu": { _, node throws(OperatorFault) in
      let scale = try node.float("alpha", default: 1.67326319217681884765625)
      let gain = try node.float("gamma", default: 1.05070102214813232421875)
      return ElementwiseGradient(ofInput: { gain * ($0 > 0 ? 1 : scale * exp($0)) })
    },
    "Sigmoid": { _, _ in ElementwiseGradient(ofOutput: { $0 * (1 - $0) }) },
    "HardSigmoid": { _, node throws(OperatorFault) in
      let slope = try node.float("alpha", default: 0.2)
      return ElementwiseGradient(ofOutput: { $0 > 0 && $0 < 1 ? slope : 0 })
    },
    "HardSwish": { _, _ in
      ElementwiseGradient(ofInput: { $0 <= -3 ? 0 : $0 < 3 ? $0 / 3 + 0.5 : 1 })
    },
    "Softplus": { _, _ in ElementwiseGradient(ofInput: { 1 / (1 + exp(-$0)) }) },
    "Softsign": { _, _ in
      ElementwiseGradient(ofInput: { 1 / ((1 + abs($0)) * (1 + abs($0))) })
    },
    "Mish": { _, _ in
      ElementwiseGradient(ofInput: { x in
        let t = tanh(max(x, 0) + log1p(exp(-abs(x))))
        return t + x * (1 - t * t) / (1 + exp(-x))
      })
    },
    "Swish": { _, node throws(OperatorFault) in
      swishGradient(slope: try node.float("alpha", default: 1))
    },
    "com.microsoft.QuickGelu": { _, node throws(OperatorFault) in
      swishGradient(slope: try node.float("alpha", default: 1.702))
    },
    "Tanh": { _, _ in ElementwiseGradient(ofOutput: { 1 - $0 * $0 }) },
    "Gelu": { _, node throws(OperatorFault) in
      try node.string("approximate", default: "none") == "tanh" ? geluTanhGradient : geluGradient
    },
    "com.microsoft.Gelu": { _, _ in geluGradient },
  ]

  /// x times the standard normal distribution function: that and x times the density.
  private static let geluGradient = ElementwiseGradient(ofInput: { x in
    let density = exp(-x * x / 2) / (2 * Float.pi).squareRoot()
    return (1 + erf(x / Float(2).squareRoot())) / 2 + x * density
  })

  private static let geluTanhGradient = ElementwiseGradient(ofInput: { x in
    let scale = (2 / Float.pi).squareRoot()
    let t = tanh(scale * (x + 0.044715 * x * x * x))
    return (1 + t) / 2 + x / 2 * (1 - t * t) * scale * (1 + 3 * 0.044715 * x * x)
  })

  private static func swishGradient(slope: Float) -> ElementwiseGradient {
    ElementwiseGradient(ofInput: { x in
      let logistic = 1 / (1 + exp(-slope * x))
      return logistic * (1 + slope * x * (1 - logistic))
    })
  }

  private static let functions: [String: Gradient] = [
    "Abs": { _, _ in ElementwiseGradient(ofInput: { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }) },
    "Neg": { _, _ in ElementwiseGradient(ofOutput: { _ in -1 }) },
    "Sqrt": { _, _ in ElementwiseGradient(ofOutput: { 0.5 / $0 }) },
    "Reciprocal": { _, _ in ElementwiseGradient(ofOutput: { -$0 * $0 }) },
    "Exp": { _, _ in ElementwiseGradient(ofOutput: { $0 }) },
    "Log": { _, _ in ElementwiseGradient(ofInput: { 1 / $0 }) },
    "Erf": { _, _ in
      ElementwiseGradient(ofInput: { 2 / Float.pi.squareRoot() * exp(-$0 * $0) })
    },
    "Sin": { _, _ in ElementwiseGradient(ofInput: { cos($0) }) },
    "Cos": { _, _ in ElementwiseGradient(ofInput: { -sin($0) }) },
  ]

  private static let arithmetic: [String: Gradient] = [
    "Add": { _, _ in ArithmeticGradient(signs: [1, 1]) },
    "Sub": { _, _ in ArithmeticGradient(signs: [1, -1]) },
    "Mul": { _, _ in ProductGradient() },
    "Div": { _, _ in ArithmeticGradient({ _, b, _ in 1 / b }, { _, b, y in -y / b }) },
    "Pow": { _, _ in
      ArithmeticGradient(
        { a, b, _ in b == 2 ? 2 * a : b == 0 ? 0 : b * pow(a, b - 1) },
        { a, _, y in y == 0 ? 0 : y * log(a) })
    },
    "Mod": { _, _ in ArithmeticGradient({ _, _, _ in 1 }, { a, b, y in -((a - y) / b).rounded() })
    },
    "Sum": { _, _ in AccumulationGradient(kind: .sum) },
    "Mean": { _, _ in AccumulationGradient(kind: .mean) },
    "Max": { _, _ in AccumulationGradient(kind: .choice) },
    "Min": { _, _ in AccumulationGradient(kind: .choice) },
  ]

  private static let reductions: [String: Gradient] = [
    "ReduceMean": reduction(ofInput: false) { _, _, row in
      let share = 1 / Float(row.count)
      for index in row.indices { row[index] = share }
    },
    "ReduceSum": reduction(ofInput: false) { _, _, row in
      for index in row.indices { row[index] = 1 }
    },
    "ReduceSumSquare": reduction { values, _, row in
      for index in row.indices { row[index] = 2 * values[index] }
    },
    "ReduceL1": reduction { values, _, row in
      for index in row.indices { row[index] = values[index] > 0 ? 1 : values[index] < 0 ? -1 : 0 }
    },
    "ReduceL2": reduction { values, length, row in
      for index in row.indices { row[index] = length == 0 ? 0 : values[index] / length }
    },
    "ReduceProd": reduction { values, _, row in
      // The product of those before it, times that of those behind it.
      var product = 1.0
      for index in row.indices {
        row[index] = Float(product)
        product *= Double(values[index])
      }
      product = 1
      for index in row.indices.reversed() {
        row[index] *= Float(product)
        product *= Double(values[index])
      }
    },
    "ReduceMax": reduction(extremum),
    "ReduceMin": reduction(extremum),
    "ReduceLogSum": reduction(ofInput: false) { _, output, row in
      for index in row.indices { row[index] = exp(-output) }
    },
    "GlobalAveragePool": { _, _ in
      GlobalPoolingGradient(ofInput: false) { _, _, row in
        let share = 1 / Float(row.count)
        for index in row.indices { row[index] = share }
      }
    },
    "GlobalMaxPool": { _, _ in GlobalPoolingGradient(extremum) },
  ]

  /// The first of the elements that are the greatest or least is the one that counts.
  @Sendable private static func extremum(
    _ values: Span<Float>, _ output: Float, _ row: inout MutableSpan<Float>
  ) {
    var isFound = false
    for index in row.indices {
      row[index] = !isFound && values[index] == output ? 1 : 0
      isFound = isFound || values[index] == output
    }
  }

  private static func reduction(
    ofInput: Bool = true, _ derivative: @escaping RowDerivative
  ) -> Gradient {
    { operation, _ in
      (operation as? Reduction).map {
        ReductionGradient(reduction: $0, isOfInput: ofInput, derivative: derivative)
      }
    }
  }
}
