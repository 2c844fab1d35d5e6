internal import CKernels
import LinearAlgebra

/// Elements of an array read in another order: element `index` of the view lies at
/// `offset + sum of index * strides`.
package struct StridedView {
  /// The extents of the view's axes.
  let shape: Shape
  /// For each axis, how far one step moves in the array; 0 repeats, a negative one runs backwards.
  let strides: [Int]
  /// Where the view's first element lies.
  let offset: Int

  init(shape: Shape, strides: [Int], offset: Int = 0) {
    self.shape = shape
    self.strides = strides
    self.offset = offset
  }

  /// How far one step along each axis of a row-major array moves.
  static func rowMajorStrides(_ extents: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: extents.count)
    for axis in extents.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }

  /// An array with its axes in another order.
  static func transposing(_ shape: Shape, _ order: [Int]) -> StridedView? {
    let strides = rowMajorStrides(shape.extents)
    return Shape(order.map { shape[$0] }).map {
      StridedView(shape: $0, strides: order.map { strides[$0] })
    }
  }

  /// An array repeated along its axes of one element, and along axes before its first, to fill a
  /// shape (ONNX *Broadcasting*).
  static func broadcasting(_ operand: Shape, to shape: Shape) -> StridedView {
    let own = rowMajorStrides(operand.extents)
    var strides = [Int](repeating: 0, count: shape.rank)
    for axis in operand.extents.indices where operand[axis] != 1 {
      strides[axis + shape.rank - operand.rank] = own[axis]
    }
    return StridedView(shape: shape, strides: strides)
  }

  /// Where each row along the view's last axis begins in the array, in row-major order.
  var rowStarts: RowStarts { RowStarts(view: self) }

  /// The same elements with neighbouring axes that lie as one made one, for long inner loops.
  private var merged: StridedView {
    var (extents, steps): ([Int], [Int]) = ([], [])
    for (extent, step) in zip(shape.extents, strides) where extent != 1 {
      if let last = steps.last, last == step * extent {
        extents[extents.count - 1] *= extent
        steps[steps.count - 1] = step
      } else {
        extents.append(extent)
        steps.append(step)
      }
    }
    guard !extents.isEmpty, let merged = Shape(extents) else {
      return StridedView(shape: shape, strides: strides, offset: offset)
    }
    return StridedView(shape: merged, strides: steps, offset: offset)
  }

  /// The view's elements in row-major order.
  func elements<Element: BitwiseCopyable & Sendable>(of array: [Element]) -> [Element] {
    guard shape.count > 0 else { return [] }
    let view = merged
    guard view.shape.rank > 0 else { return [array[offset]] }
    if let elements = view.transposed(array) { return elements }
    let width = view.shape[view.shape.rank - 1]
    let step = view.strides[view.shape.rank - 1]
    return unsafe [Element](rows: shape.count / width, of: width) { target, rows in
      unsafe array.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        var starts = RowStarts(view: view, from: rows.lowerBound)
        for row in 0..<rows.count {
          guard let start = starts.next() else { return }
          let (to, from) = unsafe (target + row * width, base + start)
          if step == 1 {
            unsafe to.update(from: from, count: width)
          } else {
            for column in 0..<width { unsafe to[column] = from[column * step] }
          }
        }
      }
    }
  }

  /// The elements where the last two axes are a matrix whose transpose lies in the array; else nil.
  private func transposed<Element: BitwiseCopyable & Sendable>(_ array: [Element]) -> [Element]? {
    let rank = shape.rank
    guard rank >= 2, MemoryLayout<Element>.size == MemoryLayout<Float>.size,
      strides[rank - 2] == 1, strides[rank - 1] > 1
    else { return nil }
    // A few rows of the result at a time.
    let (rows, width, step) = (shape[rank - 2], shape[rank - 1], strides[rank - 1])
    let starts = StridedView(
      shape: Shape(shape.extents.dropLast()) ?? shape, strides: strides.dropLast(), offset: offset)
    return unsafe [Element](rows: shape.count / width, of: width) { target, range in
      unsafe array.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        var matrices = RowStarts(view: starts, from: range.lowerBound / rows)
        var row = range.lowerBound
        while row < range.upperBound, let start = matrices.next() {
          let first = row % rows
          let count = min(rows - first, range.upperBound - row)
          unsafe (target + (row - range.lowerBound) * width)
            .withMemoryRebound(to: Float.self, capacity: count * width) { target in
              unsafe (base + start + first)
                .withMemoryRebound(to: Float.self, capacity: 1) { source in
                  unsafe kernel_transpose(target, width, source, step, width, count)
                }
            }
          row += count
        }
      }
    }
  }
}

/// The places in an array at which the rows of a view begin.
struct RowStarts: Sequence, IteratorProtocol {
  private let extents: ArraySlice<Int>
  private let strides: [Int]
  private var index: [Int]
  private var start: Int
  private var left: Int

  /// The rows from one on.
  init(view: StridedView, from first: Int = 0) {
    extents = view.shape.extents.dropLast()
    strides = view.strides
    index = [Int](repeating: 0, count: extents.count)
    start = view.offset
    left = view.shape.count == 0 ? 0 : extents.reduce(1, *) - first
    guard left > 0 else { return }
    var rest = first
    for axis in extents.indices.reversed() {
      (rest, index[axis]) = rest.quotientAndRemainder(dividingBy: extents[axis])
      start += index[axis] * strides[axis]
    }
  }

  mutating func next() -> Int? {
    guard left > 0 else { return nil }
    left -= 1
    let current = start
    for axis in extents.indices.reversed() {
      index[axis] += 1
      start += strides[axis]
      guard index[axis] == extents[axis] else { break }
      index[axis] = 0
      start -= strides[axis] * extents[axis]
    }
    return current
  }
}

extension Value {
  /// Its elements read in another order.
  func viewed(by view: StridedView) -> Value {
    switch plain {
    case .floats(let tensor):
      .floats(Tensor(shape: view.shape, values: view.elements(of: tensor.values)))
    case .integers(let tensor):
      .integers(IntegerTensor(shape: view.shape, values: view.elements(of: tensor.values)))
    case .blocked(let maps): .blocked(maps)
    }
  }
}
