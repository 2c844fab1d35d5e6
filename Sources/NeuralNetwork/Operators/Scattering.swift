import Formats
import LinearAlgebra

/// An operand with some of its slices replaced, or combined with others (ONNX `ScatterND`).
struct Scattering: Operator {
  enum Combination: String {
    case replace = "none"
    case add
    case multiply = "mul"
    case max, min
  }

  let combination: Combination

  init(_ node: StoredNode) throws(OperatorFault) {
    let word = try node.string("reduction", default: "none")
    guard let combination = Combination(rawValue: word) else {
      throw OperatorFault("reduction \(word) is not known")
    }
    self.combination = combination
  }

  /// Indices may name images by their places.
  func mixes(along axis: Int, of shape: Shape, operand: Int) -> Bool { true }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    guard case .integers(let indices) = try inputs.value(1, "indices") else {
      throw OperatorFault("indices are no whole numbers")
    }
    let starts = try starts(indices, in: shapes[0])
    switch (try inputs.value(0, "the input"), try inputs.value(2, "the updates")) {
    case (.floats(var target), .floats(let updates)):
      try scatter(updates.values, into: &target.values, at: starts, ofFloats)
      return [.floats(target)]
    case (.integers(var target), .integers(let updates)):
      try scatter(updates.values, into: &target.values, at: starts, ofIntegers)
      return [.integers(target)]
    default: throw OperatorFault("its operands are of two types")
    }
  }

  /// Where each slice that is named begins.
  func starts(_ indices: IntegerTensor, in shape: Shape) throws(OperatorFault) -> [Int] {
    guard let depth = indices.shape.extents.last, depth > 0, depth <= shape.rank else {
      throw OperatorFault("indices of \(indices.shape) do not fit an input of \(shape)")
    }
    let strides = StridedView.rowMajorStrides(shape.extents)
    var starts: [Int] = []
    for row in stride(from: 0, to: indices.values.count, by: depth) {
      var start = 0
      for axis in 0..<depth {
        let index = indices.values[row + axis]
        guard index >= -shape[axis], index < shape[axis] else {
          throw OperatorFault("an index is beyond the \(shape[axis]) elements of axis \(axis)")
        }
        start += (index < 0 ? index + shape[axis] : index) * strides[axis]
      }
      starts.append(start)
    }
    return starts
  }

  private func scatter<Element>(
    _ updates: [Element], into target: inout [Element], at starts: [Int],
    _ combine: (Element, Element) -> Element
  ) throws(OperatorFault) {
    let width = starts.isEmpty ? 0 : updates.count / starts.count
    guard updates.count == width * starts.count,
      starts.allSatisfy({ $0 + width <= target.count })
    else { throw OperatorFault("its updates do not fit its indices") }
    for (row, start) in starts.enumerated() {
      for index in 0..<width {
        target[start + index] = combine(target[start + index], updates[row * width + index])
      }
    }
  }

  private var ofFloats: (Float, Float) -> Float {
    switch combination {
    case .replace: { $1 }
    case .add: { $0 + $1 }
    case .multiply: { $0 * $1 }
    case .max: { Swift.max($0, $1) }
    case .min: { Swift.min($0, $1) }
    }
  }

  private var ofIntegers: (Int, Int) -> Int {
    switch combination {
    case .replace: { $1 }
    case .add: { $0 &+ $1 }
    case .multiply: { $0 &* $1 }
    case .max: { Swift.max($0, $1) }
    case .min: { Swift.min($0, $1) }
    }
  }
}
