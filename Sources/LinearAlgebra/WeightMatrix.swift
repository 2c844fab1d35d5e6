private import COpenBLAS

/// A matrix of Float that lies in a weight, row by row or as its transpose.
///
/// Whatever is computed of it is accumulated in Double, a panel of it at a time: it is never held in
/// Double as a whole.
public struct WeightMatrix: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Its elements row by row; column by column when `isTransposed`.
  private let values: ArraySlice<Float>
  private let isTransposed: Bool

  /// A matrix of given elements.
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - values: row by row, or column by column.
  ///   - isTransposed: whether they are column by column.
  /// - Precondition: there are `rows * columns` values.
  public init(rows: Int, columns: Int, values: ArraySlice<Float>, isTransposed: Bool = false) {
    precondition(values.count == rows * columns, "a \(rows)x\(columns) matrix has that many values")
    self.rows = rows
    self.columns = columns
    self.values = values
    self.isTransposed = isTransposed
  }

  /// The same in Double.
  public var doubles: Matrix {
    let stored = Matrix(rows: storedRows, columns: storedColumns, values: values.map(Double.init))
    return isTransposed ? stored.transposed : stored
  }

  private var storedRows: Int { isTransposed ? columns : rows }
  private var storedColumns: Int { isTransposed ? rows : columns }

  /// The Gram matrix of the shorter side, `A A^T` or `A^T A`; its upper triangle, row-major.
  func shorterGram() -> Matrix {
    let order = min(rows, columns)
    var gram = Matrix(rows: order, columns: order)
    guard order > 0 else { return gram }
    forEachPanel { panel, extent, start in
      unsafe panel.withUnsafeBufferPointer { a in
        unsafe gram.values.withUnsafeMutableBufferPointer { c in
          unsafe cblas_dsyrk(
            CblasRowMajor, CblasUpper, isAcross ? CblasTrans : CblasNoTrans, blasInt(order),
            blasInt(extent), 1, a.baseAddress, blasInt(isAcross ? order : extent),
            start == 0 ? 0 : 1, c.baseAddress, blasInt(order))
        }
      }
    }
    return gram
  }

  /// The product of a matrix and this one, whose shorter side they share: `B A` or `B A^T`.
  /// - Precondition: `factor` has `min(rows, columns)` columns.
  func multiplied(from factor: Matrix) -> Matrix {
    let order = min(rows, columns)
    precondition(factor.columns == order, "operands of a product agree in shape")
    let length = max(rows, columns)
    var product = Matrix(rows: factor.rows, columns: length)
    guard order > 0, factor.rows > 0 else { return product }
    let count = factor.rows
    forEachPanel { panel, extent, start in
      unsafe factor.values.withUnsafeBufferPointer { a in
        unsafe panel.withUnsafeBufferPointer { b in
          unsafe product.values.withUnsafeMutableBufferPointer { c in
            unsafe cblas_dgemm(
              CblasRowMajor, CblasNoTrans, isAcross ? CblasTrans : CblasNoTrans, blasInt(count),
              blasInt(extent), blasInt(order), 1, a.baseAddress, blasInt(order), b.baseAddress,
              blasInt(isAcross ? order : extent), 0, c.baseAddress.map { unsafe $0 + start },
              blasInt(length))
          }
        }
      }
    }
    return product
  }

  /// Whether the shorter side lies along the rows that are stored, so that panels are of such rows;
  /// else they are of columns.
  private var isAcross: Bool { (columns < rows) != isTransposed }

  /// How many elements a panel has at most, where the shorter side is not longer: 64 MB.
  private static let panelCount = 1 << 23

  /// Gives the matrix in Double, part by part of the longer side: order x extent, or extent x order
  /// when it is across; with where on the longer side each part starts.
  private func forEachPanel(_ body: (Span<Double>, _ extent: Int, _ start: Int) -> Void) {
    let order = min(rows, columns)
    let length = max(rows, columns)
    let step = max(1, min(length, Self.panelCount / order))
    var panel = [Double](repeating: 0, count: order * step)
    let source = values.span
    for start in stride(from: 0, to: length, by: step) {
      let extent = min(step, length - start)
      var target = panel.mutableSpan
      if isAcross {
        let part = source.extracting(start * order..<(start + extent) * order)
        for index in part.indices { target[index] = Double(part[index]) }
      } else {
        for row in 0..<order {
          let part = source.extracting(row * length + start..<row * length + start + extent)
          for index in part.indices { target[row * extent + index] = Double(part[index]) }
        }
      }
      body(panel.span.extracting(0..<order * extent), extent, start)
    }
  }
}
