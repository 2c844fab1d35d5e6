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

  /// The view's elements in row-major order.
  func elements<Element>(of array: [Element]) -> [Element] {
    guard shape.count > 0 else { return [] }
    guard shape.rank > 0 else { return [array[offset]] }
    let width = shape[shape.rank - 1]
    let step = strides[shape.rank - 1]
    var elements: [Element] = []
    elements.reserveCapacity(shape.count)
    let source = array.span
    for start in rowStarts {
      if step == 1 {
        let run = source.extracting(start..<start + width)
        for index in run.indices { elements.append(run[index]) }
      } else {
        for column in 0..<width { elements.append(source[start + column * step]) }
      }
    }
    return elements
  }
}

/// The places in an array at which the rows of a view begin.
struct RowStarts: Sequence, IteratorProtocol {
  private let extents: ArraySlice<Int>
  private let strides: [Int]
  private var index: [Int]
  private var start: Int
  private var left: Int

  init(view: StridedView) {
    extents = view.shape.extents.dropLast()
    strides = view.strides
    index = [Int](repeating: 0, count: extents.count)
    start = view.offset
    left = view.shape.count == 0 ? 0 : extents.reduce(1, *)
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
    switch self {
    case .floats(let tensor):
      .floats(Tensor(shape: view.shape, values: view.elements(of: tensor.values)))
    case .integers(let tensor):
      .integers(IntegerTensor(shape: view.shape, values: view.elements(of: tensor.values)))
    }
  }
}
