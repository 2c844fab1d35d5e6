import LinearAlgebra

/// A function applied to each element of an operand.
struct Elementwise: Operator {
  private let apply: @Sendable (inout [Float]) -> Void
  private let integers: (@Sendable (Int) -> Int)?
  /// The limits that it keeps elements within, where that is all it does.
  private let limits: ClosedRange<Float>?

  /// Inlined, so that the loop holds the function and not a call of it.
  @inline(__always) init(
    integers: (@Sendable (Int) -> Int)? = nil, limits: ClosedRange<Float>? = nil,
    _ function: @escaping @Sendable (Float) -> Float
  ) {
    self.integers = integers
    self.limits = limits
    apply = { array in
      var values = array.mutableSpan
      for index in values.indices { values[index] = function(values[index]) }
    }
  }

  var isElementwise: Bool { true }

  var canEndProducts: Bool { limits != nil }

  func endingPart(
    _ inputs: [Value?], product: Int, shape: Shape, filters axis: Int
  ) throws(OperatorFault) -> EndingPart? { limits.map { .limits($0) } }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    if let integers, case .integers(var tensor) = try inputs.value(0, "the input") {
      tensor.values = tensor.values.map(integers)
      return [.integers(tensor)]
    }
    var tensor = try inputs.takeTensor(0, "the input")
    apply(&tensor.values)
    return [.floats(tensor)]
  }
}
