/// The singular values of matrices of one size that are read together, as one group's.
struct SingularValuePool: Equatable, Sendable {
  /// In any order.
  var values: [Double]
  /// The matrices.
  let matrices: LayerMatrices
}
