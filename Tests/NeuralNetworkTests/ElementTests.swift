import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// A node of a small graph, which gives the next value.
struct Part {
  let operation: String
  var inputs: [String] = []
  var attributes: [String: StoredAttribute] = [:]
}

/// What a graph of some nodes gives for `x`.
///
/// Each gives the value of its number, from 1 on, and takes the one before unless it says otherwise.
/// The last is negated twice, so that it is no score.
func output(
  _ parts: [Part], _ x: Tensor, constants: [String: Tensor] = [:], opset: Int = 20
) throws -> Tensor {
  var nodes = parts.enumerated().map { index, part in
    StoredNode(
      name: "", operation: part.operation,
      inputs: part.inputs.isEmpty ? [index == 0 ? "x" : "\(index)"] : part.inputs,
      outputs: ["\(index + 1)"], attributes: part.attributes)
  }
  nodes.append(
    StoredNode(name: "", operation: "Neg", inputs: ["\(parts.count)"], outputs: ["y"]))
  let graph = StoredGraph(
    nodes: nodes,
    inputs: [
      StoredValue(name: "x", extents: [nil] + x.shape.extents.dropFirst().map(Optional.init))
    ],
    outputs: [StoredValue(name: "y", extents: [])], opset: opset)
  let network = try Network(
    model: StoredModel(
      format: .onnx, path: "elements.onnx",
      tensors: constants.map { try StoredTensor(name: $0, tensor: $1) }, graph: graph))
  let y = try network.forward(x, to: .logits)
  return Tensor(shape: y.shape, values: y.values.map { -$0 })
}

func tensor(_ extents: [Int], _ value: (Int) -> Float) throws -> Tensor {
  let shape = try #require(Shape(extents))
  return Tensor(shape: shape, values: (0..<shape.count).map(value))
}

/// Numbers without a pattern, from -4 to 4.
func noise(_ index: Int) -> Float {
  Float(truncatingIfNeeded: UInt32(truncatingIfNeeded: (index &+ 1) &* 2_654_435_761) >> 8)
}

extension Float {
  fileprivate init(truncatingIfNeeded bits: UInt32) { self = Float(bits) / Float(1 << 21) - 4 }

  /// Whether two are the same number, or both none.
  func isSame(_ other: Float) -> Bool { self == other || isNaN && other.isNaN }
}

/// Functions of single elements, against what they are in double.
@Suite struct ElementTests {
  /// A function, what it is, and by how many units in the last place it may be off.
  struct Function: CustomStringConvertible, Sendable {
    let description: String
    let attributes: [String: StoredAttribute]
    let ulps: Double
    let truth: @Sendable (Double) -> Double

    init(
      _ name: String, _ attributes: [String: StoredAttribute] = [:], ulps: Double = 3,
      _ truth: @escaping @Sendable (Double) -> Double
    ) {
      (description, self.attributes, self.ulps, self.truth) = (name, attributes, ulps, truth)
    }
  }

