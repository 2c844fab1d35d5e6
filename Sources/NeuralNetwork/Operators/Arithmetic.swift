internal import CKernels
import Formats
private import Glibc
import LinearAlgebra

extension OperatorTable {
  static let arithmeticEntries = [
    Entry("Add", opset: 7) { _ throws(OperatorFault) in
      Arithmetic(kernel_add) { $0 &+ $1 }
    },
    Entry("Sub", opset: 7) { _ throws(OperatorFault) in
      Arithmetic(kernel_subtract) { $0 &- $1 }
    },
    Entry("Mul", opset: 7) { _ throws(OperatorFault) in
      Arithmetic(kernel_times) { $0 &* $1 }
    },
    Entry("Div", opset: 7) { _ throws(OperatorFault) in
      // A quotient of whole numbers that has no value (by 0) is 0, as no index is.
      Arithmetic(kernel_divide) {
        $1 == 0 ? 0 : $0.dividedReportingOverflow(by: $1).partialValue
      }
    },
    Entry("Pow", opset: 7) { _ throws(OperatorFault) in Power() },
    Entry("Mod", opset: 10) { node throws(OperatorFault) in
      let isTruncated = try node.flag("fmod")
      return Arithmetic(
        floats: { x, y in
          let rest = fmodf(x, y)
          return isTruncated || rest == 0 || (rest < 0) == (y < 0) ? rest : rest + y
        },
        integers: { x, y in
          guard y != 0, y != -1 else { return 0 }
          let rest = x % y
          return isTruncated || rest == 0 || (rest < 0) == (y < 0) ? rest : rest + y
        })
    },
    Entry("Sum", opset: 6) { node throws(OperatorFault) in
      let sum = Arithmetic(kernel_add) { $0 &+ $1 }
      return node.inputs.count == 2 ? sum : Accumulation(sum)
    },
    Entry("Mean", opset: 6) { _ throws(OperatorFault) in
      Accumulation(Arithmetic(kernel_add, integers: nil), isMean: true)
    },
    Entry("Max", opset: 6) { _ throws(OperatorFault) in
      Accumulation(Arithmetic(floats: { $0 < $1 || $1.isNaN ? $1 : $0 }, integers: { max($0, $1) }))
    },
    Entry("Min", opset: 6) { _ throws(OperatorFault) in
      Accumulation(Arithmetic(floats: { $0 > $1 || $1.isNaN ? $1 : $0 }, integers: { min($0, $1) }))
    },
  ]
}

/// A function of two elements, with multidirectional broadcasting (ONNX *Broadcasting*).
struct Arithmetic: Operator {
  private let floats: @Sendable ([Float], [Float], ElementPairs) -> [Float]
  private let integers: (@Sendable ([Int], [Int], ElementPairs) -> [Int])?
  /// The function of floats, where it is one of the kernels.
  let operation: kernel_operation?

  /// A function of floats.
  ///
  /// Inlined, so that the loop holds the function and not a call of it.
  @inline(__always) init(_ combine: @escaping @Sendable (Float, Float) -> Float) {
    floats = { a, b, pairs in pairs.map(a, b, combine) }
    integers = nil
    operation = nil
  }

  /// A function of floats, and the same of whole numbers.
  @inline(__always) init(
    floats: @escaping @Sendable (Float, Float) -> Float,
    integers: @escaping @Sendable (Int, Int) -> Int
  ) {
    self.floats = { a, b, pairs in pairs.map(a, b, floats) }
    self.integers = { a, b, pairs in pairs.map(a, b, integers) }
    operation = nil
  }

  /// A function of the kernels, and the same of whole numbers.
  init(_ operation: kernel_operation, integers: (@Sendable (Int, Int) -> Int)?) {
    floats = { a, b, pairs in pairs.combine(operation, a, b) }
    if let integers {
      self.integers = { a, b, pairs in pairs.map(a, b, integers) }
    } else {
      self.integers = nil
    }
    self.operation = operation
  }

  var isElementwise: Bool { true }

  var takesBlocks: Bool { operation != nil }

  var canEndProducts: Bool { operation == kernel_add }

  func endingPart(
    _ inputs: [Value?], product: Int, shape: Shape, filters axis: Int
  ) throws(OperatorFault) -> EndingPart? {
    let other = try inputs.value(1 - product, "an operand")
    if case .integers = other { return nil }
    return other.shape == shape
      ? .addend(other)
      : EndingPart(
        broadcasting: try inputs.tensor(1 - product, "an operand"), to: shape, filters: axis)
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    [try inputs.broadcastShape(of: 0, 1)]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let shape = shapes[0]
    if let operation, let maps = try combineBlocks(&inputs, operation, shape: shape) {
      return [.blocked(maps)]
    }
    for index in inputs.indices { inputs[index] = inputs[index]?.plain }
    if let operation, case .floats(let a) = try inputs.value(0, "the first operand"),
      case .floats(let b) = try inputs.value(1, "the second operand"),
      a.shape.count == shape.count || b.shape.count == shape.count
    {
      return [.floats(try combine(&inputs, operation, shape: shape))]
    }
    let a = try inputs.value(0, "the first operand")
    let b = try inputs.value(1, "the second operand")
    return [try combine(a, b, shape: shape)]
  }

