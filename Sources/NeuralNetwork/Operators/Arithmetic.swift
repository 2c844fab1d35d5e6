import Formats
import LinearAlgebra

extension OperatorTable {
  static let arithmeticEntries = [
    Entry(name: "Add", opset: 7) { _ throws(OperatorFault) in Arithmetic { $0 + $1 } }
  ]
}

/// A function of two elements, with multidirectional broadcasting (ONNX *Broadcasting*).
struct Arithmetic: Operator {
  private let combine: @Sendable (Float, Float) -> Float

  init(_ combine: @escaping @Sendable (Float, Float) -> Float) {
    self.combine = combine
  }

  func outputShapes(_ inputs: [Shape?]) throws(OperatorFault) -> [Shape] {
    [try broadcast(inputs.required(0, "the first operand"), inputs.required(1, "the second"))]
  }

  private func broadcast(_ a: Shape, _ b: Shape) throws(OperatorFault) -> Shape {
    let rank = max(a.rank, b.rank)
    let first = Array(repeating: 1, count: rank - a.rank) + a.extents
    let second = Array(repeating: 1, count: rank - b.rank) + b.extents
    guard zip(first, second).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }),
      let shape = Shape(zip(first, second).map { $0 == 1 ? $1 : $0 })
    else { throw OperatorFault("operands of \(a) and \(b) do not broadcast") }
    return shape
  }

  func forward(_ inputs: inout [Tensor?]) throws(OperatorFault) -> [Tensor] {
    let a: Tensor = try inputs.required(0, "the first operand")
    let b: Tensor = try inputs.required(1, "the second operand")
    let shape = try broadcast(a.shape, b.shape)
    var values = [Float](repeating: 0, count: shape.count)
    let steps = (strides(a.shape, in: shape), strides(b.shape, in: shape))
    var index = [Int](repeating: 0, count: shape.rank)
    var (i, j) = (0, 0)
    for place in values.indices {
      values[place] = combine(a.values[i], b.values[j])
      for axis in shape.extents.indices.reversed() {
        index[axis] += 1
        i += steps.0[axis]
        j += steps.1[axis]
        guard index[axis] == shape[axis] else { break }
        index[axis] = 0
        i -= steps.0[axis] * shape[axis]
        j -= steps.1[axis] * shape[axis]
      }
    }
    return [Tensor(shape: shape, values: values)]
  }

  /// How far one step along each axis of the result moves in an operand: 0 where it is repeated.
  private func strides(_ operand: Shape, in shape: Shape) -> [Int] {
    var stride = 1
    var strides = [Int](repeating: 0, count: shape.rank)
    for (axis, extent) in zip(shape.extents.indices.reversed(), operand.extents.reversed()) {
      strides[axis] = extent == 1 ? 0 : stride
      stride *= extent
    }
    return strides
  }
}
