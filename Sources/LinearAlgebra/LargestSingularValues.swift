private import COpenBLAS
package import System

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
  /// - Throws: `Failure` when an entry is not finite.
  package func largestSingularValues(_ count: Int) throws(Failure) -> [Double] {
    let steps = 3
    let width = count + count / 4
    guard order > 2 * steps * width else { return try Array(singularValues().prefix(count)) }
    let (floats, unit) = floats
    var generator = SplitMix(seed: 0)
    // Vectors are rows here: columns of what LAPACK sees.
    var block = (0..<width * order).map { _ in Float.random(in: -1...1, using: &generator) }
    var basis: [Float] = []
    for _ in 0..<steps {
      block = product(
        of: product(of: block, with: floats, transposing: false), with: floats, transposing: true)
      try Self.orthonormalize(&block, length: order)
      basis += block
    }
    try Self.orthonormalize(&basis, length: order)
    let seen = product(of: basis, with: floats, transposing: false)
    let projected = WeightMatrix(
      rows: steps * width, columns: length, elements: .floats(seen[...]))
    return try projected.singularValues().prefix(count).map { $0 * unit }
  }

  /// Its elements in Float, in units in which their range is enough.
  private var floats: (values: ArraySlice<Float>, unit: Double) {
    guard case .doubles(let values) = elements else { return (elements.rounded, 1) }
    let magnitude = elements.magnitude
    let unit = magnitude > 0 && magnitude.isFinite ? magnitude : 1
    return (values.map { Float($0 / unit) }[...], unit)
  }

  /// Rows times the matrix with its shorter side down, or times its transpose.
  /// - Parameters:
  ///   - rows: the rows, one behind the other.
  ///   - floats: the matrix's elements.
  ///   - transposing: whether the transpose is taken.
  /// - Returns: the rows of the product, one behind the other.
  private func product(
    of rows: [Float], with floats: ArraySlice<Float>, transposing: Bool
  ) -> [Float] {
    let (inner, columns) = transposing ? (length, order) : (order, length)
    let count = rows.count / inner
    var product = [Float](repeating: 0, count: count * columns)
    var span = product.mutableSpan
    let (left, right) = (rows.span, floats.span)
    multiply(
      left, right, transposingB: isAcross != transposing, into: &span, rows: count, inner: inner,
      columns: columns)
    return product
  }

  /// Puts orthonormal rows of the same span in the place of some rows of a length.
  private static func orthonormalize(
    _ rows: inout [Float], length: Int
  ) throws(Failure) {
    guard rows.allSatisfy(\.isFinite) else { throw .notFinite }
    let (extent, count) = (blasInt(length), blasInt(rows.count / length))
    var factors = [Float](repeating: 0, count: rows.count / length)
    let status = unsafe rows.withUnsafeMutableBufferPointer { a in
      unsafe factors.withUnsafeMutableBufferPointer { tau in
        withOpenBLAS {
          let status = unsafe LAPACKE_sgeqrf(
            LAPACK_COL_MAJOR, extent, count, a.baseAddress, extent, tau.baseAddress)
          return status != 0
            ? status
            : unsafe LAPACKE_sorgqr(
              LAPACK_COL_MAJOR, extent, count, count, a.baseAddress, extent, tau.baseAddress)
        }
      }
    }
    guard status == 0 else { throw .noConvergence }
  }
}
