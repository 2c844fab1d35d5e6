import Formats
import LinearAlgebra

extension OperatorTable {
  static let reshapingEntries = [
    Entry(name: "Flatten", opset: 1) { node throws(OperatorFault) in try Flattening(node) }
  ]
}

/// Two axes out of many: those before `axis`, and the rest (ONNX `Flatten`).
struct Flattening: Operator {
  private let axis: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    axis = try node.int("axis", default: 1)
  }

  func outputShapes(_ inputs: [Shape?]) throws(OperatorFault) -> [Shape] {
    let input: Shape = try inputs.required(0, "the input")
    let split = axis < 0 ? axis + input.rank : axis
    guard (0...input.rank).contains(split),
      let shape = Shape([
        input.extents[..<split].reduce(1, *), input.extents[split...].reduce(1, *),
      ])
    else { throw OperatorFault("axis \(axis) is not one of an input of \(input)") }
    return [shape]
  }

  func forward(_ inputs: inout [Tensor?]) throws(OperatorFault) -> [Tensor] {
    let input: Tensor = try inputs.required(0, "the input")
    return [Tensor(shape: try outputShapes([input.shape])[0], values: input.values)]
  }
}
