private import COpenBLAS
import System

/// The eigenvalues of a symmetric matrix, and its eigenvectors where they are wanted, found in steps of a
/// fraction of a second, between which it can be left.
///
/// It does what LAPACK's `dsyevd` does, which can't: the matrix is reduced to a tridiagonal one panel by panel
/// (`dlatrd`, as in `dsytrd`), whose eigenvalues are found by QL (`dsterf`), or whose eigenvectors by divide and
/// conquer (`dstedc`) and then brought back some at a time (`dormtr`). Divide and conquer is one step, of
/// seconds for an order of some thousands; it is on one thread, which costs it nothing, and so beside others.
/// A small matrix is `dsyevd`'s, in one step.
struct SymmetricDecomposition: Sendable {
  /// The eigenvalues, ascending; nil until all is found.
  private(set) var eigenvalues: [Double]?
  /// What is left of the matrix and, in the columns that are done, the reflectors that reduced it.
  ///
  /// Row-major upper is LAPACK's column-major lower.
  private var matrix: Matrix
  private var diagonal: [Double]
  private var offDiagonal: [Double]
  /// The factor of each reflector.
  private var factors: [Double]
  /// How many columns are reduced.
  private var reduced = 0
  private let wantsVectors: Bool
  /// Eigenvectors as rows: of the tridiagonal matrix, and from the first on of the matrix itself.
  private var vectors = Matrix(rows: 0, columns: 0)
  /// How many of them are those of the matrix.
  private var transformed = 0

  /// The greatest order that is decomposed in one step, of a few tenths of a second.
  private static let smallOrder = 1024
  /// How many columns LAPACK reduces together.
  private static let panel = 32
  /// How many eigenvectors are brought back in a step.
  private static let vectorsAtOnce = 256

  /// Begins with a matrix that is given by its row-major upper triangle.
  /// - Throws: `Failure` when an entry is not finite.
  init(_ matrix: consuming Matrix, vectors: Bool) throws(Failure) {
    guard matrix.values.allSatisfy(\.isFinite) else { throw .notFinite }
    let order = matrix.rows
    self.matrix = matrix
    wantsVectors = vectors
    diagonal = Array(repeating: 0, count: order)
    offDiagonal = diagonal
    factors = diagonal
    if order == 0 { eigenvalues = [] }
  }

  private var order: Int { matrix.rows }
  /// Whether it takes one step.
  var isSmall: Bool { order <= Self.smallOrder }

  /// About the fraction of the work that is done, 0 to 1.
  var fraction: Double {
    guard eigenvalues == nil else { return 1 }
    let left = Double(order - reduced) / Double(max(1, order))
    let reduction = 1 - left * left * left
    guard wantsVectors else { return reduction }
    return reduction / 2 + Double(transformed) / Double(2 * max(1, order))
  }

  /// Goes one step further.
  /// - Throws: `Failure` when LAPACK's iteration does not end.
  mutating func advance() throws(Failure) {
    guard eigenvalues == nil else { return }
    if isSmall {
      try decomposeAtOnce()
    } else if reduced < order {
      try reducePanel()
    } else if !wantsVectors {
      try findEigenvalues()
    } else if vectors.rows == 0 {
      try divideAndConquer()
    } else {
      try transformVectors()
    }
  }

  /// Gives the eigenvectors away, as rows in the order of eigenvalues.
  /// - Precondition: they were wanted, and are found.
  mutating func takeVectors() -> Matrix {
    precondition(wantsVectors && eigenvalues != nil, "they are found")
    defer { vectors = Matrix(rows: 0, columns: 0) }
    return vectors
  }

  private mutating func decomposeAtOnce() throws(Failure) {
    let (order, wantsVectors) = (blasInt(order), wantsVectors)
    var found = diagonal
    let status = unsafe matrix.values.withUnsafeMutableBufferPointer { a in
      unsafe found.withUnsafeMutableBufferPointer { w in
        withOpenBLAS {
          unsafe LAPACKE_dsyevd(
            LAPACK_COL_MAJOR, CChar(UInt8(ascii: wantsVectors ? "V" : "N")),
            CChar(UInt8(ascii: "L")), order, a.baseAddress, order, w.baseAddress)
        }
      }
    }
    guard status == 0 else { throw .noConvergence }
    if wantsVectors { swap(&vectors, &matrix) }
    eigenvalues = found
  }

