package import LinearAlgebra

/// The inner products of many rows with vectors, vector after vector: `V^T` times the transposed rows.
///
/// Each is summed in one order, whatever rows and threads are beside it.
/// - Parameters:
///   - rows: rows of as many numbers as a vector has, one behind the other.
///   - order: which rows are meant, in which order.
///   - vectors: the vectors, as columns.
/// - Returns: vectors x `order`.
/// - Precondition: `order` has indices of rows.
package func projections(
  of rows: [Float], inOrder order: [Int], onto vectors: Matrix
) -> [Float] {
  let (inner, count) = (vectors.rows, order.count)
  precondition(
    order.allSatisfy { $0 >= 0 && ($0 + 1) * inner <= rows.count }, "the order is of rows")
  let directions = vectors.transposed.values.map(Float.init)
  let weight = PackedRows(directions.span, rows: vectors.columns, inner: inner)
  let panel = PackedRows.panelColumns
  return unsafe [Float](unsafeUninitializedCapacity: vectors.columns * count) { buffer, filled in
    unsafe rows.withUnsafeBufferPointer { rows in
      guard inner > 0, let from = rows.baseAddress, let to = buffer.baseAddress else { return }
      let operands = unsafe ProjectionOperands(rows: from, result: to)
      inParallel(count, inPiecesOf: panelsAtOnce * panel) { range in
        unsafe withRoom(inner * panelsAtOnce * panel) { room in
          for (column, place) in range.enumerated() {
            let source = unsafe operands.rows + order[place] * inner
            let target = unsafe room + column / panel * inner * panel + column % panel
            for index in 0..<inner { unsafe target[index * panel] = source[index] }
          }
          unsafe weight.multiply(
            rows: 0..<weight.rows, part: 0..<inner, by: room, columns: range.count,
            into: operands.result + range.lowerBound, leading: count, ending: nil)
        }
      }
      filled = vectors.columns * count
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
