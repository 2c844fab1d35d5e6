import LinearAlgebra

/// The operands of a node, of which some may be left out.
extension [Value?] {
  /// Takes a float operand that the operator can't do without; it is gone from the list, so that
  /// its storage may be worked on in place.
  mutating func takeTensor(_ index: Int, _ role: String) throws(OperatorFault) -> Tensor {
    let tensor = try self.tensor(index, role)
    self[index] = nil
    return tensor
  }

  /// A float operand that the operator can't do without.
  func tensor(_ index: Int, _ role: String) throws(OperatorFault) -> Tensor {
    guard let tensor = try optionalTensor(index, role) else {
      throw OperatorFault("\(role) is missing")
    }
    return tensor
  }

  /// A float operand that the operator can't do without, however its elements lie.
  func floats(_ index: Int, _ role: String) throws(OperatorFault) -> Value {
    let value = try value(index, role)
    if case .integers = value {
      throw OperatorFault("\(role) is of whole numbers, and only float is supported")
    }
    return value
  }

  /// A float operand that may be left out.
  func optionalTensor(_ index: Int, _ role: String) throws(OperatorFault) -> Tensor? {
    guard indices.contains(index), let value = self[index] else { return nil }
    switch value {
    case .floats(let tensor): return tensor
    case .blocked(let maps): return maps.plain
    case .integers:
      throw OperatorFault("\(role) is of whole numbers, and only float is supported")
    }
  }

  /// Takes an operand of maps in blocks of channels, as `takeTensor` does; nil where it is none.
  mutating func takeBlocked(_ index: Int) -> BlockedTensor? {
    guard indices.contains(index), case .blocked(let maps)? = self[index] else { return nil }
    self[index] = nil
    return maps
  }

  /// An operand of whole numbers that the operator can't do without.
  func integers(_ index: Int, _ role: String) throws(OperatorFault) -> IntegerTensor {
    guard let tensor = try optionalIntegers(index, role) else {
      throw OperatorFault("\(role) is missing")
    }
    return tensor
  }

  /// An operand of whole numbers that may be left out.
  func optionalIntegers(_ index: Int, _ role: String) throws(OperatorFault) -> IntegerTensor? {
    guard indices.contains(index), let value = self[index] else { return nil }
    guard case .integers(let tensor) = value else {
      throw OperatorFault("\(role) is of floats, and only whole numbers are supported")
    }
    return tensor
  }

  /// An operand of either kind that the operator can't do without.
  func value(_ index: Int, _ role: String) throws(OperatorFault) -> Value {
    guard indices.contains(index), let value = self[index] else {
      throw OperatorFault("\(role) is missing")
    }
    return value
  }
}

extension [Fact?] {
  /// What is known of an operand that the operator can't do without.
  func required(_ index: Int, _ role: String) throws(OperatorFault) -> Fact {
    guard let fact = optional(index) else { throw OperatorFault("\(role) is missing") }
    return fact
  }

  /// What is known of an operand that may be left out.
  func optional(_ index: Int) -> Fact? {
    indices.contains(index) ? self[index] : nil
  }

  /// The shape of an operand that the operator can't do without.
  func shape(_ index: Int, _ role: String) throws(OperatorFault) -> Shape {
    try required(index, role).shape
  }

  /// The shape that some operands take together (ONNX *Broadcasting*).
  func broadcastShape(of operands: [Int]) throws(OperatorFault) -> Shape {
    var shape: Shape?
    for index in operands {
      let next = try self.shape(index, "operand \(index + 1)")
      guard let wider = (shape ?? next).broadcast(with: next) else {
        throw OperatorFault("operands of \(shape ?? next) and \(next) do not broadcast")
      }
      shape = wider
    }
    guard let shape else { throw OperatorFault("it has no operands") }
    return shape
  }

  /// The shape that some operands take together.
  func broadcastShape(of operands: Int...) throws(OperatorFault) -> Shape {
    try broadcastShape(of: operands)
  }

  /// The elements of an operand of whole numbers; nil when it is left out.
  func integers(_ index: Int, _ role: String) throws(OperatorFault) -> [Int]? {
    guard let fact = optional(index) else { return nil }
    guard case .integers(let tensor)? = fact.value else {
      throw OperatorFault("\(role) is not a short list of whole numbers known beforehand")
    }
    return tensor.values
  }

  /// The elements of an operand of floats; nil when it is left out.
  func floats(_ index: Int, _ role: String) throws(OperatorFault) -> [Float]? {
    guard let fact = optional(index) else { return nil }
    guard case .floats(let tensor)? = fact.value else {
      throw OperatorFault("\(role) is not a short list of numbers known beforehand")
    }
    return tensor.values
  }
}