  /// Combines maps in blocks of channels with other such maps, with a number for each channel, or with
  /// one, in the storage of one; nil for others.
  private func combineBlocks(
    _ inputs: inout [Value?], _ operation: kernel_operation, shape: Shape
  ) throws(OperatorFault) -> BlockedTensor? {
    for (index, other) in [(0, 1), (1, 0)] {
      guard case .blocked(let maps) = try inputs.value(index, "an operand"), maps.shape == shape
      else { continue }
      let operand = try inputs.floats(other, "an operand")
      if case .blocked(let second) = operand, second.shape == shape {
        guard var maps = inputs.takeBlocked(index), let row = Shape([maps.values.count]) else {
          return nil
        }
        let pairs = ElementPairs(row, row, shape: row)
        if index == 0 {
          pairs.combine(operation, into: &maps.values, second.values)
        } else {
          pairs.combine(operation, second.values, into: &maps.values)
        }
        return maps
      }
      guard let numbers = operand.numbersByChannel(of: shape),
        var maps = inputs.takeBlocked(index)
      else { continue }
      let positions = maps.positions
      unsafe maps.changeMaps { map, place in
        unsafe numbers.withUnsafeBufferPointer { numbers in
          guard let base = numbers.baseAddress else { return }
          let first = place % (numbers.count / BlockedTensor.block) * BlockedTensor.block
          unsafe kernel_combine_lanes(
            map, operation, map, base + first, index == 1 ? 1 : 0, positions)
        }
      }
      return maps
    }
    return nil
  }

  /// Combines two operands in the storage of one that is as large as the result.
  private func combine(
    _ inputs: inout [Value?], _ operation: kernel_operation, shape: Shape
  ) throws(OperatorFault) -> Tensor {
    var a = try inputs.takeTensor(0, "the first operand")
    var b = try inputs.takeTensor(1, "the second operand")
    let pairs = ElementPairs(a.shape, b.shape, shape: shape)
    if a.shape.count == shape.count {
      pairs.combine(operation, into: &a.values, b.values)
      return Tensor(shape: shape, values: a.values)
    }
    pairs.combine(operation, a.values, into: &b.values)
    return Tensor(shape: shape, values: b.values)
  }

  func combine(_ a: Value, _ b: Value, shape: Shape) throws(OperatorFault) -> Value {
    let pairs = ElementPairs(a.shape, b.shape, shape: shape)
    switch (a, b) {
    case (.floats(let a), .floats(let b)):
      return .floats(Tensor(shape: shape, values: floats(a.values, b.values, pairs)))
    case (.integers(let a), .integers(let b)):
      guard let integers else {
        throw OperatorFault("its operands are whole numbers, and only floats are supported")
      }
      return .integers(IntegerTensor(shape: shape, values: integers(a.values, b.values, pairs)))
    default: throw OperatorFault("its operands are of two types")
    }
  }
}

extension Arithmetic: ChainLink {
  func step(_ numbers: [Float?], constants: [Value?]) -> ElementStep? {
    // Each operand is one number or has elements that a pass computes, and one of them has.
    guard let operation, numbers.count == 2, numbers.contains(nil),
      zip(numbers, constants).allSatisfy({ ($0 == nil) == ($1 == nil) })
    else { return nil }
    return .pair(operation)
  }
}

/// A base to the power of an exponent, of the base's type (ONNX `Pow`).
struct Power: Operator {
  private let arithmetic = Arithmetic { base, exponent in
    power(base, exponent)
  }

  /// The exponents of normalisations and of GELU's approximation are without a call.
  private static func power(_ base: Float, _ exponent: Float) -> Float {
    switch exponent {
    case 2: base * base
    case 3: base * base * base
    case 0.5: base.squareRoot()
    default: pow(base, exponent)
    }
  }

  var isElementwise: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    try arithmetic.outputShapes(inputs)
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let base = try inputs.value(0, "the base")
    let powers = try arithmetic.combine(
      base.asFloats, inputs.value(1, "the exponent").asFloats, shape: shapes[0])
    guard case .integers = base, case .floats(let tensor) = powers else { return [powers] }
    let values = tensor.values.map { Int(clamping: $0, to: Int.min...Int.max) }
    return [.integers(IntegerTensor(shape: shapes[0], values: values))]
  }
}

extension Power: ChainLink {
  func step(_ numbers: [Float?], constants: [Value?]) -> ElementStep? {
    guard numbers.count == 2, numbers[0] == nil, constants[0] == nil, let exponent = numbers[1]
    else { return nil }
    return .function { values in
      for index in values.indices { values[index] = Self.power(values[index], exponent) }
    }
  }
}

/// A function of two operands applied to any number of them, one after the other (ONNX `Sum`, `Max`).
struct Accumulation: Operator {
  private let arithmetic: Arithmetic
  private let isMean: Bool

  init(_ arithmetic: Arithmetic, isMean: Bool = false) {
    self.arithmetic = arithmetic
    self.isMean = isMean
  }

  var isElementwise: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    [try inputs.broadcastShape(of: Array(inputs.indices))]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    var sum = try inputs.value(0, "the first operand")
    for index in inputs.indices.dropFirst() {
      let next = try inputs.value(index, "an operand")
      let shape = sum.shape.broadcast(with: next.shape) ?? shapes[0]
      sum = try arithmetic.combine(sum, next, shape: shape)
    }
    guard isMean, case .floats(var mean) = sum else { return [sum] }
    for index in mean.values.indices { mean.values[index] /= Float(inputs.count) }
    return [.floats(mean)]
  }
}
