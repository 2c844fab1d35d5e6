import LinearAlgebra

/// The gradient of a function that is applied to each element of an operand.
struct ElementwiseGradient: Differentiable {
  private let isOfOutput: Bool
  private let apply: @Sendable (inout Tensor, Tensor) -> Void

  /// The derivative as a function of the operand's element.
  ///
  /// Inlined, so that the loop holds the function and not a call of it.
  @inline(__always) init(ofInput derivative: @escaping @Sendable (Float) -> Float) {
    isOfOutput = false
    apply = { gradient, values in gradient.multiply(by: values, derivative) }
  }

  /// The derivative as a function of the output's element, so that the operand need not be kept.
  @inline(__always) init(ofOutput derivative: @escaping @Sendable (Float) -> Float) {
    isOfOutput = true
    apply = { gradient, values in gradient.multiply(by: values, derivative) }
  }

  func saved(for wanted: Set<Int>) -> SavedValues {
    isOfOutput ? SavedValues(outputs: [0]) : SavedValues(operands: [0])
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    var gradient = try pass.takeGradientForInput()
    let values = isOfOutput ? pass.outputs : pass.operands
    apply(&gradient, try values.tensor(0, "the \(isOfOutput ? "output" : "input")"))
    return [0: gradient]
  }
}

extension Tensor {
  @inline(__always) fileprivate mutating func multiply(
    by others: Tensor, _ derivative: @Sendable (Float) -> Float
  ) {
    values.changeInParallel { part, start in
      let others = others.values.span.extracting(start..<start + part.count)
      for index in part.indices { part[index] *= derivative(others[index]) }
    }
  }
}

/// The gradient of a function of two elements, with multidirectional broadcasting.
struct ArithmeticGradient: Differentiable {
  /// The derivatives with respect to both, of both elements and the output's.
  typealias Partial = @Sendable (_ a: Float, _ b: Float, _ output: Float) -> Float

  private let partials: [Partial]
  /// Whether the derivatives are -1 or 1 whatever the elements are.
  private let signs: [Float]?

  /// A function whose derivatives depend on its elements.
  init(_ first: @escaping Partial, _ second: @escaping Partial) {
    partials = [first, second]
    signs = nil
  }

  /// A sum or difference.
  init(signs: [Float]) {
    self.signs = signs
    partials = []
  }

  func varyingOperands(of count: Int) -> Set<Int> { [0, 1] }

  func saved(for wanted: Set<Int>) -> SavedValues {
    signs == nil ? SavedValues(operands: [0, 1], outputs: [0]) : SavedValues()
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let gradient = try pass.takeGradient()
    var gradients: [Int: Tensor] = [:]
    for operand in pass.wanted {
      let shape = try pass.shape(operand)
      if let signs {
        var sum = gradient.summed(to: shape)
        if signs[operand] != 1 { sum.values = sum.values.map { signs[operand] * $0 } }
        gradients[operand] = sum
        continue
      }
      let a = try pass.operands.tensor(0, "the first operand").broadcast(to: gradient.shape)
      let b = try pass.operands.tensor(1, "the second operand").broadcast(to: gradient.shape)
      let output = try pass.outputs.tensor(0, "the output")
      let partial = partials[operand]
      var product = gradient
      product.values.changeInParallel { part, start in
        let range = start..<start + part.count
        let (a, b) = (a.values.span.extracting(range), b.values.span.extracting(range))
        let output = output.values.span.extracting(range)
        for index in part.indices { part[index] *= partial(a[index], b[index], output[index]) }
      }
      gradients[operand] = product.summed(to: shape)
    }
    return gradients
  }
}

