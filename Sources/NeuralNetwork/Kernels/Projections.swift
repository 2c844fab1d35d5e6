package import LinearAlgebra

/// Vectors that many rows are projected on: `V^T` times the transposed rows.
///
/// Each inner product is summed in one order, whatever rows and threads are beside it.
package struct Projections: Sendable {
  /// The vectors as rows.
  private let vectors: PackedRows

  /// - Parameter vectors: the vectors, as columns.
  package init(onto vectors: Matrix) {
    let directions = vectors.transposed.values.map(Float.init)
    self.vectors = PackedRows(directions.span, rows: vectors.columns, inner: vectors.rows)
  }

  /// The inner products of rows with each vector, vector after vector.
  /// - Parameters:
  ///   - rows: rows of as many numbers as a vector has, one behind the other.
  ///   - order: which rows are meant, in which order.
  /// - Returns: vectors x `order`.
  /// - Precondition: `order` has indices of rows.
  package func of(_ rows: Span<Float>, inOrder order: [Int]) -> [Float] {
    let (vectors, inner, panel) = (vectors, vectors.inner, PackedRows.panelColumns)
    precondition(
      order.allSatisfy { $0 >= 0 && ($0 + 1) * inner <= rows.count }, "the order is of rows")
    let size = vectors.rows * order.count
    return unsafe [Float](unsafeUninitializedCapacity: size) { buffer, filled in
      unsafe rows.withUnsafeBufferPointer { rows in
        guard inner > 0, let from = rows.baseAddress, let to = buffer.baseAddress else { return }
        let operands = unsafe ProjectionOperands(rows: from, result: to)
        inParallel(order.count, inPiecesOf: panelsAtOnce * panel) { range in
          unsafe withRoom(inner * panelsAtOnce * panel) { room in
            for (column, place) in range.enumerated() {
              let source = unsafe operands.rows + order[place] * inner
              let target = unsafe room + column / panel * inner * panel + column % panel
              for index in 0..<inner { unsafe target[index * panel] = source[index] }
            }
            unsafe vectors.multiply(
              rows: 0..<vectors.rows, part: 0..<inner, by: room, columns: range.count,
              into: operands.result + range.lowerBound, leading: order.count, ending: nil)
          }
        }
        filled = size
      }
    }
  }
}

/// How many panels of rows are laid out at a time, for the second-level cache.
private let panelsAtOnce = 4

/// What projections read and write: threads read the same rows and write different columns.
@unsafe private struct ProjectionOperands: @unchecked Sendable {
  let rows: UnsafePointer<Float>
  let result: UnsafeMutablePointer<Float>
}
