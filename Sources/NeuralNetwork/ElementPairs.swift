import LinearAlgebra

/// Which elements of two operands meet in each element of a result (ONNX *Broadcasting*).
struct ElementPairs {
  private let first: StridedView
  private let second: StridedView

  /// Pairs for operands that broadcast to a shape.
  init(_ a: Shape, _ b: Shape, shape: Shape) {
    let wide = (StridedView.broadcasting(a, to: shape), StridedView.broadcasting(b, to: shape))
    // Neighbouring axes along which both operands go on as one become one, for long inner loops.
    var extents: [Int] = []
    var strides: [(Int, Int)] = []
    for axis in shape.extents.indices where shape[axis] != 1 {
      let step = (wide.0.strides[axis], wide.1.strides[axis])
      if let last = strides.last, let extent = extents.last,
        last.0 == step.0 * shape[axis], last.1 == step.1 * shape[axis]
      {
        extents[extents.count - 1] = extent * shape[axis]
        strides[strides.count - 1] = step
      } else {
        extents.append(shape[axis])
        strides.append(step)
      }
    }
    let merged = Shape(extents.isEmpty ? [1] : extents) ?? shape
    if strides.isEmpty { strides = [(1, 1)] }
    first = StridedView(shape: merged, strides: strides.map(\.0))
    second = StridedView(shape: merged, strides: strides.map(\.1))
  }

  /// The function of each pair, in the result's row-major order.
  @inline(__always) func map<Element, Result>(
    _ a: [Element], _ b: [Element], _ combine: (Element, Element) -> Result
  ) -> [Result] {
    let count = first.shape.count
    guard count > 0 else { return [] }
    let width = first.shape[first.shape.rank - 1]
    let steps = (first.strides[first.shape.rank - 1], second.strides[second.shape.rank - 1])
    return [Result](capacity: count) { output in
      let (a, b) = (a.span, b.span)
      for (i, j) in zip(first.rowStarts, second.rowStarts) {
        switch steps {
        case (1, 1):
          let x = a.extracting(i..<i + width)
          let y = b.extracting(j..<j + width)
          for index in x.indices { output.append(combine(x[index], y[index])) }
        case (1, 0):
          let x = a.extracting(i..<i + width)
          let y = b[j]
          for index in x.indices { output.append(combine(x[index], y)) }
        case (0, 1):
          let x = a[i]
          let y = b.extracting(j..<j + width)
          for index in y.indices { output.append(combine(x, y[index])) }
        default:
          for index in 0..<width {
            output.append(combine(a[i + index * steps.0], b[j + index * steps.1]))
          }
        }
      }
    }
  }
}
