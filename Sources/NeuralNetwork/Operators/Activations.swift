import Formats
import LinearAlgebra

extension OperatorTable {
  static let activationEntries = [
    Entry(name: "Relu", opset: 1) { _ throws(OperatorFault) in Activation { max(0, $0) } }
  ]
}

/// A function applied to each element.
struct Activation: Operator {
  private let apply: @Sendable (inout [Float]) -> Void

  /// Inlined, so that the loop holds the function and not a call of it.
  @inline(__always) init(_ function: @escaping @Sendable (Float) -> Float) {
    apply = { array in
      var values = array.mutableSpan
      for index in values.indices { values[index] = function(values[index]) }
    }
  }

  func outputShapes(_ inputs: [Shape?]) throws(OperatorFault) -> [Shape] {
    [try inputs.required(0, "the input")]
  }

  func forward(_ inputs: inout [Tensor?]) throws(OperatorFault) -> [Tensor] {
    var tensor: Tensor = try inputs.required(0, "the input")
    inputs[0] = nil
    apply(&tensor.values)
    return [tensor]
  }
}
