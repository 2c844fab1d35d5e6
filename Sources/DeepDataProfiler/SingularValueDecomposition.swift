public import LinearAlgebra

/// `W1 = U S V^T`, with signs fixed: the entry of `u_i` of largest magnitude is positive.
///
/// Vectors past the rank are left out.
public struct SingularValueDecomposition: Equatable, Sendable {
  /// `u_i` as columns: rows of `W1` x rank.
  public let leftVectors: Matrix
  /// All singular values, descending.
  public let singularValues: [Double]
  /// `v_i` as rows: rank x columns of `W1`.
  public let rightVectors: Matrix

  package init(leftVectors: Matrix, singularValues: [Double], rightVectors: Matrix) {
    self.leftVectors = leftVectors
    self.singularValues = singularValues
    self.rightVectors = rightVectors
  }

  /// The number of vectors.
  public var rank: Int { leftVectors.columns }
}