  private static func logistic(_ x: Double) -> Double {
    x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x))
  }

  static let functions = [
    Function("Exp") { exp($0) }, Function("Sigmoid") { logistic($0) },
    // The logistic function is rounded first, which counts where it is below the normal numbers.
    Function("Swish", ulps: 60) { $0 * logistic($0) },
    Function("Swish", ["alpha": .float(1.5)], ulps: 60) { $0 * logistic(1.5 * $0) },
    Function("Tanh") { tanh($0) }, Function("Softplus") { max($0, 0) + log1p(exp(-abs($0))) },
    Function("Mish", ulps: 60) { x in
      let e = exp(-abs(x))
      let above = x < 0 ? e * (e + 2) : 1 + 2 * e
      return x * (above / (above + (x < 0 ? 2 : 2 * e * e)))
    },
    Function("Erf") { erf($0) },
    // The distribution is rounded first, too.
    Function("Gelu", ulps: 10) { $0 / 2 * erfc(-$0 / 2.0.squareRoot()) },
    // The argument's rounding grows with it.
    Function("Gelu", ["approximate": .string("tanh")], ulps: 300) {
      $0 * logistic(2 * (2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))
    },
    Function("Elu", ["alpha": .float(1.5)]) { $0 < 0 ? 1.5 * expm1($0) : $0 },
    Function("Celu", ["alpha": .float(0.5)], ulps: 6) { $0 < 0 ? 0.5 * expm1($0 / 0.5) : $0 },
    Function("Celu", ["alpha": .float(-2)], ulps: 4) { $0 < 0 ? -2 * expm1($0 / -2) : $0 },
    Function("Selu") {
      let (scale, gain) = (Double(Float(1.67326319217681884765625)), 1.05070102214813232421875)
      return Double(Float(gain)) * ($0 <= 0 ? scale * expm1($0) : $0)
    },
    Function("LeakyRelu", ["alpha": .float(0.25)]) { $0 < 0 ? 0.25 * $0 : $0 },
    Function("Relu") { $0 < 0 ? 0 : $0 },
  ]

  /// Every 65,536th float, none and infinities among them.
  @Test(arguments: functions) func aFunctionIsNearTheTruthEverywhere(_ function: Function) throws {
    let x = try tensor([1, 1, 1, 1 << 16]) { Float(bitPattern: UInt32($0) << 16 | 0x1234) }
    let y = try output(
      [Part(operation: function.description, attributes: function.attributes)], x, opset: 24)
    for (given, value) in zip(x.values, y.values) {
      let truth = function.truth(Double(given))
      let rounded = Float(truth)
      let isClose =
        abs(Double(value) - truth) <= function.ulps
        * Double(max(rounded.ulp, .leastNonzeroMagnitude))
      #expect(
        isClose || value.isSame(rounded) || rounded.isInfinite && abs(value) > 3.4e38,
        "of \(given): \(value), not \(truth)")
    }
  }

  @Test func whatIsNotFiniteOrZeroIsAsInIEEE() throws {
    let x = try tensor([1, 1, 1, 5]) { [0, -0.0, .infinity, -.infinity, .nan][$0] }
    func values(_ operation: String, _ attributes: [String: StoredAttribute] = [:]) throws
      -> [Float]
    { try output([Part(operation: operation, attributes: attributes)], x).values }
    let expected: [(String, [Float])] = [
      ("Exp", [1, 1, .infinity, 0, .nan]), ("Sigmoid", [0.5, 0.5, 1, 0, .nan]),
      ("Tanh", [0, -0.0, 1, -1, .nan]), ("Erf", [0, -0.0, 1, -1, .nan]),
      ("Softplus", [log(2), log(2), .infinity, 0, .nan]), ("Elu", [0, -0.0, .infinity, -1, .nan]),
      ("Gelu", [0, -0.0, .infinity, .nan, .nan]), ("Mish", [0, -0.0, .infinity, .nan, .nan]),
      ("HardSigmoid", [0.5, 0.5, 1, 0, .nan]), ("HardSwish", [0, -0.0, .infinity, .nan, .nan]),
      ("Relu", [0, -0.0, .infinity, 0, .nan]),
      ("LeakyRelu", [0, -0.0, .infinity, -.infinity, .nan]),
    ]
    for (operation, truth) in expected {
      for (value, truth) in zip(try values(operation), truth) {
        #expect(value.isSame(truth) && (value.isNaN || value.sign == truth.sign), "\(operation)")
      }
    }
  }

  /// A vector's last elements go through the same arithmetic as those before.
  @Test(arguments: functions) func anElementDoesNotDependOnItsPlace(_ function: Function) throws {
    let part = Part(operation: function.description, attributes: function.attributes)
    let all = try output([part], tensor([1, 1, 1, 100]) { noise($0) }, opset: 24)
    for start in 0..<20 {
      let count = 1 + start * 13 % 37
      let some = try output([part], tensor([1, 1, 1, count]) { noise(start + $0) }, opset: 24)
      #expect(some.values == Array(all.values[start..<start + count]))
    }
  }

  /// Activations as exporters write them out, normalisations, and what is of no use.
  static let chains: [(parts: [Part], opset: Int)] = [
    ([Part(operation: "Sigmoid"), Part(operation: "Mul", inputs: ["x", "1"])], 13),
    ([Part(operation: "Sigmoid"), Part(operation: "Mul", inputs: ["1", "x"])], 13),
    ([Part(operation: "HardSigmoid"), Part(operation: "Mul", inputs: ["x", "1"])], 13),
    (
      [
        Part(operation: "Add", inputs: ["x", "three"]),
        Part(operation: "Clip", inputs: ["1", "zero", "six"]),
        Part(operation: "Div", inputs: ["2", "six"]), Part(operation: "Mul", inputs: ["x", "3"]),
      ], 13
    ),
    (
      [
        Part(operation: "Add", inputs: ["three", "x"]),
        Part(operation: "Clip", attributes: ["min": .float(0), "max": .float(6)]),
        Part(operation: "Mul", inputs: ["x", "2"]), Part(operation: "Div", inputs: ["3", "six"]),
      ], 7
    ),
    (
      [
        Part(operation: "Div", inputs: ["x", "root"]), Part(operation: "Erf"),
        Part(operation: "Add", inputs: ["2", "one"]), Part(operation: "Mul", inputs: ["x", "3"]),
        Part(operation: "Mul", inputs: ["4", "half"]),
      ], 13
    ),
    (
      [
        Part(operation: "Pow", inputs: ["x", "three"]),
        Part(operation: "Mul", inputs: ["1", "tiny"]), Part(operation: "Add", inputs: ["x", "2"]),
        Part(operation: "Mul", inputs: ["3", "root"]), Part(operation: "Tanh"),
        Part(operation: "Add", inputs: ["one", "5"]), Part(operation: "Mul", inputs: ["x", "6"]),
        Part(operation: "Mul", inputs: ["half", "7"]),
      ], 13
    ),
    (
      [
        Part(operation: "Softplus"), Part(operation: "Tanh"),
        Part(operation: "Mul", inputs: ["x", "2"]),
      ], 13
    ),
    (
      [
        Part(operation: "BatchNormalization", inputs: ["x", "s", "b", "m", "v"]),
        Part(operation: "Relu"), Part(operation: "Sub", inputs: ["one", "2"]),
        Part(operation: "BatchNormalization", inputs: ["3", "b", "m", "s", "v"]),
      ], 13
    ),
    (
      [
        Part(operation: "Mul", inputs: ["x", "x"]), Part(operation: "Sqrt"),
        Part(operation: "Sub", inputs: ["2", "x"]),
      ], 13
    ),
    ([Part(operation: "Add", inputs: ["x", "ones"]), Part(operation: "Relu")], 13),
    // Behind a convolution, which they finish.
    (
      [
        Part(operation: "Conv", inputs: ["x", "w"]), Part(operation: "Sigmoid"),
        Part(operation: "Mul", inputs: ["1", "2"]),
      ], 13
    ),
    (
      [
        Part(operation: "Conv", inputs: ["x", "w"]),
        Part(operation: "BatchNormalization", inputs: ["1", "s", "b", "m", "v"]),
        Part(
          operation: "HardSigmoid", attributes: ["alpha": .float(1 / 6), "beta": .float(0.5)]),
        Part(operation: "Mul", inputs: ["3", "2"]), Part(operation: "Relu"),
      ], 13
    ),
    (
      [
        Part(operation: "Conv", inputs: ["x", "w"]), Part(operation: "Add", inputs: ["1", "x"]),
        Part(operation: "LeakyRelu"), Part(operation: "Sigmoid"),
      ], 13
    ),
    ([Part(operation: "Conv", inputs: ["x", "w"]), Part(operation: "Tanh")], 13),
    (
      [
        Part(operation: "Conv", inputs: ["x", "w"]), Part(operation: "Sum", inputs: ["x", "1"]),
        Part(operation: "Relu"),
      ], 13
    ),
    // Two of them, whose sum finishes the one or the other.
    (
      [
        Part(operation: "Conv", inputs: ["x", "w"]), Part(operation: "Conv", inputs: ["x", "w"]),
        Part(operation: "Add", inputs: ["1", "2"]),
        Part(operation: "Softmax", attributes: ["axis": .int(1)]),
      ], 13
    ),
    (
      [
        Part(operation: "Conv", inputs: ["x", "w"]),
        Part(operation: "BatchNormalization", inputs: ["1", "s", "b", "m", "v"]),
        Part(operation: "Conv", inputs: ["2", "w"]),
        Part(operation: "BatchNormalization", inputs: ["1", "m", "s", "b", "v"]),
        Part(operation: "Add", inputs: ["4", "3"]),
      ], 13
    ),
  ]

  private static func constants() throws -> [String: Tensor] {
    var constants: [String: Tensor] = [:]
    let numbers: [(String, Float)] = [
      ("zero", 0), ("one", 1), ("half", 0.5), ("three", 3), ("six", 6), ("root", 1.4142135),
      ("tiny", 0.044715),
    ]
    for (name, value) in numbers { constants[name] = try tensor([]) { _ in value } }
    constants["w"] = try tensor([3, 3, 1, 1]) { noise($0) }
    constants["ones"] = try tensor([1, 1, 1, 1, 1]) { _ in 1 }
    for (place, name) in ["s", "b", "m", "v"].enumerated() {
      constants[name] = try tensor([3]) { 0.5 + Float(place) / 3 + Float($0) }
    }
    return constants
  }

  /// Each is run as one; the numbers are, to the bit, those of its nodes run one by one.
  @Test(arguments: chains.indices) func aChainGivesWhatItsNodesGive(_ index: Int) throws {
    let (parts, opset) = Self.chains[index]
    let constants = try Self.constants()
    for extents in [[2, 3, 5, 7], [1, 3, 91, 127], [5, 3, 1, 1]] {
      let x = try tensor(extents) { $0 == 3 ? .nan : $0 == 4 ? -.infinity : noise($0) }
      let together = try output(parts, x, constants: constants, opset: opset)
      var values = ["x": x]
      for (place, part) in parts.enumerated() {
        let taken = part.inputs.isEmpty ? [place == 0 ? "x" : "\(place)"] : part.inputs
        let computed = taken.filter { constants[$0] == nil }
        let first = try #require(computed.first)
        var alone = part
        alone.inputs = taken.map { $0 == first ? "x" : constants[$0] == nil ? "of \($0)" : $0 }
        var others = constants
        for name in computed where name != first { others["of \(name)"] = values[name] }
        values["\(place + 1)"] = try output(
          [alone], #require(values[first]), constants: others, opset: opset)
      }
      let apart = try #require(values["\(parts.count)"])
      #expect(together.shape == apart.shape)
      #expect(zip(together.values, apart.values).allSatisfy { $0.isSame($1) })
    }
  }

  /// Operands of every kind of broadcasting, small ones and such as several threads share.
  @Test(arguments: ["Add", "Sub", "Mul", "Div"]) func operandsBroadcast(_ operation: String) throws
  {
    let cases: [([Int], [Int])] = [
      ([2, 3, 4, 5], [2, 3, 4, 5]), ([2, 3, 4, 5], [3, 1, 1]), ([2, 3, 4, 5], [2, 3, 1, 1]),
      ([2, 3, 4, 5], [5]), ([2, 3, 4, 5], [4, 1]), ([2, 3, 4, 5], []), ([1, 3, 1, 5], [4, 1]),
      ([2, 1, 1, 5], [3, 4, 1]), ([2, 3, 200, 201], [3, 1, 1]),
      ([2, 3, 200, 201], [2, 3, 200, 201]), ([2, 1, 1, 1], [2, 3, 200, 201]),
    ]
    for (a, b) in cases {
      for isSwapped in [false, true] {
        let (x, other) = (try tensor(a) { noise($0) }, try tensor(b) { noise($0 + 77) })
        let y = try output(
          [Part(operation: operation, inputs: isSwapped ? ["other", "x"] : ["x", "other"])], x,
          constants: ["other": other])
        let rank = max(a.count, b.count)
        func extents(_ own: [Int]) -> [Int] { .init(repeating: 1, count: rank - own.count) + own }
        let shape = zip(extents(a), extents(b)).map { $0 == 1 ? $1 : $0 }
        #expect(y.shape.extents == shape)
        func element(_ tensor: Tensor, _ index: Int) -> Float {
          var (rest, place, step) = (index, 0, 1)
          for (axis, extent) in extents(tensor.shape.extents).enumerated().reversed() {
            place += extent == 1 ? 0 : rest % shape[axis] * step
            step *= extent
            rest /= shape[axis]
          }
          return tensor.values[place]
        }
        let isRight = y.values.indices.allSatisfy { index in
          var (left, right) = (element(x, index), element(other, index))
          if isSwapped { swap(&left, &right) }
          let truth =
            switch operation {
            case "Add": left + right
            case "Sub": left - right
            case "Mul": left * right
            default: left / right
            }
          return y.values[index].isSame(truth)
        }
        #expect(isRight, "\(a) \(b)")
      }
    }
  }
}
