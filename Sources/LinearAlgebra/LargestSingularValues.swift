private import COpenBLAS

extension WeightMatrix {
  /// About the largest singular values, descending, long before all of them are found.
  ///
  /// A randomised block Krylov method in Float finds them: the matrix takes part in seven products
  /// with a few hundred vectors, where the exact way needs one with itself. Each value is at most the
  /// exact one but for rounding; how near depends on how fast they fall. The vectors it starts with
  /// are always the same.
  ///
  /// Source: Musco and Musco, *Randomized block Krylov methods for stronger and faster approximate
  /// singular value decomposition*, NeurIPS 2015.
  /// - Parameter count: how many are wanted.
  /// - Returns: that many or, of a smaller matrix, all; of a small one they are exact.
  /// - Throws: `DecompositionError` when an entry is not finite.
  package func largestSingularValues(_ count: Int) throws(DecompositionError) -> [Double] {
    let steps = 3
    let width = count + count / 4
    guard order > 2 * steps * width else { return try Array(singularValues().prefix(count)) }
    var generator = SplitMix(seed: 0)
    // Vectors are rows here: columns of what LAPACK sees.
    var block = (0..<width * order).map { _ in Float.random(in: -1...1, using: &generator) }
    var basis: [Float] = []
    for _ in 0..<steps {
      block = product(of: product(of: block, withTranspose: false), withTranspose: true)
      try Self.orthonormalize(&block, length: order)
      basis += block
    }
    try Self.orthonormalize(&basis, length: order)
    let seen = product(of: basis, withTranspose: false)
    let projected = WeightMatrix(rows: steps * width, columns: length, values: seen[...])
    return try Array(projected.singularValues().prefix(count))
  }

  /// Rows times the matrix with its shorter side down, or times its transpose.
  private func product(of rows: [Float], withTranspose: Bool) -> [Float] {
    let (inner, columns) = withTranspose ? (length, order) : (order, length)
    let count = rows.count / inner
    var product = [Float](repeating: 0, count: count * columns)
    var span = product.mutableSpan
    let (left, right) = (rows.span, values.span)
    multiply(
      left, right, transposingB: isAcross != withTranspose, into: &span, rows: count, inner: inner,
      columns: columns)
    return product
  }

  /// Puts orthonormal rows of the same span in the place of some rows of a length.
  private static func orthonormalize(
    _ rows: inout [Float], length: Int
  ) throws(DecompositionError) {
    guard rows.allSatisfy(\.isFinite) else { throw .notFinite }
    let (extent, count) = (blasInt(length), blasInt(rows.count / length))
    var factors = [Float](repeating: 0, count: rows.count / length)
    let status = unsafe rows.withUnsafeMutableBufferPointer { a in
      unsafe factors.withUnsafeMutableBufferPointer { tau in
        let status = unsafe LAPACKE_sgeqrf(
          LAPACK_COL_MAJOR, extent, count, a.baseAddress, extent, tau.baseAddress)
        return status != 0
          ? status
          : unsafe LAPACKE_sorgqr(
            LAPACK_COL_MAJOR, extent, count, count, a.baseAddress, extent, tau.baseAddress)
      }
    }
    guard status == 0 else { throw .noConvergence }
  }
}
