import Foundation
import LinearAlgebra
import System
import Testing

/// A matrix of pseudo-random entries in -1...1, the same for the same seed.
private func randomMatrix(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix {
  var state = seed
  let values = (0..<rows * columns).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(Int64(bitPattern: state) >> 11) / Double(1 << 52)
  }
  return Matrix(rows: rows, columns: columns, values: values)
}

/// The same entries as floats, row by row or as the transpose.
private func weight(_ matrix: Matrix, isTransposed: Bool = false) -> WeightMatrix {
  let stored = isTransposed ? matrix.transposed : matrix
  return WeightMatrix(
    rows: matrix.rows, columns: matrix.columns,
    elements: .floats(stored.values.map { Float($0) }[...]),
    isTransposed: isTransposed)
}

private func largestDifference(_ a: Matrix, _ b: Matrix) -> Double {
  zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

private func identity(_ order: Int) -> Matrix {
  var matrix = Matrix(rows: order, columns: order)
  for index in 0..<order { matrix[index, index] = 1 }
  return matrix
}

@Suite struct SingularValuesTests {
  @Test(arguments: [(4, 9), (9, 4), (5, 5), (1, 7), (7, 1), (64, 100)], [false, true])
  func factorsMultiplyBackToTheMatrix(_ extents: (Int, Int), _ isTransposed: Bool) throws {
    let (rows, columns) = extents
    let stored = weight(randomMatrix(rows, columns), isTransposed: isTransposed)
    let matrix = stored.doubles
    #expect(matrix.rows == rows && matrix.columns == columns)
    let (values, left) = try stored.decomposed(cutoff: 1e-9)
    #expect(values.count == min(rows, columns))
    // u_i^T A is s_i v_i^T, so that both sides and their product are seen.
    let scaled = stored.multiplied(from: left)
    #expect(largestDifference(left.multiplied(by: scaled, transposingSelf: true), matrix) < 1e-12)
    let order = values.count
    #expect(largestDifference(left.multiplied(by: left.transposed), identity(order)) < 1e-10)
    var squares = Matrix(rows: order, columns: order)
    for index in 0..<order { squares[index, index] = values[index] * values[index] }
    #expect(largestDifference(scaled.multiplied(by: scaled.transposed), squares) < 1e-10)
    #expect(values == values.sorted(by: >))
    #expect(try zip(stored.singularValues(), values).allSatisfy { abs($0 - $1) < 1e-12 })
    for vector in 0..<order {
      let largest = left[row: vector].max { abs($0) < abs($1) }
      #expect((largest ?? 0) > 0)
    }
  }

  @Test func valuesOfAKnownMatrixAreThoseOfItsDiagonal() throws {
    let matrix = Matrix(rows: 2, columns: 3, values: [0, -3, 0, 4, 0, 0])
    #expect(try weight(matrix).singularValues() == [4, 3])
  }

  @Test func vectorsOfZeroValuesAreLeftOut() throws {
    // Entries of few digits, so that their products are floats.
    let column = Matrix(rows: 6, columns: 1, values: [1, -2, 3, 0.5, 4, -1])
    let row = Matrix(rows: 1, columns: 8, values: [2, 1, -1, 0, 3, 0.25, -2, 5])
    let (values, left) = try weight(column.multiplied(by: row)).decomposed(cutoff: 1e-6)
    #expect(left.rows == 1)
    #expect(values.count == 6)
    // The Gram matrix halves the digits of a zero value: sqrt(eps) of the largest.
    #expect(values.dropFirst().allSatisfy { $0 < 1e-7 * values[0] })
  }

  @Test func aZeroOrEmptyMatrixHasNoVectors() throws {
    #expect(try weight(Matrix(rows: 3, columns: 2)).decomposed(cutoff: 0).leftVectors.rows == 0)
    #expect(try weight(Matrix(rows: 0, columns: 5)).singularValues().isEmpty)
    #expect(try weight(Matrix(rows: 5, columns: 0)).decomposed(cutoff: 0).values.isEmpty)
  }

  @Test(arguments: [false, true]) func aMatrixOfSeveralPanelsIsTakenWhole(_ isTall: Bool) throws {
    // Panels have 2^23 elements; the last of these is of 5.
    let count = (1 << 23) + 5
    var values = [Float](repeating: 0, count: count)
    (values[0], values[count - 1]) = (3, 4)
    let matrix = WeightMatrix(
      rows: isTall ? count : 1, columns: isTall ? 1 : count, elements: .floats(values[...]))
    let (found, left) = try matrix.decomposed(cutoff: 0)
    #expect(found == [5])
    // u^T A, which is 5 v^T, or A^T u.
    let other = matrix.multiplied(from: left)
    let long = isTall ? left.values : other.values.map { $0 / 5 }
    let short = isTall ? other.values.map { $0 / 5 } : left.values
    // A quotient and a product, each rounded once.
    #expect(abs(long[0] - 0.6) < 1e-15 && abs(long[count - 1] - 0.8) < 1e-15)
    #expect(abs(short[0] - 1) < 1e-15)
  }

  /// Rows of a discrete cosine transform, which are orthonormal, each times a factor.
  private func cosines(_ order: Int, times factors: [Double]) -> Matrix {
    Matrix(
      rows: factors.count, columns: order,
      values: factors.enumerated().flatMap { row, factor in
        (0..<order).map { column in
          factor * (Double(row == 0 ? 1 : 2) / Double(order)).squareRoot()
            * cos(.pi * (Double(column) + 0.5) * Double(row) / Double(order))
        }
      })
  }

  /// Values down to 1e-4 of the largest, whose squares have lost half of their digits.
  @Test(arguments: [(40, 12), (12, 40)])
  func vectorsOfSmallValuesAreOrthogonalToo(_ rows: Int, _ columns: Int) throws {
    let exact = (0..<8).map { pow(10, -4 * Double($0) / 7) }
    let ones = [Double](repeating: 1, count: 8)
    let matrix = cosines(rows, times: exact)
      .multiplied(by: cosines(columns, times: ones), transposingSelf: true)
    let stored = WeightMatrix(
      rows: rows, columns: columns, elements: .doubles(matrix.values[...]))
    let (values, found) = try stored.decomposed(cutoff: 1e-6)
    try #require(found.rows == 8)
    for (value, exact) in zip(values, exact) { #expect(abs(value - exact) < 1e-12) }
    #expect(largestDifference(found.multiplied(by: found.transposed), identity(8)) < 1e-10)
    // And they are those that the matrix was made of.
    let overlap = found.multiplied(by: cosines(rows, times: ones).transposed)
    for index in 0..<8 { #expect(abs(abs(overlap[index, index]) - 1) < 1e-10) }
  }

  /// Two rows with right angles between them, a part of each in the first panel and in the last.
  @Test(arguments: [false, true])
  func smallValuesOfSeveralPanelsAreTakenWhole(_ isTall: Bool) throws {
    let count = (1 << 19) + 5
    var values = [Float](repeating: 0, count: 2 * count)
    let place = { (row: Int, column: Int) in isTall ? column * 2 + row : row * count + column }
    (values[place(0, 0)], values[place(0, count - 1)]) = (3, 4)
    // 3 and 4 of 2^13 parts.
    (values[place(1, 1)], values[place(1, count - 2)]) = (3 / 8192, 4 / 8192)
    let matrix = WeightMatrix(
      rows: isTall ? count : 2, columns: isTall ? 2 : count, elements: .floats(values[...]))
    let found = try matrix.decomposed(cutoff: 1e-6).values
    #expect(abs(found[0] - 5) < 1e-12 && abs(found[1] - 5 / 8192) < 1e-12)
  }

  /// A diagonal matrix has its diagonal's magnitudes; these fall by a twentieth from one to the next.
  @Test(arguments: [(600, 600), (600, 900), (900, 600)], [false, true])
  func theLargestValuesComeAloneToo(_ extents: (Int, Int), _ isTransposed: Bool) throws {
    var matrix = Matrix(rows: extents.0, columns: extents.1)
    var exact: [Double] = []
    for index in 0..<600 {
      exact.append(Double(Float(100 * pow(0.95, Double(index)))))
      matrix[index, index] = index.isMultiple(of: 2) ? exact[index] : -exact[index]
    }
    let found = try weight(matrix, isTransposed: isTransposed).largestSingularValues(64)
    #expect(found.count == 64 && found == found.sorted(by: >))
    for (value, exact) in zip(found, exact) {
      // Never above but for rounding of products in Float; below by as little, as they fall so fast.
      #expect(abs(value - exact) < 2e-6 * 100)
    }
  }

  /// Numbers that Float can't hold; they fall by a twentieth from one to the next.
  @Test(arguments: [1e-60, 3, 1e60])
  func theLargestValuesOfDoublesMayBeBeyondFloat(_ unit: Double) throws {
    var matrix = Matrix(rows: 600, columns: 700)
    for index in 0..<600 { matrix[index, index] = unit * pow(0.95, Double(index)) }
    let stored = WeightMatrix(rows: 600, columns: 700, elements: .doubles(matrix.values[...]))
    let found = try stored.largestSingularValues(64)
    #expect(found.count == 64)
    for (index, value) in found.enumerated() {
      // As above, products are rounded as Floats are.
      #expect(abs(value / unit - pow(0.95, Double(index))) < 2e-6)
    }
  }

  @Test func fewLargestValuesOfNoiseAreNearAndNoneTooLarge() throws {
    let stored = weight(randomMatrix(500, 700))
    let exact = try stored.singularValues()
    let found = try stored.largestSingularValues(64)
    for (value, exact) in zip(found, exact) {
      #expect(value <= exact + 1e-6 * found[0] && value > 0.9 * exact)
    }
  }

  @Test func ofASmallMatrixTheLargestValuesAreExact() throws {
    let stored = weight(randomMatrix(40, 90))
    let exact = try stored.singularValues()
    for count in [12, 64] {
      let found = try stored.largestSingularValues(count)
      #expect(found.count == min(40, count))
      // The last digits depend on the number of threads, which other tests change.
      #expect(zip(found, exact).allSatisfy { abs($0 - $1) < 1e-12 * exact[0] })
    }
    #expect(throws: Failure.self) {
      try weight(Matrix(rows: 500, columns: 600, values: Array(repeating: .nan, count: 300_000)))
        .largestSingularValues(64)
    }
  }

  @Test(arguments: [Double.nan, .infinity]) func aValueThatIsNotFiniteIsReported(_ value: Double) {
    var matrix = randomMatrix(3, 4)
    matrix[1, 2] = value
    #expect(throws: Failure.self) { try weight(matrix).singularValues() }
  }
}

@Suite struct MultiplicationTests {
  @Test(arguments: [(3, 4, 5), (1, 1, 1), (7, 2, 3), (2, 0, 3)])
  func theProductIsTheSumOfProducts(_ rows: Int, _ inner: Int, _ columns: Int) {
    let a = randomMatrix(rows, inner, seed: 3)
    let b = randomMatrix(inner, columns, seed: 4)
    var expected = Matrix(rows: rows, columns: columns)
    for i in 0..<rows {
      for j in 0..<columns {
        for k in 0..<inner { expected[i, j] += a[i, k] * b[k, j] }
      }
    }
    #expect(largestDifference(a.multiplied(by: b), expected) < 1e-14)
    #expect(
      largestDifference(a.transposed.multiplied(by: b, transposingSelf: true), expected) < 1e-14)
  }
}

@Suite struct ShapeTests {
  @Test func anOverflowOrANegativeExtentIsNoShape() {
    #expect(Shape([1 << 40, 1 << 40]) == nil)
    #expect(Shape([2, -1]) == nil)
    #expect(Shape([0, 1 << 40])?.count == 0)
    #expect(Shape([])?.count == 1)
  }
}
