private import COpenBLAS

/// Writes the product of two row-major Float matrices: `C = A B`, or `A B^T`.
/// - Parameters:
///   - a: rows x inner.
///   - b: inner x columns, or columns x inner when it is transposed.
///   - transposingB: whether `b` is the transpose of the factor.
///   - c: rows x columns; what it held is lost.
///   - rows: rows of `c`.
///   - inner: the extent that the factors share.
///   - columns: columns of `c`.
/// - Precondition: each operand has exactly the elements of its shape.
@_lifetime(c: copy c)
func multiply(
  _ a: Span<Float>, _ b: Span<Float>, transposingB: Bool = false,
  into c: inout MutableSpan<Float>, rows: Int, inner: Int, columns: Int
) {
  guard rows > 0, columns > 0 else { return }
  precondition(
    a.count == rows * inner && b.count == inner * columns && c.count == rows * columns,
    "operands of a product agree in shape")
  guard inner > 0 else {
    for index in c.indices { c[index] = 0 }
    return
  }
  unsafe a.withUnsafeBufferPointer { a in
    unsafe b.withUnsafeBufferPointer { b in
      unsafe c.withUnsafeMutableBufferPointer { c in
        withOpenBLAS {
          unsafe cblas_sgemm(
            CblasRowMajor, CblasNoTrans, transposingB ? CblasTrans : CblasNoTrans, blasInt(rows),
            blasInt(columns), blasInt(inner), 1, a.baseAddress, blasInt(inner), b.baseAddress,
            blasInt(transposingB ? inner : columns), 0, c.baseAddress, blasInt(columns))
        }
      }
    }
  }
}

extension Matrix {
  /// The product `self * other`, or `self^T * other`.
  /// - Precondition: the inner extents agree.
  package func multiplied(by other: Matrix, transposingSelf: Bool = false) -> Matrix {
    let inner = transposingSelf ? rows : columns
    var product = Matrix(rows: transposingSelf ? columns : rows, columns: other.columns)
    precondition(inner == other.rows, "operands of a product agree in shape")
    guard inner > 0, product.rows > 0, product.columns > 0 else { return product }
    let resultRows = product.rows
    unsafe values.withUnsafeBufferPointer { a in
      unsafe other.values.withUnsafeBufferPointer { b in
        unsafe product.values.withUnsafeMutableBufferPointer { c in
          withOpenBLAS {
            unsafe cblas_dgemm(
              CblasRowMajor, transposingSelf ? CblasTrans : CblasNoTrans, CblasNoTrans,
              blasInt(resultRows), blasInt(other.columns), blasInt(inner), 1, a.baseAddress,
              blasInt(columns), b.baseAddress, blasInt(other.columns), 0, c.baseAddress,
              blasInt(other.columns))
          }
        }
      }
    }
    return product
  }

  /// The transpose.
  package var transposed: Matrix {
    transposed(rows: 0..<rows, columns: Array(0..<columns))
  }

  /// The transpose of the elements in some rows and columns: columns x rows.
  package func transposed(rows: Range<Int>, columns: [Int]) -> Matrix {
    var result = Matrix(rows: columns.count, columns: rows.count)
    // Tiles, as strides of whole rows would miss every cache.
    let tile = 32
    for top in stride(from: 0, to: rows.count, by: tile) {
      for left in stride(from: 0, to: columns.count, by: tile) {
        for column in left..<min(columns.count, left + tile) {
          for row in top..<min(rows.count, top + tile) {
            result[column, row] = self[rows.lowerBound + row, columns[column]]
          }
        }
      }
    }
    return result
  }
}

/// An extent as BLAS and LAPACK take it.
/// - Precondition: it is below 2^31, as every extent of a matrix that fits in memory here is.
func blasInt(_ extent: Int) -> Int32 {
  Int32(extent)
}
