internal import CKernels
import Formats
import LinearAlgebra

extension OperatorTable {
  static let activationEntries = [
    Entry("Relu", opset: 1) { _ throws(OperatorFault) in
      Elementwise(kernel_limits, 0, .infinity)
    },
    Entry("LeakyRelu", opset: 1) { node throws(OperatorFault) in
      Elementwise(kernel_leaky_relu, try node.float("alpha", default: 0.01))
    },
    Entry("PRelu", opset: 7) { _ throws(OperatorFault) in
      Arithmetic { (x: Float, slope: Float) in x < 0 ? slope * x : x }
    },
    Entry("ThresholdedRelu", opset: 1) { node throws(OperatorFault) in
      let threshold = try node.float("alpha", default: 1)
      return Elementwise { $0 > threshold ? $0 : 0 }
    },
    Entry("Elu", opset: 1) { node throws(OperatorFault) in
      Elementwise(kernel_elu, try node.float("alpha", default: 1))
    },
    Entry("Celu", opset: 12) { node throws(OperatorFault) in
      Elementwise(kernel_celu, try node.float("alpha", default: 1))
    },
    Entry("Selu", opset: 1) { node throws(OperatorFault) in
      let scale = try node.float("alpha", default: 1.67326319217681884765625)
      let gain = try node.float("gamma", default: 1.05070102214813232421875)
      return Elementwise(kernel_selu, scale, gain)
    },
    Entry("Sigmoid", opset: 1) { _ throws(OperatorFault) in
      Elementwise(kernel_sigmoid)
    },
    Entry("HardSigmoid", opset: 1) { node throws(OperatorFault) in
      let slope = try node.float("alpha", default: 0.2)
      let shift = try node.float("beta", default: 0.5)
      return Elementwise(kernel_hard_sigmoid, slope, shift)
    },
    Entry("HardSwish", opset: 14) { _ throws(OperatorFault) in
      Elementwise(kernel_hard_swish)
    },
    Entry("Softplus", opset: 1) { _ throws(OperatorFault) in
      Elementwise(kernel_softplus)
    },
    Entry("Softsign", opset: 1) { _ throws(OperatorFault) in
      Elementwise { $0 / (1 + abs($0)) }
    },
    Entry("Mish", opset: 18) { _ throws(OperatorFault) in
      Elementwise(kernel_mish)
    },
    Entry("Swish", opset: 24) { node throws(OperatorFault) in
      swish(slope: try node.float("alpha", default: 1))
    },
    Entry("Tanh", opset: 1) { _ throws(OperatorFault) in
      Elementwise(kernel_tanh)
    },
    Entry("Gelu", opset: 20) { node throws(OperatorFault) in
      switch try node.string("approximate", default: "none") {
      case "none": return gelu
      case "tanh": return Elementwise(kernel_gelu_by_tanh)
      case let other: throw OperatorFault("its approximation \(other) is not known")
      }
    },
    Entry("Clip", opset: 1) { node throws(OperatorFault) in
      let limit = Float.greatestFiniteMagnitude
      return Clipping(
        lowest: try node.float("min", default: -limit),
        greatest: try node.float("max", default: limit))
    },
    Entry("Clip", opset: 11) { _ throws(OperatorFault) in Clipping() },
  ]

  /// What a node is called that has another name as an activation than as an operator.
  static func activationName(of node: StoredNode) -> String? { activationNames[node.operation] }

  private static let activationNames = [
    "Relu": "ReLU", "LeakyRelu": "LeakyReLU", "PRelu": "PReLU",
    "ThresholdedRelu": "ThresholdedReLU",
    "Elu": "ELU", "Selu": "SELU", "Celu": "CELU", "Gelu": "GELU",
  ]

  /// x times the standard normal distribution function at x.
  static let gelu = Elementwise(kernel_gelu)

  /// x times the logistic function of `slope * x`.
  static func swish(slope: Float) -> Elementwise {
    Elementwise(kernel_swish, slope)
  }
}

/// Bounds on every element (ONNX `Clip`), which came as attributes before opset 11; without them,
/// the ends of what is finite.
struct Clipping: Operator {
  var lowest = -Float.greatestFiniteMagnitude
  var greatest = Float.greatestFiniteMagnitude

  var isElementwise: Bool { true }

  var takesBlocks: Bool { true }

  var canEndProducts: Bool { true }

  func endingPart(
    _ inputs: [Value?], product: Int, shape: Shape, filters axis: Int
  ) throws(OperatorFault) -> EndingPart? {
    let low = try inputs.optionalTensor(1, "min")?.values.first ?? lowest
    let high = try inputs.optionalTensor(2, "max")?.values.first ?? greatest
    return product == 0 && low <= high ? .limits(low...high) : nil
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    if case .integers(var tensor) = try inputs.value(0, "the input") {
      let low = try bound(1, of: inputs) ?? Int.min
      let high = try bound(2, of: inputs) ?? Int.max
      tensor.values = tensor.values.map { min(high, max(low, $0)) }
      return [.integers(tensor)]
    }
    let low = try inputs.optionalTensor(1, "min")?.values.first ?? lowest
    let high = try inputs.optionalTensor(2, "max")?.values.first ?? greatest
    if var maps = inputs.takeBlocked(0) {
      maps.values.changeInParallel { values, _ in values.apply(kernel_limits, low, high) }
      return [.blocked(maps)]
    }
    var tensor = try inputs.takeTensor(0, "the input")
    tensor.values.changeInParallel { values, _ in values.apply(kernel_limits, low, high) }
    return [.floats(tensor)]
  }

  private func bound(_ index: Int, of inputs: [Value?]) throws(OperatorFault) -> Int? {
    guard inputs.indices.contains(index), let value = inputs[index] else { return nil }
    guard case .integers(let tensor) = value, let bound = tensor.values.first else {
      throw OperatorFault("a bound is of another type than the input")
    }
    return bound
  }
}

extension Clipping: ChainLink {
  func step(_ numbers: [Float?], constants: [Value?]) -> ElementStep? {
    func bound(_ index: Int, else limit: Float) -> Float? {
      constants.indices.contains(index) && constants[index] != nil ? numbers[index] : limit
    }
    // A bound that a pass computes is no constant.
    guard constants.dropFirst().allSatisfy({ $0 != nil }), let low = bound(1, else: lowest),
      let high = bound(2, else: greatest)
    else { return nil }
    return .function { $0.apply(kernel_limits, low, high) }
  }
}
