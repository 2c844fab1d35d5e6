internal import CKernels
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

  /// A function of the kernels of each pair, in the result's row-major order.
  func combine(_ operation: kernel_operation, _ a: [Float], _ b: [Float]) -> [Float] {
    let count = first.shape.count
    return unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let target = buffer.baseAddress else { return }
      unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
          unsafe combine(operation, a.baseAddress, b.baseAddress, into: target)
        }
      }
    }
  }

  /// The same in the storage of the first operand.
  /// - Precondition: it has as many elements as the result.
  func combine(_ operation: kernel_operation, into a: inout [Float], _ b: [Float]) {
    unsafe a.withUnsafeMutableBufferPointer { a in
      guard let target = a.baseAddress else { return }
      unsafe b.withUnsafeBufferPointer {
        unsafe combine(operation, target, $0.baseAddress, into: target)
      }
    }
  }

  /// The same in the storage of the second.
  func combine(_ operation: kernel_operation, _ a: [Float], into b: inout [Float]) {
    unsafe b.withUnsafeMutableBufferPointer { b in
      guard let target = b.baseAddress else { return }
      unsafe a.withUnsafeBufferPointer {
        unsafe combine(operation, $0.baseAddress, target, into: target)
      }
    }
  }

  private func combine(
    _ operation: kernel_operation, _ a: UnsafePointer<Float>?, _ b: UnsafePointer<Float>?,
    into target: UnsafeMutablePointer<Float>
  ) {
    guard let a = unsafe a, let b = unsafe b, first.shape.count > 0 else { return }
    let last = first.shape.rank - 1
    let (width, steps) = (first.shape[last], (first.strides[last], second.strides[last]))
    let rows = first.shape.count / width
    let operands = unsafe (
      SharedElements(base: UnsafeMutablePointer(mutating: a)),
      SharedElements(base: UnsafeMutablePointer(mutating: b)), SharedElements(base: target)
    )
    // One long row is cut, so that threads share it.
    let part = rows == 1 ? elementsOfPiece : width
    let parts = (width + part - 1) / part
    inParallel(rows * parts, inPiecesOf: max(1, elementsOfPiece / part)) { range in
      var starts = (
        RowStarts(view: first, from: range.lowerBound / parts),
        RowStarts(view: second, from: range.lowerBound / parts)
      )
      for index in range {
        let from = rows == 1 ? index * part : 0
        guard let i = rows == 1 ? first.offset : starts.0.next(),
          let j = rows == 1 ? second.offset : starts.1.next()
        else { return }
        unsafe kernel_combine(
          operands.2.base + (rows == 1 ? from : index * width), operation,
          operands.0.base + i + from * steps.0, steps.0, operands.1.base + j + from * steps.1,
          steps.1, min(part, width - from))
      }
    }
  }
}
