public import LinearAlgebra

/// `W1 = U S V^T`, with signs fixed: the entry of `u_i` of largest magnitude is positive, the
/// lowest index winning a tie (paper section 4; without a rule for signs, signals would depend on
/// the LAPACK at hand).
///
/// Vectors past the rank are left out. Those of a grouped convolution are zero outside their block.
public struct SingularValueDecomposition: Equatable, Sendable {
  /// `u_i` as columns: rows of `W1` x rank.
  public let leftVectors: Matrix
  /// All singular values, descending.
  public let singularValues: [Double]
  /// `v_i` as rows: rank x columns of `W1`.
  public let rightVectors: Matrix

  /// The number of vectors.
  public var rank: Int { leftVectors.columns }

  package init(leftVectors: Matrix, singularValues: [Double], rightVectors: Matrix) {
    self.leftVectors = leftVectors
    self.singularValues = singularValues
    self.rightVectors = rightVectors
  }

  /// Decomposes a layer's matrix, in Double.
  /// - Throws: `DecompositionError` when a weight is not finite.
  public init(_ matrix: UnfoldedMatrix) throws(DecompositionError) {
    var found: [(value: Double, block: Int, vector: Int)] = []
    var parts: [(left: Matrix, right: Matrix)] = []
    var all: [Double] = []
    for (index, block) in matrix.blocks.enumerated() {
      let part = try block.decomposed(cutoff: matrix.rankCutoff)
      for vector in 0..<part.left.columns { found.append((part.values[vector], index, vector)) }
      parts.append((part.left, part.right))
      all += part.values
    }
    all.sort(by: >)
    let cutoff = matrix.rankCutoff * (all.first ?? 0)
    found = found.filter { $0.value > cutoff }
    found.sort { ($1.value, $0.block, $0.vector) < ($0.value, $1.block, $1.vector) }

    var left = Matrix(rows: matrix.rows, columns: found.count)
    var right = Matrix(rows: found.count, columns: matrix.columns)
    let firstRow = Self.starts(matrix.blocks.map(\.rows))
    let firstColumn = Self.starts(matrix.blocks.map(\.columns))
    for (vector, (_, block, source)) in found.enumerated() {
      let part = parts[block]
      var largest = 0.0
      for row in 0..<part.left.rows where abs(part.left[row, source]) > abs(largest) {
        largest = part.left[row, source]
      }
      let sign = largest < 0 ? -1.0 : 1.0
      for row in 0..<part.left.rows {
        left[firstRow[block] + row, vector] = sign * part.left[row, source]
      }
      for column in 0..<part.right.columns {
        right[vector, firstColumn[block] + column] = sign * part.right[source, column]
      }
    }
    self.init(leftVectors: left, singularValues: all, rightVectors: right)
  }

  /// Where each of some consecutive runs starts.
  private static func starts(_ counts: [Int]) -> [Int] {
    var start = 0
    return counts.map { count in
      defer { start += count }
      return start
    }
  }
}
