import Formats
private import Glibc
import LinearAlgebra

extension OperatorTable {
  static let softmaxEntries = [
    Entry("Softmax", opset: 1) { node throws(OperatorFault) in
      Softmax(axis: try node.int("axis", default: 1), coercesToMatrix: true)
    },
    Entry("Softmax", opset: 13) { node throws(OperatorFault) in
      Softmax(axis: try node.int("axis", default: -1))
    },
    Entry("LogSoftmax", opset: 1) { node throws(OperatorFault) in
      Softmax(axis: try node.int("axis", default: 1), coercesToMatrix: true, isLogarithm: true)
    },
    Entry("LogSoftmax", opset: 13) { node throws(OperatorFault) in
      Softmax(axis: try node.int("axis", default: -1), isLogarithm: true)
    },
  ]
}

/// Exponentials scaled to sum to one along an axis, or their logarithms (ONNX `Softmax`,
/// `LogSoftmax`).
///
/// Before opset 13 all axes from the given one on count as one.
struct Softmax: Operator {
  let axis: Int
  var coercesToMatrix = false
  var isLogarithm = false

  func outputShapes(_ inputs: [Forecast?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    _ = try input.axis(axis)
    return [input]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    var tensor = try inputs.takeTensor(0, "the input")
    let shape = tensor.shape
    let first = try shape.axis(axis)
    let inner = coercesToMatrix ? 1 : shape.count(of: first + 1..<shape.rank)
    guard shape.count > 0 else { return [.floats(tensor)] }
    let extent = shape.count(of: first..<shape.rank) / inner
    for run in 0..<shape.count / extent {
      let start = run / inner * extent * inner + run % inner
      let places = stride(from: start, to: start + extent * inner, by: inner)
      let largest = places.reduce(-Float.infinity) { max($0, tensor.values[$1]) }
      let sum = places.reduce(0.0) { $0 + exp(Double(tensor.values[$1] - largest)) }
      for place in places {
        let distance = Double(tensor.values[place] - largest)
        tensor.values[place] = Float(isLogarithm ? distance - log(sum) : exp(distance) / sum)
      }
    }
    return [.floats(tensor)]
  }
}
