import LinearAlgebra

/// An operator whose outputs are elements of its first operand in other places, of which some may be
/// left out and some repeated: their gradients are added up where they came from.
protocol MovingOperator: Operator, Differentiable {}

extension MovingOperator {
  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1, 2, 3, 4]) }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    guard pass.wanted == [0] else {
      throw OperatorFault("it has a gradient with respect to its first operand alone")
    }
    let shape = try pass.shape(0)
    // The operator moves the places; 0 is that of what comes from nowhere, a filler.
    let places = IntegerTensor(shape: shape, values: Array(1..<shape.count + 1))
    var operands = pass.operands.map { operand -> Value? in
      if case .floats = operand { nil } else { operand }
    }
    operands[0] = .integers(places)
    let shapes = try outputShapes(operands.map { $0.map(Fact.init) })
    let moved = try forward(&operands, shapes: shapes)
    var sums = [Double](repeating: 0, count: shape.count)
    for (output, gradient) in zip(moved, pass.gradients) {
      guard case .integers(let places) = output, let gradient else { continue }
      for (place, value) in zip(places.values, gradient.values) where place > 0 {
        sums[place - 1] += Double(value)
      }
    }
    return [0: Tensor(shape: shape, values: sums.map { Float($0) })]
  }
}

extension Rearrangement: MovingOperator {}
extension Tiling: MovingOperator {}
extension BlockMoving: MovingOperator {}
extension Splitting: MovingOperator {}
extension Slicing: MovingOperator {}
extension Gathering: MovingOperator {}

extension Padding: MovingOperator {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 2] }
}

extension Reshaping: Differentiable {
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let shape = try pass.shape(0)
    return [0: Tensor(shape: shape, values: try pass.takeGradient().values)]
  }
}

extension Identity: Differentiable {
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    [0: try pass.takeGradient()]
  }
}

extension Dropout: Differentiable {
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    [0: try pass.takeGradient()]
  }
}

extension Casting: Differentiable {
  /// Floats of another size are taken for the same numbers.
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    guard isToFloats else { throw OperatorFault("whole numbers have none") }
    return [0: try pass.takeGradient()]
  }
}

extension CastingLike: Differentiable {
  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1]) }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    guard case .floats = try pass.operands.value(1, "the target") else {
      throw OperatorFault("whole numbers have none")
    }
    return [0: try pass.takeGradient()]
  }
}

extension Branching: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { Set(1..<max(1, count)) }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [0]) }

  /// The gradients go into the branch that was taken.
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let first = try firstOperand(pass.operands)
    var gradients: [Int: Tensor] = [:]
    for (index, gradient) in pass.gradients.enumerated() where pass.wanted.contains(first + index) {
      gradients[first + index] = gradient
    }
    return gradients
  }
}

extension Concatenation: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { Set(0..<count) }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let gradient = try pass.takeGradient()
    let axis = try gradient.shape.axis(axis)
    let rows = gradient.shape.count(of: 0..<axis)
    let whole = gradient.shape.count(of: axis..<gradient.shape.rank)
    var gradients: [Int: Tensor] = [:]
    var start = 0
    for operand in pass.shapes.indices {
      let shape = try pass.shape(operand)
      let width = shape.count(of: axis..<shape.rank)
      if pass.wanted.contains(operand) {
        var values: [Float] = []
        values.reserveCapacity(shape.count)
        for row in 0..<rows {
          values += gradient.values[row * whole + start..<row * whole + start + width]
        }
        gradients[operand] = Tensor(shape: shape, values: values)
      }
      start += width
    }
    return gradients
  }
}

extension Scattering: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1]) }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    var gradient = try pass.takeGradient()
    let starts = try starts(try pass.operands.integers(1, "indices"), in: gradient.shape)
    let updates = try pass.shape(2)
    let width = starts.isEmpty ? 0 : updates.count / starts.count
    guard combination == .add || combination == .replace else {
      throw OperatorFault("products, largest and least elements have none")
    }
    var gradients: [Int: Tensor] = [:]
    if pass.wanted.contains(2) {
      var values = [Float](repeating: 0, count: updates.count)
      var taken: Set<Int> = []
      // Of slices that are replaced twice, the last is the one that counts.
      for (row, start) in starts.enumerated().reversed()
      where combination == .add || taken.insert(start).inserted {
        values.replaceSubrange(
          row * width..<(row + 1) * width, with: gradient.values[start..<start + width])
      }
      gradients[2] = Tensor(shape: updates, values: values)
    }
    if pass.wanted.contains(0) {
      if combination == .replace {
        for start in starts {
          for index in start..<start + width { gradient.values[index] = 0 }
        }
      }
      gradients[0] = gradient
    }
    return gradients
  }
}
