import Formats
import LinearAlgebra
import NeuralNetwork
import Testing

/// An operator whose operands are made of one image, and whose outputs are all multiplied by a random
/// weight: a network whose gradients are the operator's.
struct GradientCase: CustomTestStringConvertible, Sendable {
  /// A constant operand.
  enum Constant: Sendable {
    /// Random floats of a shape.
    case weight([Int])
    /// Random floats from 0.5 to 1.5 of a shape.
    case positive([Int])
    case float(Float)
    case floats([Float])
    case ints([Int], shape: [Int]? = nil)
  }

  /// Where the numbers of the operands lie.
  enum Numbers: Sendable {
    /// Normally distributed.
    case normal
    /// Between 0.5 and 1.5.
    case positive
    /// Multiples of 0.15 about 0 and 0.07 off, no two of them the same: a function that has corners at
    /// multiples of 0.15, or that compares, is smooth as far as 0.06 about them.
    case apart
  }

  let operation: String
  let note: String
  /// The shapes of the operands that vary, which are called a, b, c.
  let shapes: [[Int]]
  /// The names of the operands, where there are others.
  let operands: [String]?
  let constants: [String: Constant]
  let attributes: [String: StoredAttribute]
  let numbers: Numbers
  let outputs: Int
  let opset: Int

  init(
    _ operation: String, note: String = "", _ shapes: [[Int]], operands: [String]? = nil,
    constants: [String: Constant] = [:], attributes: [String: StoredAttribute] = [:],
    numbers: Numbers = .normal, outputs: Int = 1, opset: Int = 24
  ) {
    (self.operation, self.note, self.shapes) = (operation, note, shapes)
    (self.operands, self.constants, self.attributes) = (operands, constants, attributes)
    (self.numbers, self.outputs, self.opset) = (numbers, outputs, opset)
  }

  var testDescription: String { note.isEmpty ? operation : "\(operation), \(note)" }

  private var letters: [String] { shapes.indices.map { ["a", "b", "c"][$0] } }
  private var count: Int { shapes.reduce(0) { $0 + $1.reduce(1, *) } }

  /// The image: one row of all numbers that vary.
  func image(_ random: inout Random) throws -> Tensor {
    var values = (0..<count).map { _ in random.normal() }
    switch numbers {
    case .normal: break
    case .positive: values = values.map { _ in 1 + random.uniform() }
    case .apart:
      let places = (0..<count).shuffled(using: &random)
      values = places.map { 0.15 * Float($0 - count / 2) + 0.07 }
    }
    return Tensor(shape: try #require(Shape([1, count])), values: values)
  }

  /// The network: image -> operands -> operator -> all outputs in one row -> a product of matrices.
  func network(_ random: inout Random) throws -> Network {
    var nodes: [StoredNode] = []
    func add(
      _ operation: String, _ inputs: [String], _ outputs: [String],
      _ attributes: [String: StoredAttribute] = [:], domain: String = ""
    ) {
      nodes.append(
        StoredNode(
          name: outputs[0], operation: operation, domain: domain, inputs: inputs,
          outputs: outputs, attributes: attributes))
    }
    func constant(_ name: String, _ values: StoredAttribute, shape: [Int]?) {
      let isInteger = if case .ints = values { true } else { false }
      let key = isInteger ? "value_ints" : "value_floats"
      guard let shape else { return add("Constant", [], [name], [key: values]) }
      add("Constant", [], ["\(name).flat"], [key: values])
      add("Constant", [], ["\(name).shape"], ["value_ints": .ints(shape)])
      add("Reshape", ["\(name).flat", "\(name).shape"], [name])
    }
    add("Constant", [], ["parts"], ["value_ints": .ints(shapes.map { $0.reduce(1, *) })])
    add("Split", ["image", "parts"], letters.map { "\($0).flat" }, ["axis": .int(1)])
    for (letter, shape) in zip(letters, shapes) {
      add("Constant", [], ["\(letter).shape"], ["value_ints": .ints(shape)])
      add("Reshape", ["\(letter).flat", "\(letter).shape"], [letter])
    }
    for (name, value) in constants.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .weight(let shape):
        constant(
          name, .floats((0..<shape.reduce(1, *)).map { _ in random.normal() }), shape: shape)
      case .positive(let shape):
        constant(
          name, .floats((0..<shape.reduce(1, *)).map { _ in 1 + random.uniform() }), shape: shape)
      case .float(let value): add("Constant", [], [name], ["value_float": .float(value)])
      case .floats(let values): constant(name, .floats(values), shape: nil)
      case .ints(let values, let shape): constant(name, .ints(values), shape: shape)
      }
    }
    let parts = operation.split(separator: ".")
    let given = (0..<outputs).map { "y\($0)" }
    add(
      String(parts.last ?? ""), operands ?? letters, given, attributes,
      domain: parts.dropLast().joined(separator: "."))
    add("Constant", [], ["row"], ["value_ints": .ints([1, -1])])
    for name in given { add("Reshape", [name, "row"], ["\(name).row"]) }
    add("Concat", given.map { "\($0).row" }, ["all"], ["axis": .int(1)])
    let probe = try Network(
      model: model(
        nodes: nodes + [
          StoredNode(name: "", operation: "Identity", inputs: ["all"], outputs: ["out"])
        ]))
    var zeros = random
    let size = try probe.forward(image(&zeros), to: .logits).shape[1]
    constant("last", .floats((0..<size * 3).map { _ in random.normal() }), shape: [size, 3])
    add("MatMul", ["all", "last"], ["out"])
    return try Network(model: model(nodes: nodes))
  }

  private func model(nodes: [StoredNode]) -> StoredModel {
    StoredModel(
      format: .onnx, path: "made.onnx", tensors: [],
      graph: StoredGraph(
        nodes: nodes, inputs: [StoredValue(name: "image", extents: [nil, count])],
        outputs: [StoredValue(name: "out", extents: [])], opset: opset))
  }
}

/// SplitMix64, whose numbers are the same everywhere.
struct Random: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Between -0.5 and 0.5.
  mutating func uniform() -> Float { Float(next() >> 40) / 16_777_216 - 0.5 }

  /// Nearly normally distributed: a sum of twelve uniform numbers.
  mutating func normal() -> Float { (0..<12).reduce(0) { sum, _ in sum + uniform() } }
}
