private import COpenBLAS

/// LAPACK could not decompose a matrix: its entries are not finite.
public struct DecompositionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong with the matrix.
  public let description: String

  /// Some entry is infinite or no number.
  package static let notFinite = DecompositionError(
    description: "the weight holds values that are not finite; no spectrum exists")
  /// LAPACK's iteration gave up.
  static let noConvergence = DecompositionError(
    description: "the eigenvalues of the weight's Gram matrix did not converge")
}

extension WeightMatrix {
  /// All `min(rows, columns)` singular values, descending.
  ///
  /// They are the square roots of the eigenvalues of the smaller Gram matrix. Its entries are
  /// accumulated in Double, so values of a matrix of Float are exact to `1e-8` of the largest.
  /// - Throws: `DecompositionError` when an entry is not finite.
  public func singularValues() throws(DecompositionError) -> [Double] {
    var gram = shorterGram()
    return try gram.decomposeSymmetric(vectors: false).reversed().map { max(0, $0).squareRoot() }
  }

  /// The singular value decomposition, thin and without the directions of zero singular values.
  ///
  /// A vector belongs to it when its singular value exceeds `cutoff * s_0`. The side of the
  /// smaller Gram matrix comes from its eigenvectors, the other by multiplication:
  /// `v_i = A^T u_i / s_i`.
  /// - Returns: `u_i` as columns, all `min(rows, columns)` values descending, `v_i` as rows. Signs
  ///   are LAPACK's.
  /// - Throws: `DecompositionError` when an entry is not finite.
  package func decomposed(cutoff: Double) throws(DecompositionError) -> (
    left: Matrix, values: [Double], right: Matrix
  ) {
    var vectors = shorterGram()
    let values = try vectors.decomposeSymmetric(vectors: true).reversed().map {
      max(0, $0).squareRoot()
    }
    let rank = values.count { $0 > cutoff * (values.first ?? 0) }
    var near = Matrix(rows: rank, columns: vectors.columns)
    var scaled = near
    for index in 0..<rank {
      let row = vectors[row: vectors.rows - 1 - index]
      let range = index * near.columns..<(index + 1) * near.columns
      near.values.replaceSubrange(range, with: row)
      scaled.values.replaceSubrange(range, with: row.map { $0 / values[index] })
    }
    let far = multiplied(from: scaled)
    return columns < rows ? (far.transposed, values, near) : (near.transposed, values, far)
  }
}

extension Matrix {
  /// Replaces a symmetric matrix, given by its row-major upper triangle, by its eigenvectors (as
  /// rows) when they are wanted.
  /// - Returns: the eigenvalues, ascending.
  fileprivate mutating func decomposeSymmetric(
    vectors: Bool
  ) throws(DecompositionError) -> [Double] {
    guard rows > 0 else { return [] }
    guard values.allSatisfy(\.isFinite) else { throw .notFinite }
    var eigenvalues = [Double](repeating: 0, count: rows)
    let order = blasInt(rows)
    // Row-major upper is column-major lower; column-major eigenvectors are row-major rows.
    let status = unsafe values.withUnsafeMutableBufferPointer { a in
      unsafe eigenvalues.withUnsafeMutableBufferPointer { w in
        unsafe LAPACKE_dsyevd(
          LAPACK_COL_MAJOR, CChar(UInt8(ascii: vectors ? "V" : "N")), CChar(UInt8(ascii: "L")),
          order, a.baseAddress, order, w.baseAddress)
      }
    }
    guard status == 0 else { throw .noConvergence }
    return eigenvalues
  }
}
