private import COpenBLAS

/// A matrix that lies in a weight, row by row or as its transpose.
///
/// What is computed of it is accumulated in Double, a panel of it at a time, so that it is never held
/// in Double as a whole.
public struct WeightMatrix: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Its elements row by row; column by column when `isTransposed`.
  let elements: WeightElements
  let isTransposed: Bool

  /// A matrix of given elements.
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - elements: row by row, or column by column.
  ///   - isTransposed: whether they are column by column.
  /// - Precondition: there are `rows * columns` elements.
  public init(rows: Int, columns: Int, elements: WeightElements, isTransposed: Bool = false) {
    precondition(
      elements.count == rows * columns, "a \(rows)x\(columns) matrix has that many elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements
    self.isTransposed = isTransposed
  }

  /// Whether no element is infinite or no number.
  package var isFinite: Bool { elements.areFinite }

  /// The same in Double.
  public var doubles: Matrix {
    let doubles: [Double] =
      switch elements {
      case .floats(let values): values.map(Double.init)
      case .doubles(let values): Array(values)
      }
    let stored = Matrix(rows: storedRows, columns: storedColumns, values: doubles)
    return isTransposed ? stored.transposed : stored
  }

  private var storedRows: Int { isTransposed ? columns : rows }
  private var storedColumns: Int { isTransposed ? rows : columns }

  /// The product of a matrix and this one, or its transpose: `B A` or `B A^T`.
  /// - Precondition: `factor` has as many columns as this has rows, or columns when it is transposed.
  package func multiplied(from factor: Matrix, transposing: Bool = false) -> Matrix {
    let (inner, outer) = transposing ? (columns, rows) : (rows, columns)
    precondition(factor.columns == inner, "operands of a product agree in shape")
    let count = factor.rows * outer
    guard count > 0, inner > 0 else { return Matrix(rows: factor.rows, columns: outer) }
    // The longer side comes in parts: of the product, or of the sum that each of its elements is.
    let sums = (columns < rows) != transposing
    var panels = Panels(self)
    let product = unsafe [Double](unsafeUninitializedCapacity: count) { c, initialized in
      while let panel = panels.next(of: self) {
        let flips = sums != isAcross
        let start = panel.start
        unsafe factor.values.withUnsafeBufferPointer { a in
          unsafe panels.buffer.withUnsafeBufferPointer { b in
            withOpenBLAS {
              unsafe cblas_dgemm(
                CblasRowMajor, CblasNoTrans, flips ? CblasTrans : CblasNoTrans,
                blasInt(factor.rows), blasInt(sums ? outer : panel.extent),
                blasInt(sums ? panel.extent : inner), 1,
                a.baseAddress.map { unsafe $0 + (sums ? start : 0) }, blasInt(inner),
                b.baseAddress, blasInt(isAcross ? order : panel.extent),
                sums && start > 0 ? 1 : 0,
                c.baseAddress.map { unsafe $0 + (sums ? 0 : start) }, blasInt(outer))
            }
          }
        }
      }
      initialized = count
    }
    return Matrix(rows: factor.rows, columns: outer, values: product)
  }

  /// The extent of its shorter side.
  var order: Int { min(rows, columns) }
  /// The extent of its longer side.
  var length: Int { max(rows, columns) }

  /// Whether the shorter side lies along the rows that are stored, so that panels are of such rows;
  /// else they are of columns.
  var isAcross: Bool { (columns < rows) != isTransposed }

  /// The matrix in Double, part by part of the longer side: order x extent, or extent x order when it
  /// is across.
  struct Panels {
    /// The part that is in Double, its first `order * extent` elements.
    private(set) var buffer: [Double] = []
    /// Where on the longer side the next part starts.
    private(set) var start = 0
    private let step: Int

    /// Begins with the first part.
    ///
    /// A part has 4 MB, which a cache holds while it is used; for a large order up to 64 MB, as all sums
    /// of products are read and written with each part.
    init(_ matrix: WeightMatrix) {
      let order = max(1, matrix.order)
      step = max(1, min(matrix.length, max((1 << 19) / order, min(2048, (1 << 23) / order))))
    }

    /// Brings the next part into the buffer; nil when there is none.
    mutating func next(of matrix: WeightMatrix) -> (start: Int, extent: Int)? {
      let (order, length, start) = (matrix.order, matrix.length, start)
      guard order > 0, start < length else { return nil }
      if buffer.isEmpty {
        // Each element gets its value below, before it is read.
        buffer = unsafe Array(unsafeUninitializedCapacity: order * step) { $1 = order * step }
      }
      let extent = min(step, length - start)
      switch matrix.elements {
      case .floats(let values): fill(from: values.span, of: matrix, extent)
      case .doubles(let values): fill(from: values.span, of: matrix, extent)
      }
      self.start += extent
      return (start, extent)
    }

    /// Brings the next `extent` of the longer side into the buffer.
    private mutating func fill(
      from source: Span<some WeightElement>, of matrix: WeightMatrix, _ extent: Int
    ) {
      let (order, length, start) = (matrix.order, matrix.length, start)
      var target = buffer.mutableSpan
      if matrix.isAcross {
        let part = source.extracting(start * order..<(start + extent) * order)
        for index in part.indices { target[index] = part[index].double }
      } else {
        for row in 0..<order {
          let part = source.extracting(row * length + start..<row * length + start + extent)
          for index in part.indices { target[row * extent + index] = part[index].double }
        }
      }
    }
  }
}
