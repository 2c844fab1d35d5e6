internal import CKernels
import LinearAlgebra

/// A function applied to each element of an operand.
struct Elementwise: Operator {
  /// Which of the functions it is that a graph is looked through for.
  enum Kind {
    case negation, squareRoot, reciprocal
  }

  /// Nil for other functions.
  let kind: Kind?
  private let apply: @Sendable (inout MutableSpan<Float>) -> Void
  private let integers: (@Sendable (Int) -> Int)?
  /// The function, where it is one of the kernels.
  let function: KernelFunction?

  /// Any function.
  ///
  /// Inlined, so that the loop holds the function and not a call of it.
  @inline(__always) init(
    _ kind: Kind? = nil, integers: (@Sendable (Int) -> Int)? = nil,
    _ function: @escaping @Sendable (Float) -> Float
  ) {
    self.kind = kind
    self.integers = integers
    self.function = nil
    apply = { values in
      for index in values.indices { values[index] = function(values[index]) }
    }
  }

  /// A function of the kernels, with its two numbers.
  init(_ function: kernel_function, _ a: Float = 0, _ b: Float = 0) {
    kind = nil
    integers = nil
    self.function = KernelFunction(kind: function, a: a, b: b)
    apply = { $0.apply(function, a, b) }
  }

  var isElementwise: Bool { true }

  var takesBlocks: Bool { true }

  var canEndProducts: Bool { function != nil }

  func endingPart(
    _ inputs: [Value?], product: Int, shape: Shape, filters axis: Int
  ) throws(OperatorFault) -> EndingPart? {
    function.map { $0.kind == kernel_limits ? .limits($0.a...$0.b) : .function($0) }
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    if let integers, case .integers(var tensor) = try inputs.value(0, "the input") {
      tensor.values = tensor.values.map(integers)
      return [.integers(tensor)]
    }
    if var maps = inputs.takeBlocked(0) {
      maps.values.changeInParallel { values, _ in apply(&values) }
      return [.blocked(maps)]
    }
    var tensor = try inputs.takeTensor(0, "the input")
    tensor.values.changeInParallel { values, _ in apply(&values) }
    return [.floats(tensor)]
  }
}

extension Elementwise: ChainLink {
  func step(_ numbers: [Float?], constants: [Value?]) -> ElementStep? {
    integers == nil ? .function(apply) : nil
  }
}
