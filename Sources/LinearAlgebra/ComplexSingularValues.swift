private import COpenBLAS
package import System

/// Finds the singular values of many complex matrices of one size, in memory that it keeps.
///
/// As for real matrices, they are the square roots of the eigenvalues of the Gram matrix, which is
/// accumulated in Double.
package struct ComplexSingularValues {
  private let rows: Int
  private let columns: Int
  /// The Gram matrix: its real part, `R^T R + I^T I` (lower triangle), and `R^T I`, which less its
  /// transpose is the imaginary part.
  private var real: [Double]
  private var mixed: [Double]
  private var gram: [ComplexDouble]
  private var values: [Double]
  private var work: [ComplexDouble]
  private var realWork: [Double]

  /// Makes room for matrices of `rows` x `columns`.
  /// - Precondition: there is a column, and no more columns than rows.
  package init(rows: Int, columns: Int) {
    precondition(columns > 0 && columns <= rows, "the Gram matrix of the columns is the smaller")
    (self.rows, self.columns) = (rows, columns)
    real = Array(repeating: 0, count: columns * columns)
    mixed = real
    // Some releases of OpenBLAS read up to four columns past the end (its issue 4013).
    gram = Array(repeating: ComplexDouble(), count: columns * (columns + 4))
    values = Array(repeating: 0, count: columns)
    work = Array(repeating: ComplexDouble(), count: 64 * columns)
    realWork = Array(repeating: 0, count: 64 * columns)
  }

  /// Appends the singular values of one matrix, descending.
  /// - Parameters:
  ///   - realPart: rows x columns, row-major.
  ///   - imaginaryPart: the same; nil when all of it is 0.
  ///   - found: where they go.
  /// - Precondition: all elements are finite.
  /// - Throws: `Failure` when the eigenvalues do not converge.
  package mutating func find(
    realPart: Span<Double>, imaginaryPart: Span<Double>?, appendingTo found: inout [Double]
  ) throws(Failure) {
    precondition(
      realPart.count == rows * columns && imaginaryPart?.count ?? realPart.count == realPart.count,
      "both parts have rows * columns elements")
    multiply(realPart, addingTo: 0)
    if let imaginaryPart { multiply(imaginaryPart, addingTo: 1) }
    if columns == 1 {
      found.append(real[0].squareRoot())
      return
    }
    let status: Int32
    if let imaginaryPart {
      multiply(realPart, imaginaryPart)
      join()
      status = decomposeComplex()
    } else {
      status = decomposeReal()
    }
    guard status == 0 else { throw .noConvergence }
    for value in values.reversed() { found.append(max(0, value).squareRoot()) }
  }

  /// `real = A^T A + factor real`.
  private mutating func multiply(_ part: Span<Double>, addingTo factor: Double) {
    let (rows, columns) = (blasInt(rows), blasInt(columns))
    unsafe part.withUnsafeBufferPointer { a in
      unsafe real.withUnsafeMutableBufferPointer { c in
        withOpenBLAS {
          unsafe cblas_dsyrk(
            CblasRowMajor, CblasLower, CblasTrans, columns, rows, 1, a.baseAddress, columns,
            factor, c.baseAddress, columns)
        }
      }
    }
  }

  /// `mixed = R^T I`.
  private mutating func multiply(_ realPart: Span<Double>, _ imaginaryPart: Span<Double>) {
    let (rows, columns) = (blasInt(rows), blasInt(columns))
    unsafe realPart.withUnsafeBufferPointer { a in
      unsafe imaginaryPart.withUnsafeBufferPointer { b in
        unsafe mixed.withUnsafeMutableBufferPointer { c in
          withOpenBLAS {
            unsafe cblas_dgemm(
              CblasRowMajor, CblasTrans, CblasNoTrans, columns, columns, rows, 1, a.baseAddress,
              columns, b.baseAddress, columns, 0, c.baseAddress, columns)
          }
        }
      }
    }
  }

  private mutating func join() {
    for row in 0..<columns {
      for column in 0...row {
        let place = row * columns + column
        gram[place] = ComplexDouble(
          real: real[place], imaginary: mixed[place] - mixed[column * columns + row])
      }
    }
  }

  // A row-major lower triangle is a column-major upper one, of the conjugate matrix.

  private mutating func decomposeComplex() -> Int32 {
    let order = blasInt(columns)
    return unsafe gram.withUnsafeMutableBufferPointer { matrix in
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe work.withUnsafeMutableBufferPointer { work in
          unsafe realWork.withUnsafeMutableBufferPointer { realWork in
            var unused: Int32 = 0
            return withOpenBLAS {
              unsafe LAPACKE_zheevd_work(
                LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "U")), order,
                matrix.baseAddress, order, values.baseAddress, work.baseAddress,
                blasInt(work.count), realWork.baseAddress, blasInt(realWork.count), &unused, 1)
            }
          }
        }
      }
    }
  }

  private mutating func decomposeReal() -> Int32 {
    let order = blasInt(columns)
    return unsafe real.withUnsafeMutableBufferPointer { matrix in
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe realWork.withUnsafeMutableBufferPointer { work in
          var unused: Int32 = 0
          return withOpenBLAS {
            unsafe LAPACKE_dsyevd_work(
              LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "U")), order,
              matrix.baseAddress, order, values.baseAddress, work.baseAddress,
              blasInt(work.count), &unused, 1)
          }
        }
      }
    }
  }
}
