import Formats
import LinearAlgebra

extension OperatorTable {
  static let activationEntries = [
    Entry(name: "Relu", opset: 1) { _ throws(OperatorFault) in Activation { max(0, $0) } }
  ]
}

/// A function applied to each element.
struct Activation: Operator {
  private let apply: @Sendable (Float) -> Float

  init(_ apply: @escaping @Sendable (Float) -> Float) {
    self.apply = apply
  }

  func outputShapes(_ inputs: [Shape?]) throws(OperatorFault) -> [Shape] {
    [try inputs.required(0, "the input")]
  }

  func forward(_ inputs: inout [Tensor?]) throws(OperatorFault) -> [Tensor] {
    var tensor: Tensor = try inputs.required(0, "the input")
    inputs[0] = nil
    var values = tensor.values.mutableSpan
    for index in values.indices { values[index] = apply(values[index]) }
    return [tensor]
  }
}
