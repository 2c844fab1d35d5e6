internal import CKernels
import Formats
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

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let input = try inputs.shape(0, "the input")
    _ = try input.axis(axis)
    return [input]
  }

  func mixes(along axis: Int, of shape: Shape, operand: Int) -> Bool {
    guard let first = try? shape.axis(self.axis) else { return true }
    return coercesToMatrix ? axis >= first : axis == first
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
    let isLogarithm: Int32 = isLogarithm ? 1 : 0
    // The axis becomes the last one meanwhile.
    let blocks = Shape([shape.count(of: 0..<first), extent, inner])
    let columns = Shape([shape.count(of: 0..<first), inner, extent])
    let order = [0, 2, 1]
    if inner > 1, let view = blocks.flatMap({ StridedView.transposing($0, order) }) {
      tensor.values = view.elements(of: tensor.values)
    }
    tensor.values.changeInParallel(rowsOf: extent) { values, _ in
      unsafe values.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        for row in stride(from: 0, to: buffer.count, by: extent) {
          unsafe kernel_softmax(base + row, base + row, extent, isLogarithm)
        }
      }
    }
    if inner > 1, let view = columns.flatMap({ StridedView.transposing($0, order) }) {
      tensor.values = view.elements(of: tensor.values)
    }
    return [.floats(tensor)]
  }
}