/// The gradient of a product of two operands, each of which is kept only for the other's.
struct ProductGradient: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1] }

  func saved(for wanted: Set<Int>) -> SavedValues {
    SavedValues(operands: Set(wanted.map { 1 - $0 }))
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let gradient = try pass.takeGradient()
    var gradients: [Int: Tensor] = [:]
    for operand in pass.wanted {
      let other = try pass.operands.tensor(1 - operand, "an operand")
      let pairs = ElementPairs(gradient.shape, other.shape, shape: gradient.shape)
      let product = pairs.map(gradient.values, other.values) { $0 * $1 }
      gradients[operand] = Tensor(shape: gradient.shape, values: product)
        .summed(to: try pass.shape(operand))
    }
    return gradients
  }
}

/// The gradient of a function of any number of operands, each of whose elements is one of theirs, or
/// their sum or mean (ONNX `Max`, `Min`, `Sum`, `Mean`).
struct AccumulationGradient: Differentiable {
  enum Kind { case sum, mean, choice }

  let kind: Kind

  func varyingOperands(of count: Int) -> Set<Int> { Set(0..<count) }

  func saved(for wanted: Set<Int>) -> SavedValues {
    // Of equal elements the first is the one that is taken, so that those before count.
    kind == .choice
      ? SavedValues(operands: Set(0...(wanted.max() ?? 0)), outputs: [0]) : SavedValues()
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    var gradient = try pass.takeGradient()
    var gradients: [Int: Tensor] = [:]
    if kind == .mean {
      let count = Float(pass.shapes.count)
      gradient.values = gradient.values.map { $0 / count }
    }
    guard kind == .choice else {
      for operand in pass.wanted {
        gradients[operand] = gradient.summed(to: try pass.shape(operand))
      }
      return gradients
    }
    let output = try pass.outputs.tensor(0, "the output").values
    for operand in 0...(pass.wanted.max() ?? 0) {
      let values = try pass.operands.tensor(operand, "an operand").broadcast(to: gradient.shape)
        .values
      var own = Tensor(
        shape: gradient.shape, values: [Float](repeating: 0, count: gradient.shape.count))
      for index in values.indices where values[index] == output[index] {
        own.values[index] = gradient.values[index]
        gradient.values[index] = 0
      }
      if pass.wanted.contains(operand) {
        gradients[operand] = own.summed(to: try pass.shape(operand))
      }
    }
    return gradients
  }
}

extension Clipping: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1, 2], outputs: [0]) }

  /// Elements at a bound are those that were beyond it.
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let low = try pass.operands.optionalTensor(1, "min")?.values.first ?? lowest
    let high = try pass.operands.optionalTensor(2, "max")?.values.first ?? greatest
    let output = try pass.outputs.tensor(0, "the output").values
    var gradient = try pass.takeGradient()
    var gradients: [Int: Tensor] = [:]
    for (operand, bound) in [(1, low), (2, high)] where pass.wanted.contains(operand) {
      let sum = output.indices.reduce(0.0) {
        output[$1] == bound ? $0 + Double(gradient.values[$1]) : $0
      }
      gradients[operand] = Tensor(shape: try pass.shape(operand), values: [Float(sum)])
    }
    if pass.wanted.contains(0) {
      gradient.values.changeInParallel { part, start in
        let output = output.span.extracting(start..<start + part.count)
        for index in part.indices {
          // Both are read whatever follows, so that the loop has no branch and is vectorised.
          let (slope, value) = (part[index], output[index])
          let aboveLow = value > low ? slope : 0
          part[index] = value < high ? aboveLow : 0
        }
      }
      gradients[0] = gradient
    }
    return gradients
  }
}

extension Choice: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [1, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [0]) }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let condition = try pass.operands.integers(0, "the condition")
    let gradient = try pass.takeGradient()
    let isTrue = StridedView.broadcasting(condition.shape, to: gradient.shape)
      .elements(of: condition.values)
    var gradients: [Int: Tensor] = [:]
    for operand in pass.wanted {
      let own = isTrue.indices.map { index in
        (isTrue[index] != 0) == (operand == 1) ? gradient.values[index] : 0
      }
      gradients[operand] = Tensor(shape: gradient.shape, values: own)
        .summed(to: try pass.shape(operand))
    }
    return gradients
  }
}
