import Formats
import LinearAlgebra
import System

extension OperatorTable {
  static let passingEntries = [
    Entry("Identity", opset: 1) { _ throws(OperatorFault) in Identity() },
    Entry("Dropout", opset: 7, limits: "not in training mode") { node throws(OperatorFault) in
      Dropout(outputs: node.outputs.count)
    },
    Entry("Constant", opset: 1) { node throws(OperatorFault) in try Constant(node) },
    Entry("ConstantOfShape", opset: 9) { node throws(OperatorFault) in try ConstantOfShape(node) },
    Entry("Shape", opset: 1) { node throws(OperatorFault) in
      Measuring(
        start: try node.int("start", default: 0), end: try node.int("end", default: Int.max))
    },
    Entry("Range", opset: 11) { _ throws(OperatorFault) in Counting() },
    Entry("Size", opset: 1) { _ throws(OperatorFault) in Sizing() },
    Entry("CastLike", opset: 15, limits: "to floats or whole numbers, of whatever size") {
      _ throws(OperatorFault) in CastingLike()
    },
    Entry("Cast", opset: 6, limits: "between floats, whole numbers and truth values") {
      node throws(OperatorFault) in try Casting(node)
    },
  ]
}

/// Its operand (ONNX `Identity`).
struct Identity: Operator {
  var choosesElements: Bool { true }

  var isElementwise: Bool { true }

  var takesBlocks: Bool { true }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    [try inputs.value(0, "the input")]
  }
}

/// Its operand, and a mask that keeps everything: nothing is dropped outside training (ONNX
/// `Dropout`).
struct Dropout: Operator {
  let outputs: Int

  var isElementwise: Bool { true }

  var takesBlocks: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let shape = try inputs.shape(0, "the input")
    let drops = try inputs.floats(1, "the ratio")?.first != 0
    if drops, try inputs.integers(2, "training_mode")?.first ?? 0 != 0 {
      throw OperatorFault("it is in training mode, and only inference is supported")
    }
    return Array(repeating: shape, count: min(max(outputs, 1), 2))
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let mask = shapes.dropFirst().map {
      Value.integers(IntegerTensor(shape: $0, values: [Int](repeating: 1, count: $0.count)))
    }
    return [try inputs.value(0, "the input")] + mask
  }
}

/// A value that the node states in an attribute (ONNX `Constant`); tensors are met before a node is
/// made.
struct Constant: Operator {
  private let value: Value

  init(_ node: StoredNode) throws(OperatorFault) {
    let attribute = ["value_float", "value_floats", "value_int", "value_ints"]
      .lazy.compactMap { node.attributes[$0] }.first
    let single = Shape([])
    switch attribute {
    case .float(let number):
      guard let single else { throw OperatorFault("its value is too large") }
      value = .floats(Tensor(shape: single, values: [number]))
    case .int(let number):
      guard let single else { throw OperatorFault("its value is too large") }
      value = .integers(IntegerTensor(shape: single, values: [number]))
    case .floats(let list):
      guard let shape = Shape([list.count]) else { throw OperatorFault("its value is too large") }
      value = .floats(Tensor(shape: shape, values: list))
    case .ints(let list):
      guard let shape = Shape([list.count]) else { throw OperatorFault("its value is too large") }
      value = .integers(IntegerTensor(shape: shape, values: list))
    default:
      let others = node.attributes.keys.sorted().joined(separator: ", ")
      throw OperatorFault("its value is of a kind that is not supported (\(others))")
    }
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] { [value.shape] }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] { [value] }
}

/// One number everywhere (ONNX `ConstantOfShape`).
struct ConstantOfShape: Operator {
  private let float: Float?
  private let integer: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    switch node.attributes["value"] {
    case nil: (float, integer) = (0, 0)
    case .tensor(let tensor):
      guard tensor.shape.count == 1 else { throw OperatorFault("its value is not one number") }
      do {
        float = tensor.elementType.isFloatingPoint ? try tensor.floats().values.first : nil
        integer = tensor.elementType.isFloatingPoint ? 0 : try tensor.integers().first ?? 0
      } catch {
        throw OperatorFault("its value \(error.problem)")
      }
    default: throw OperatorFault("its value is not a tensor")
    }
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    guard let shape = try inputs.integers(0, "the shape").flatMap({ Shape($0) }) else {
      throw OperatorFault("its shape is missing or impossible")
    }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let (shape, count) = (shapes[0], shapes[0].count)
    if let float {
      return [.floats(Tensor(shape: shape, values: [Float](repeating: float, count: count)))]
    }
    return [.integers(IntegerTensor(shape: shape, values: [Int](repeating: integer, count: count)))]
  }
}

/// The extents of an operand (ONNX `Shape`).
struct Measuring: Operator {
  let start: Int
  let end: Int

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    try outputs(knowing: inputs)?.map(\.shape) ?? []
  }

  func outputs(knowing inputs: [Fact?]) throws(OperatorFault) -> [Value]? {
    let extents = try inputs.shape(0, "the input").extents
    func place(_ bound: Int) -> Int {
      min(max(bound < 0 ? max(bound, -extents.count) + extents.count : bound, 0), extents.count)
    }
    let list = Array(extents[min(place(start), place(end))..<place(end)])
    guard let shape = Shape([list.count]) else { return nil }
    return [.integers(IntegerTensor(shape: shape, values: list))]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    try outputs(knowing: inputs.map { $0.map(Fact.init) }) ?? []
  }
}

/// The number of an operand's elements (ONNX `Size`).
struct Sizing: Operator {
  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    try outputs(knowing: inputs)?.map(\.shape) ?? []
  }

  func outputs(knowing inputs: [Fact?]) throws(OperatorFault) -> [Value]? {
    let count = try inputs.shape(0, "the input").count
    return Shape([]).map { [.integers(IntegerTensor(shape: $0, values: [count]))] }
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    try outputs(knowing: inputs.map { $0.map(Fact.init) }) ?? []
  }
}

/// Numbers from a start on, by a step, up to a limit that is left out (ONNX `Range`).
struct Counting: Operator {
  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    var bounds: [Double] = []
    for index in 0..<3 {
      switch try inputs.required(index, "a bound").value {
      case .floats(let tensor)? where tensor.values.count == 1:
        bounds.append(Double(tensor.values[0]))
      case .integers(let tensor)? where tensor.values.count == 1:
        bounds.append(Double(tensor.values[0]))
      default: throw OperatorFault("its bounds are not single numbers known beforehand")
      }
    }
    let count = ((bounds[1] - bounds[0]) / bounds[2]).rounded(.up)
    guard count.isFinite, count < Double(Node.greatestCount),
      let shape = Shape([Int(max(0, count))])
    else { throw OperatorFault("a range by \(bounds[2]) from \(bounds[0]) to \(bounds[1])") }
    return [shape]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    switch (try inputs.value(0, "the start"), try inputs.value(2, "the step")) {
    case (.floats(let start), .floats(let step)):
      let values = (0..<shapes[0].count).map { start.values[0] + Float($0) * step.values[0] }
      return [.floats(Tensor(shape: shapes[0], values: values))]
    case (.integers(let start), .integers(let step)):
      let values = (0..<shapes[0].count).map { start.values[0] &+ $0 &* step.values[0] }
      return [.integers(IntegerTensor(shape: shapes[0], values: values))]
    default: throw OperatorFault("its bounds are of two types")
    }
  }
}
