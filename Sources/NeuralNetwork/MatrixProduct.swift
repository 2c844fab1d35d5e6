import LinearAlgebra

/// A product of matrices, or of stacks of matrices whose outer axes broadcast (`numpy.matmul`).
struct MatrixProduct {
  /// The shape of the product.
  let shape: Shape
  private let rows: Int
  private let inner: Int
  private let columns: Int
  private let transposingA: Bool
  private let transposingB: Bool
  /// Where each matrix of a stack begins, counted in matrices.
  private let stackA: StridedView
  private let stackB: StridedView

  /// A product of given factors; one of a single axis is a row on the left, a column on the right.
  init(
    _ a: Shape, transposingA: Bool = false, _ b: Shape, transposingB: Bool = false
  ) throws(OperatorFault) {
    guard a.rank > 0, b.rank > 0 else { throw OperatorFault("a factor is a single number") }
    let left = a.rank == 1 ? [1] + a.extents : a.extents
    let right = b.rank == 1 ? b.extents + [1] : b.extents
    let (m, n) = (left.count, right.count)
    rows = left[transposingA ? m - 1 : m - 2]
    inner = left[transposingA ? m - 2 : m - 1]
    columns = right[transposingB ? n - 2 : n - 1]
    guard let outerA = Shape(Array(left.dropLast(2))), let outerB = Shape(Array(right.dropLast(2))),
      let outer = outerA.broadcast(with: outerB), inner == right[transposingB ? n - 1 : n - 2],
      let shape = Shape(
        outer.extents + (a.rank == 1 ? [] : [rows]) + (b.rank == 1 ? [] : [columns]))
    else {
      throw OperatorFault("factors of \(a) and \(b) do not fit")
    }
    self.shape = shape
    (self.transposingA, self.transposingB) = (transposingA, transposingB)
    let extents = Shape(outer.extents + [1]) ?? outer
    stackA = StridedView.broadcasting(Shape(outerA.extents + [1]) ?? outerA, to: extents)
    stackB = StridedView.broadcasting(Shape(outerB.extents + [1]) ?? outerB, to: extents)
  }

  /// The product, row-major.
  func multiply(_ a: [Float], _ b: [Float]) -> [Float] {
    var product = [Float](repeating: 0, count: shape.count)
    guard shape.count > 0 else { return product }
    var result = product.mutableSpan
    // One weight for all: the rows of the stack are rows of one matrix.
    let isOneWeight = !transposingA && b.count == inner * columns
    let height = isOneWeight ? shape.count / columns : rows
    let (sizeA, sizeB, size) = (height * inner, inner * columns, height * columns)
    let starts = isOneWeight ? [(0, 0)] : Array(zip(stackA.rowStarts, stackB.rowStarts))
    for (matrix, start) in starts.enumerated() {
      var target = result._mutatingExtracting(matrix * size..<(matrix + 1) * size)
      LinearAlgebra.multiply(
        a.span.extracting(start.0 * sizeA..<(start.0 + 1) * sizeA), transposingA: transposingA,
        b.span.extracting(start.1 * sizeB..<(start.1 + 1) * sizeB), transposingB: transposingB,
        into: &target, rows: height, inner: inner, columns: columns)
    }
    return product
  }
}
