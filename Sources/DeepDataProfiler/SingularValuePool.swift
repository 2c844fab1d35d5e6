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
}
