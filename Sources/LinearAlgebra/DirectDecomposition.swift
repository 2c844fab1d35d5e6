private import COpenBLAS
import System

extension WeightMatrix {
  /// The singular values, and the singular vectors of the shorter side, of the matrix itself and not its Gram
  /// matrix.
  ///
  /// A Gram matrix holds squares: vectors of values below 1e-3 of the largest lose half of their digits in it.
  /// Here the matrix is reduced to a triangle of its shorter side, part by part (the sequential QR
  /// factorisation of Demmel, Grigori, Hoemmen, Langou, 2012), and that decomposed: vectors are
  /// exact to `eps(Double) * s_0 / s_i`, and orthogonal to rounding. It takes about four times as long.
  /// - Returns: `order` values, descending, and as many vectors as rows.
  /// - Throws: `Failure` when LAPACK's iteration does not end.
  func directDecomposition() throws(Failure) -> (values: [Double], vectors: Matrix) {
    let order = order
    var triangle = Matrix(rows: order, columns: order)
    var panels = Panels(self)
    while let panel = panels.next(of: self) {
      let height = order + panel.extent
      // Column-major: the triangle so far, and the part below it.
      var stack = [Double](repeating: 0, count: height * order)
      for column in 0..<order {
        let start = column * height
        for row in 0...column { stack[start + row] = triangle[column, row] }
        for row in 0..<panel.extent {
          stack[start + order + row] =
            panels.buffer[isAcross ? row * order + column : column * panel.extent + row]
        }
      }
      var factors = [Double](repeating: 0, count: order)
      let status = unsafe stack.withUnsafeMutableBufferPointer { a in
        unsafe factors.withUnsafeMutableBufferPointer { tau in
          withOpenBLAS {
            unsafe LAPACKE_dgeqrf(
              LAPACK_COL_MAJOR, blasInt(height), blasInt(order), a.baseAddress, blasInt(height),
              tau.baseAddress)
          }
        }
      }
      guard status == 0 else { throw .noConvergence }
      for column in 0..<order {
        for row in 0...column { triangle[column, row] = stack[column * height + row] }
      }
    }
    return try triangle.rightSingularVectors()
  }
}

extension Matrix {
  /// The singular values, descending, and the right singular vectors as rows, of the square matrix whose
  /// transpose this is; lost in the process.
  fileprivate consuming func rightSingularVectors() throws(Failure)
    -> (values: [Double], vectors: Matrix)
  {
    let order = blasInt(rows)
    var singularValues = [Double](repeating: 0, count: rows)
    // Column-major as well, so that these are the right vectors' columns.
    var right = Matrix(rows: rows, columns: rows)
    let status = unsafe values.withUnsafeMutableBufferPointer { a in
      unsafe singularValues.withUnsafeMutableBufferPointer { s in
        unsafe right.values.withUnsafeMutableBufferPointer { vt in
          withOpenBLAS {
            unsafe LAPACKE_dgesdd(
              LAPACK_COL_MAJOR, CChar(UInt8(ascii: "O")), order, order, a.baseAddress, order,
              s.baseAddress, nil, order, vt.baseAddress, order)
          }
        }
      }
    }
    guard status == 0 else { throw .noConvergence }
    return (singularValues, right.transposed)
  }

  /// Makes its rows orthonormal: each keeps the direction of what of it is orthogonal to those before
  /// (Householder's QR factorisation).
  /// - Throws: `Failure` when there are more rows than columns.
  mutating func orthonormalizeRows() throws(Failure) {
    let (count, length) = (blasInt(rows), blasInt(columns))
    var factors = [Double](repeating: 0, count: rows)
    // Row-major rows are column-major columns.
    var status = unsafe values.withUnsafeMutableBufferPointer { a in
      unsafe factors.withUnsafeMutableBufferPointer { tau in
        withOpenBLAS {
          unsafe LAPACKE_dgeqrf(
            LAPACK_COL_MAJOR, length, count, a.baseAddress, length, tau.baseAddress)
        }
      }
    }
    guard status == 0 else { throw .noConvergence }
    // LAPACK lets the triangle's diagonal have any sign.
    let isTurned = (0..<rows).map { self[$0, $0] < 0 }
    status = unsafe values.withUnsafeMutableBufferPointer { a in
      unsafe factors.withUnsafeBufferPointer { tau in
        withOpenBLAS {
          unsafe LAPACKE_dorgqr(
            LAPACK_COL_MAJOR, length, count, count, a.baseAddress, length, tau.baseAddress)
        }
      }
    }
    guard status == 0 else { throw .noConvergence }
    for row in 0..<rows where isTurned[row] {
      for index in row * columns..<(row + 1) * columns { values[index].negate() }
    }
  }
}
