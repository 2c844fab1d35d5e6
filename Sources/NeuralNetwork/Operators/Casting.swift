import Formats
import LinearAlgebra

/// Numbers of one type as numbers of another (ONNX `Cast`); floats become whole numbers by cutting
/// their fraction.
struct Casting: Operator {
  private enum Target {
    case float, float16, bfloat16, truth
    case integer(ClosedRange<Int>)
  }

  private let target: Target

  /// Whether it gives floats.
  var isToFloats: Bool {
    switch target {
    case .float, .float16, .bfloat16: true
    case .truth, .integer: false
    }
  }

  init(_ node: StoredNode) throws(OperatorFault) {
    let number = try node.int("to", default: 0)
    guard let target = Self.targets[number] else {
      throw OperatorFault("its target type, number \(number), is not supported")
    }
    self.target = target
  }

  /// ONNX's types by their numbers in `TensorProto`.
  ///
  /// A double is kept as a float.
  private static let targets: [Int: Target] = [
    1: .float, 11: .float, 10: .float16, 16: .bfloat16, 9: .truth,
    2: .integer(0...255), 3: .integer(-128...127), 4: .integer(0...65535),
    5: .integer(-32768...32767), 6: .integer(-1 << 31...(1 << 31) - 1),
    7: .integer(Int.min...Int.max), 12: .integer(0...(1 << 32) - 1), 13: .integer(0...Int.max),
  ]

  var choosesElements: Bool { true }

  var isElementwise: Bool { true }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let value = try inputs.value(0, "the input")
    switch (value, target) {
    case (.blocked, _):
      inputs[0] = value.plain
      return try forward(&inputs, shapes: shapes)
    case (.floats, .float): return [value]
    case (.floats(let tensor), .float16):
      return [
        .floats(Tensor(shape: tensor.shape, values: tensor.values.map { Float(Float16($0)) }))
      ]
    case (.floats(let tensor), .bfloat16):
      return [.floats(Tensor(shape: tensor.shape, values: tensor.values.map(\.roundedToBfloat16)))]
    case (.floats(let tensor), .truth):
      return [
        .integers(
          IntegerTensor(shape: tensor.shape, values: tensor.values.map { $0 == 0 ? 0 : 1 }))
      ]
    case (.floats(let tensor), .integer(let range)):
      let values = tensor.values.map { Int(clamping: $0, to: range) }
      return [.integers(IntegerTensor(shape: tensor.shape, values: values))]
    case (.integers(let tensor), .truth):
      return [
        .integers(
          IntegerTensor(shape: tensor.shape, values: tensor.values.map { $0 == 0 ? 0 : 1 }))
      ]
    case (.integers, .integer): return [value]
    case (.integers, _): return [value.asFloats]
    }
  }
}

/// Numbers of the kind that others are, floats or whole numbers (ONNX `CastLike`).
struct CastingLike: Operator {
  var choosesElements: Bool { true }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let value = try inputs.value(0, "the input")
    switch (value, try inputs.value(1, "the target").plain) {
    case (.blocked, _), (_, .blocked):
      inputs[0] = value.plain
      return try forward(&inputs, shapes: shapes)
    case (.integers, .floats): return [value.asFloats]
    case (.floats(let tensor), .integers):
      let values = tensor.values.map { Int(clamping: $0, to: Int.min...Int.max) }
      return [.integers(IntegerTensor(shape: tensor.shape, values: values))]
    case (.floats, .floats), (.integers, .integers): return [value]
    }
  }
}

extension Int {
  /// A number without its fraction; the nearest end of a range when it lies outside, and 0 when it
  /// is none.
  init(clamping value: Float, to range: ClosedRange<Int>) {
    let whole = Int(exactly: value.rounded(.towardZero))
    let end = value.isNaN ? 0 : value < 0 ? range.lowerBound : range.upperBound
    self = whole.map { Swift.min(Swift.max($0, range.lowerBound), range.upperBound) } ?? end
  }
}

extension Float {
  /// The nearest number of 8 significant bits, ties to even.
  fileprivate var roundedToBfloat16: Float {
    guard isFinite else { return self }
    let bits = bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }
}
