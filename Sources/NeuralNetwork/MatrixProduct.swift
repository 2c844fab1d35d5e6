internal import CKernels
import LinearAlgebra

/// A product of matrices, or of stacks of matrices whose outer axes broadcast (`numpy.matmul`).
///
/// Each element is summed in one order, whatever matrices and threads there are beside it.
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
  /// How many matrices each factor has.
  private let matricesA: Int
  private let matricesB: Int

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
    (matricesA, matricesB) = (outerA.count, outerB.count)
    (self.transposingA, self.transposingB) = (transposingA, transposingB)
    let extents = Shape(outer.extents + [1]) ?? outer
    stackA = StridedView.broadcasting(Shape(outerA.extents + [1]) ?? outerA, to: extents)
    stackB = StridedView.broadcasting(Shape(outerB.extents + [1]) ?? outerB, to: extents)
  }

  /// How many rows of a matrix a thread takes at a time.
  private static let rowCount = 256
  /// How many multiplications make a piece of work that is worth a thread.
  private static let multiplications = 1 << 20

  /// The product, row-major.
  func multiply(_ a: [Float], _ b: [Float]) -> [Float] {
    guard shape.count > 0, inner > 0 else { return [Float](repeating: 0, count: shape.count) }
    precondition(
      a.count == matricesA * rows * inner && b.count == matricesB * inner * columns,
      "factors have the elements of their shapes")
    // One right factor for all: the rows of the stack are rows of one matrix.
    let isOneFactor = !transposingA && b.count == inner * columns
    let height = isOneFactor ? shape.count / columns : rows
    let starts = isOneFactor ? [(0, 0)] : Array(zip(stackA.rowStarts, stackB.rowStarts))
    let width = Int(kernel_factor_block) / PackedRows.panelColumns * PackedRows.panelColumns
    let down = (height + Self.rowCount - 1) / Self.rowCount
    let across = (columns + width - 1) / width
    let work = min(height, Self.rowCount) * min(columns, width) * inner
    return unsafe [Float](unsafeUninitializedCapacity: shape.count) { buffer, initialized in
      unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let result = buffer.baseAddress
          else { return }
          let operands = unsafe Operands(a: a, b: b, result: result)
          inParallel(
            starts.count * down * across, inPiecesOf: max(1, Self.multiplications / work)
          ) { units in
            unsafe withRoom(Int(kernel_factor_block * kernel_factor_block)) { room in
              for unit in units {
                let (matrix, row) = (unit / (down * across), unit / across % down * Self.rowCount)
                let column = unit % across * width
                unsafe multiply(
                  operands, starts[matrix], into: matrix * height * columns,
                  rows: row..<min(height, row + Self.rowCount),
                  columns: column..<min(columns, column + width), room)
              }
            }
          }
        }
      }
      initialized = shape.count
    }
  }

  /// Writes some rows and columns of one matrix of the product.
  private func multiply(
    _ operands: Operands, _ start: (a: Int, b: Int), into element: Int, rows: Range<Int>,
    columns: Range<Int>, _ room: UnsafeMutablePointer<Float>
  ) {
    let (rowStep, step) = transposingA ? (1, self.rows) : (inner, 1)
    let (innerStep, columnStep) = transposingB ? (1, inner) : (self.columns, 1)
    var left = unsafe kernel_factor(
      elements: operands.a + start.a * self.rows * inner + rows.lowerBound * rowStep,
      row_step: rowStep, column_step: step)
    var right = unsafe kernel_factor(
      elements: operands.b + start.b * inner * self.columns + columns.lowerBound * columnStep,
      row_step: innerStep, column_step: columnStep)
    unsafe kernel_multiply_strided(
      &left, &right, rows.count, inner, columns.count,
      operands.result + element + rows.lowerBound * self.columns + columns.lowerBound, self.columns,
      room)
  }

  /// What a product reads and writes: threads read the same factors and write different elements.
  @unsafe private struct Operands: @unchecked Sendable {
    let a, b: UnsafePointer<Float>
    let result: UnsafeMutablePointer<Float>
  }
}
