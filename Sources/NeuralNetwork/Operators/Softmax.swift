import Formats
private import Glibc
import LinearAlgebra

extension OperatorTable {
  static let softmaxEntries = [
    Entry(name: "Softmax", opset: 1) { node throws(OperatorFault) in
      try Softmax(axis: node.int("axis", default: 1), coercesToMatrix: true)
    },
    Entry(name: "Softmax", opset: 13) { node throws(OperatorFault) in
      try Softmax(axis: node.int("axis", default: -1), coercesToMatrix: false)
    },
  ]
}

/// Exponentials scaled to sum to one along an axis (ONNX `Softmax`).
///
/// Before opset 13 all axes from the given one on count as one.
struct Softmax: Operator {
  let axis: Int
  let coercesToMatrix: Bool

  func outputShapes(_ inputs: [Shape?]) throws(OperatorFault) -> [Shape] {
    [try inputs.required(0, "the input")]
  }

  func forward(_ inputs: inout [Tensor?]) throws(OperatorFault) -> [Tensor] {
    var tensor: Tensor = try inputs.required(0, "the input")
    inputs[0] = nil
    let shape = tensor.shape
    let first = axis < 0 ? axis + shape.rank : axis
    guard shape.extents.indices.contains(first) else {
      throw OperatorFault("axis \(axis) is not one of an input of \(shape)")
    }
    let inner = coercesToMatrix ? 1 : shape.extents[(first + 1)...].reduce(1, *)
    let extent = shape.extents[first...].reduce(1, *) / max(1, inner)
    guard shape.count > 0 else { return [tensor] }
    for run in 0..<shape.count / extent {
      let start = run / inner * extent * inner + run % inner
      let places = stride(from: start, to: start + extent * inner, by: inner)
      let largest = places.reduce(-Float.infinity) { max($0, tensor.values[$1]) }
      var sum = 0.0
      for place in places {
        let value = exp(Double(tensor.values[place] - largest))
        tensor.values[place] = Float(value)
        sum += value
      }
      for place in places { tensor.values[place] = Float(Double(tensor.values[place]) / sum) }
    }
    return [tensor]
  }
}
