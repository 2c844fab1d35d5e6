/// A matrix of Double, row-major.
public struct Matrix: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Its elements, row by row.
  public var values: [Double]

  /// A matrix of given elements.
  /// - Precondition: there are `rows * columns` values.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "a \(rows)x\(columns) matrix has that many values")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, values: Array(repeating: 0, count: rows * columns))
  }

  /// One element.
  public subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// The elements of one row.
  public subscript(row row: Int) -> ArraySlice<Double> {
    values[row * columns..<(row + 1) * columns]
  }
}
