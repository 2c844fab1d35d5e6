import LinearAlgebra

/// A function applied to each element of a float operand.
struct Elementwise: Operator {
  let isActivation: Bool
  private let apply: @Sendable (inout [Float]) -> Void

  /// Inlined, so that the loop holds the function and not a call of it.
  @inline(__always) init(
    isActivation: Bool = false, _ function: @escaping @Sendable (Float) -> Float
  ) {
    self.isActivation = isActivation
    apply = { array in
      var values = array.mutableSpan
      for index in values.indices { values[index] = function(values[index]) }
    }
  }

  func outputShapes(_ inputs: [Forecast?]) throws(OperatorFault) -> [Shape] {
    [try inputs.shape(0, "the input")]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    var tensor = try inputs.takeTensor(0, "the input")
    apply(&tensor.values)
    return [.floats(tensor)]
  }
}