  /// Reduces some more columns.
  private mutating func reducePanel() throws(Failure) {
    let (order, first, panel) = (order, reduced, Self.panel)
    let isLast = order - first <= 2 * panel
    let count = isLast ? order - first : panel
    var work = [Double](repeating: 0, count: isLast ? 0 : order * panel)
    let status = unsafe matrix.values.withUnsafeMutableBufferPointer { a in
      unsafe diagonal.withUnsafeMutableBufferPointer { d in
        unsafe offDiagonal.withUnsafeMutableBufferPointer { e in
          unsafe factors.withUnsafeMutableBufferPointer { tau in
            unsafe work.withUnsafeMutableBufferPointer { w -> Int32 in
              guard let a = a.baseAddress, let d = d.baseAddress, let e = e.baseAddress,
                let tau = tau.baseAddress
              else { return 0 }
              let corner = unsafe a + first * (order + 1)
              return withOpenBLAS {
                guard !isLast, let w = w.baseAddress else {
                  return unsafe LAPACKE_dsytrd(
                    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), blasInt(count), corner,
                    blasInt(order), d + first, e + first, tau + first)
                }
                let lower = CChar(UInt8(ascii: "L"))
                unsafe reduce_panel(
                  lower, blasInt(order - first), blasInt(panel), corner, blasInt(order), e + first,
                  tau + first, w, blasInt(order))
                let rest = blasInt(order - first - panel)
                unsafe cblas_dsyr2k(
                  CblasColMajor, CblasLower, CblasNoTrans, rest, blasInt(panel), -1,
                  corner + panel, blasInt(order), w + panel, blasInt(order), 1,
                  corner + panel * (order + 1), blasInt(order))
                for column in 0..<panel {
                  unsafe corner[column * (order + 1) + 1] = e[first + column]
                  unsafe d[first + column] = corner[column * (order + 1)]
                }
                return 0
              }
            }
          }
        }
      }
    }
    guard status == 0 else { throw .noConvergence }
    reduced += count
  }

  private mutating func findEigenvalues() throws(Failure) {
    let order = blasInt(order)
    let status = unsafe diagonal.withUnsafeMutableBufferPointer { d in
      unsafe offDiagonal.withUnsafeMutableBufferPointer { e in
        unsafe LAPACKE_dsterf(order, d.baseAddress, e.baseAddress)
      }
    }
    guard status == 0 else { throw .noConvergence }
    eigenvalues = diagonal
  }

  private mutating func divideAndConquer() throws(Failure) {
    let order = blasInt(order)
    vectors = Matrix(rows: self.order, columns: self.order)
    let status = unsafe diagonal.withUnsafeMutableBufferPointer { d in
      unsafe offDiagonal.withUnsafeMutableBufferPointer { e in
        unsafe vectors.values.withUnsafeMutableBufferPointer { z in
          onOneThread {
            withOpenBLAS {
              unsafe LAPACKE_dstedc(
                LAPACK_COL_MAJOR, CChar(UInt8(ascii: "I")), order, d.baseAddress, e.baseAddress,
                z.baseAddress, order)
            }
          }
        }
      }
    }
    guard status == 0 else { throw .noConvergence }
  }

  /// Brings some more eigenvectors back from the tridiagonal matrix.
  private mutating func transformVectors() throws(Failure) {
    let (order, first) = (order, transformed)
    let count = min(Self.vectorsAtOnce, order - first)
    let status = unsafe matrix.values.withUnsafeBufferPointer { a in
      unsafe factors.withUnsafeBufferPointer { tau in
        unsafe vectors.values.withUnsafeMutableBufferPointer { z in
          withOpenBLAS {
            unsafe LAPACKE_dormtr(
              LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), CChar(UInt8(ascii: "L")),
              CChar(UInt8(ascii: "N")), blasInt(order), blasInt(count), a.baseAddress,
              blasInt(order), tau.baseAddress, z.baseAddress.map { unsafe $0 + first * order },
              blasInt(order))
          }
        }
      }
    }
    guard status == 0 else { throw .noConvergence }
    transformed += count
    if transformed == order { eigenvalues = diagonal }
  }
}
