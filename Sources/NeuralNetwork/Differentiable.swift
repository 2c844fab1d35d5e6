import LinearAlgebra

/// An operator through which gradients go back: its vector-Jacobian product.
protocol Differentiable: Sendable {
  /// The operands that its outputs vary with; a gradient goes to no other, as to an axis or an index.
  /// - Parameter count: how many operands the node has.
  /// - Returns: their places.
  func varyingOperands(of count: Int) -> Set<Int>

  /// What of the forward pass its gradients are computed from.
  /// - Parameter wanted: the operands whose gradients are wanted.
  /// - Returns: what is kept.
  func saved(for wanted: Set<Int>) -> SavedValues

  /// The gradients of the operands that are wanted, by their places.
  /// - Throws: `OperatorFault` where one of them has none.
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor]
}

extension Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues() }
}

/// Operands and outputs of a node that are kept from the forward pass for the backward one.
struct SavedValues: Sendable {
  var operands: Set<Int> = []
  var outputs: Set<Int> = []
}

/// What a node is given on the way back.
struct BackwardPass {
  /// The operands that are saved, and those that are constants.
  var operands: [Value?]
  /// The shape of each operand; nil for one that is left out.
  let shapes: [Shape?]
  /// The outputs that are saved.
  let outputs: [Value?]
  /// The operands whose gradients are wanted.
  let wanted: Set<Int>
  /// The gradient of the goal with respect to each output; nil where it does not depend on it.
  var gradients: [Tensor?]

  /// Takes the gradient of the only output that has one, so that its storage may be worked on in place.
  /// - Throws: `OperatorFault` where other outputs, statistics say, lead to the goal.
  mutating func takeGradient() throws(OperatorFault) -> Tensor {
    guard gradients.dropFirst().allSatisfy({ $0 == nil }), let gradient = gradients.first ?? nil
    else { throw OperatorFault("only its first output has a gradient") }
    gradients = []
    return gradient
  }

  /// The same of an operator that has a gradient with respect to its first operand alone.
  mutating func takeGradientForInput() throws(OperatorFault) -> Tensor {
    guard wanted == [0] else {
      throw OperatorFault("it has a gradient with respect to its first operand alone")
    }
    return try takeGradient()
  }

  /// The shape of an operand.
  func shape(_ index: Int) throws(OperatorFault) -> Shape {
    guard shapes.indices.contains(index), let shape = shapes[index] else {
      throw OperatorFault("operand \(index + 1) is missing")
    }
    return shape
  }
}

extension Tensor {
  /// The gradient of an operand from that of what it was broadcast to: the sum over the axes along
  /// which it was repeated.
  func summed(to operand: Shape) -> Tensor {
    guard operand != shape else { return self }
    guard operand.count != shape.count else { return Tensor(shape: operand, values: values) }
    var sums = [Double](repeating: 0, count: operand.count)
    let view = StridedView.broadcasting(operand, to: shape)
    let width = shape.extents.last ?? 1
    let step = view.strides.last ?? 0
    for (row, start) in view.rowStarts.enumerated() {
      for index in 0..<width { sums[start + index * step] += Double(values[row * width + index]) }
    }
    return Tensor(shape: operand, values: sums.map { Float($0) })
  }

  /// The elements repeated to fill a shape.
  func broadcast(to wide: Shape) -> Tensor {
    guard wide != shape else { return self }
    return Tensor(
      shape: wide, values: StridedView.broadcasting(shape, to: wide).elements(of: values))
  }

  /// Adds another of the same shape.
  mutating func add(_ other: Tensor) {
    let addend = other.values
    values.changeInParallel { part, start in
      let other = addend.span.extracting(start..<start + part.count)
      for index in part.indices { part[index] += other[index] }
    }
  }
}
