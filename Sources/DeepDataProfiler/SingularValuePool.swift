import LinearAlgebra

/// The singular values of matrices of one size that are read together, as one group's.
struct SingularValuePool: Equatable, Sendable {
  /// In any order.
  var values: [Double]
  /// Rows of each matrix.
  let rows: Int
  /// Columns of each matrix.
  let columns: Int
  /// The number of matrices.
  let count: Int

  /// Finds the singular values of each group's matrices; those of a group have one size.
  /// - Throws: `DecompositionError` when an entry is not finite.
  static func groups(_ groups: [[WeightMatrix]]) throws(DecompositionError) -> [SingularValuePool] {
    var pools: [SingularValuePool] = []
    for matrices in groups {
      var pool = SingularValuePool(
        values: [], rows: matrices[0].rows, columns: matrices[0].columns, count: matrices.count)
      for matrix in matrices { pool.values += try matrix.singularValues() }
      pools.append(pool)
    }
    return pools
  }
}
