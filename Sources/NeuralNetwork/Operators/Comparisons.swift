import Formats
import LinearAlgebra

extension OperatorTable {
  static let comparisonEntries = [
    Entry("Equal", opset: 7) { _ throws(OperatorFault) in
      Comparison(floats: { $0 == $1 }, integers: { $0 == $1 })
    },
    Entry("Greater", opset: 7) { _ throws(OperatorFault) in
      Comparison(floats: { $0 > $1 }, integers: { $0 > $1 })
    },
    Entry("GreaterOrEqual", opset: 12) { _ throws(OperatorFault) in
      Comparison(floats: { $0 >= $1 }, integers: { $0 >= $1 })
    },
    Entry("Less", opset: 7) { _ throws(OperatorFault) in
      Comparison(floats: { $0 < $1 }, integers: { $0 < $1 })
    },
    Entry("LessOrEqual", opset: 12) { _ throws(OperatorFault) in
      Comparison(floats: { $0 <= $1 }, integers: { $0 <= $1 })
    },
    Entry("And", opset: 7) { _ throws(OperatorFault) in
      Comparison(floats: { $0 != 0 && $1 != 0 }, integers: { $0 != 0 && $1 != 0 })
    },
    Entry("Or", opset: 7) { _ throws(OperatorFault) in
      Comparison(floats: { $0 != 0 || $1 != 0 }, integers: { $0 != 0 || $1 != 0 })
    },
    Entry("Not", opset: 1) { _ throws(OperatorFault) in Negation() },
    Entry("Where", opset: 9) { _ throws(OperatorFault) in Choice() },
  ]
}

/// A truth value for each pair of elements, with multidirectional broadcasting.
struct Comparison: Operator {
  private let floats: @Sendable ([Float], [Float], ElementPairs) -> [Int]
  private let integers: @Sendable ([Int], [Int], ElementPairs) -> [Int]

  @inline(__always) init(
    floats: @escaping @Sendable (Float, Float) -> Bool,
    integers: @escaping @Sendable (Int, Int) -> Bool
  ) {
    self.floats = { a, b, pairs in pairs.map(a, b) { floats($0, $1) ? 1 : 0 } }
    self.integers = { a, b, pairs in pairs.map(a, b) { integers($0, $1) ? 1 : 0 } }
  }

  var isElementwise: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    [try inputs.broadcastShape(of: 0, 1)]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let a = try inputs.value(0, "the first operand")
    let b = try inputs.value(1, "the second operand")
    let pairs = ElementPairs(a.shape, b.shape, shape: shapes[0])
    switch (a, b) {
    case (.floats(let a), .floats(let b)):
      return [.integers(IntegerTensor(shape: shapes[0], values: floats(a.values, b.values, pairs)))]
    case (.integers(let a), .integers(let b)):
      return [
        .integers(IntegerTensor(shape: shapes[0], values: integers(a.values, b.values, pairs)))
      ]
    default: throw OperatorFault("its operands are of two types")
    }
  }
}

/// The opposite of each truth value (ONNX `Not`).
struct Negation: Operator {
  var isElementwise: Bool { true }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    guard case .integers(let tensor) = try inputs.value(0, "the input") else {
      throw OperatorFault("its input is no truth value")
    }
    return [
      .integers(IntegerTensor(shape: tensor.shape, values: tensor.values.map { $0 == 0 ? 1 : 0 }))
    ]
  }
}

/// Elements of one operand where a condition holds, of another elsewhere (ONNX `Where`).
struct Choice: Operator {
  var choosesElements: Bool { true }

  var isElementwise: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    [try inputs.broadcastShape(of: 0, 1, 2)]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let shape = shapes[0]
    guard case .integers(let condition) = try inputs.value(0, "the condition") else {
      throw OperatorFault("its condition is no truth value")
    }
    let isTrue = StridedView.broadcasting(condition.shape, to: shape).elements(of: condition.values)
    let x = try inputs.value(1, "the first choice")
    let y = try inputs.value(2, "the second choice")
    switch (
      x.viewed(by: .broadcasting(x.shape, to: shape)),
      y.viewed(by: .broadcasting(y.shape, to: shape))
    ) {
    case (.floats(let x), .floats(let y)):
      return [.floats(Tensor(shape: shape, values: choose(isTrue, x.values, y.values)))]
    case (.integers(let x), .integers(let y)):
      return [.integers(IntegerTensor(shape: shape, values: choose(isTrue, x.values, y.values)))]
    default: throw OperatorFault("its choices are of two types")
    }
  }

  private func choose<Element>(_ isTrue: [Int], _ x: [Element], _ y: [Element]) -> [Element] {
    isTrue.indices.map { isTrue[$0] != 0 ? x[$0] : y[$0] }
  }
}
