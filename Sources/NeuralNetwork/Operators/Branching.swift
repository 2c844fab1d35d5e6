import Formats
import LinearAlgebra

extension OperatorTable {
  static let branchingEntries = [
    Entry("If", opset: 1, limits: "values of one type in both branches") {
      node throws(OperatorFault) in try Branching(node)
    }
  ]
}

/// What one of two branches gives (ONNX `If`).
///
/// Its operands are the condition, what the branch gives that is taken when it holds, and what the
/// other gives; what was not computed is missing among them.
struct Branching: Operator {
  private let count: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    count = node.outputs.count
    guard node.inputs.count == 1 + 2 * count else { throw OperatorFault("it lacks a branch") }
  }

  var choosesElements: Bool { true }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    var shapes: [Shape] = []
    if try inputs.required(0, "the condition").value != nil {
      let first = try firstOperand(inputs.map { $0?.value })
      for index in 0..<count { shapes.append(try inputs.shape(first + index, "a branch's output")) }
      return shapes
    }
    // Where the shapes of one branch can't be told, it can't be run.
    for index in 1...count {
      let (first, second) = (inputs.optional(index), inputs.optional(count + index))
      guard let shape = first?.shape ?? second?.shape, shape == second?.shape ?? shape else {
        throw OperatorFault("its branches give other shapes")
      }
      shapes.append(shape)
    }
    return shapes
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let first = try firstOperand(inputs)
    var values: [Value] = []
    for index in 0..<count { values.append(try inputs.value(first + index, "a branch's output")) }
    return values
  }

  /// The place of the first output of the branch that is taken.
  func firstOperand(_ inputs: [Value?]) throws(OperatorFault) -> Int {
    let condition = try inputs.value(0, "the condition")
    guard condition.shape.count == 1 else { throw OperatorFault("its condition is not one value") }
    return condition.isTrue ? 1 : 1 + count
  }
}

extension Value {
  /// Whether the first element is other than 0.
  var isTrue: Bool {
    switch self {
    case .floats(let tensor): tensor.values.first != 0
    case .blocked(let maps): maps.values.first != 0
    case .integers(let tensor): tensor.values.first != 0
    }
  }
}
