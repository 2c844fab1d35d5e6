import Formats
private import Glibc
import LinearAlgebra

extension OperatorTable {
  static let activationEntries = [
    Entry("Relu", opset: 1) { _ throws(OperatorFault) in
      Elementwise(limits: 0 ... .infinity) { $0 < 0 ? 0 : $0 }
    },
    Entry("LeakyRelu", opset: 1) { node throws(OperatorFault) in
      let slope = try node.float("alpha", default: 0.01)
      return Elementwise { $0 < 0 ? slope * $0 : $0 }
    },
    Entry("PRelu", opset: 7) { _ throws(OperatorFault) in
      Arithmetic { (x: Float, slope: Float) in x < 0 ? slope * x : x }
    },
    Entry("ThresholdedRelu", opset: 1) { node throws(OperatorFault) in
      let threshold = try node.float("alpha", default: 1)
      return Elementwise { $0 > threshold ? $0 : 0 }
    },
    Entry("Elu", opset: 1) { node throws(OperatorFault) in
      let scale = try node.float("alpha", default: 1)
      return Elementwise { $0 < 0 ? scale * expm1($0) : $0 }
    },
    Entry("Celu", opset: 12) { node throws(OperatorFault) in
      let scale = try node.float("alpha", default: 1)
      return Elementwise { $0 < 0 ? scale * expm1($0 / scale) : $0 }
    },
    Entry("Selu", opset: 1) { node throws(OperatorFault) in
      let scale = try node.float("alpha", default: 1.67326319217681884765625)
      let gain = try node.float("gamma", default: 1.05070102214813232421875)
      return Elementwise {
        gain * ($0 <= 0 ? scale * expm1($0) : $0)
      }
    },
    Entry("Sigmoid", opset: 1) { _ throws(OperatorFault) in
      Elementwise { 1 / (1 + exp(-$0)) }
    },
    Entry("HardSigmoid", opset: 1) { node throws(OperatorFault) in
      let slope = try node.float("alpha", default: 0.2)
      let shift = try node.float("beta", default: 0.5)
      // In this order, what is not a number stays none.
      return Elementwise { max(min(slope * $0 + shift, 1), 0) }
    },
    Entry("HardSwish", opset: 14) { _ throws(OperatorFault) in
      Elementwise { $0 * max(0, min(1, $0 / 6 + 0.5)) }
    },
    Entry("Softplus", opset: 1) { _ throws(OperatorFault) in
      Elementwise { softplus($0) }
    },
    Entry("Softsign", opset: 1) { _ throws(OperatorFault) in
      Elementwise { $0 / (1 + abs($0)) }
    },
    Entry("Mish", opset: 18) { _ throws(OperatorFault) in
      Elementwise { $0 * tanh(softplus($0)) }
    },
    Entry("Swish", opset: 24) { node throws(OperatorFault) in
      swish(slope: try node.float("alpha", default: 1))
    },
    Entry("Tanh", opset: 1) { _ throws(OperatorFault) in
      Elementwise { tanh($0) }
    },
    Entry("Gelu", opset: 20) { node throws(OperatorFault) in
      switch try node.string("approximate", default: "none") {
      case "none": return gelu
      case "tanh":
        let scale = (2 / Float.pi).squareRoot()
        return Elementwise {
          $0 / 2 * (1 + tanh(scale * ($0 + 0.044715 * $0 * $0 * $0)))
        }
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

  /// x times the standard normal distribution function at x.
  static let gelu = Elementwise {
    $0 / 2 * (1 + erf($0 / Float(2).squareRoot()))
  }

  /// x times the logistic function of `slope * x`.
  static func swish(slope: Float) -> Elementwise {
    Elementwise { $0 / (1 + exp(-slope * $0)) }
  }

  /// ln(1 + e^x), without overflow.
  private static func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }
}

/// Bounds on every element (ONNX `Clip`), which came as attributes before opset 11; without them,
/// the ends of what is finite.
struct Clipping: Operator {
  var lowest = -Float.greatestFiniteMagnitude
  var greatest = Float.greatestFiniteMagnitude

  var isElementwise: Bool { true }

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
    var tensor = try inputs.takeTensor(0, "the input")
    var values = tensor.values.mutableSpan
    for index in values.indices {
      let value = values[index]
      let raised = value < low ? low : value
      values[index] = raised > high ? high : raised
    }
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
