import LinearAlgebra
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

private func largestDifference(_ a: Matrix, _ b: Matrix) -> Double {
  zip(a.values, b.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

private func identity(_ order: Int) -> Matrix {
  var matrix = Matrix(rows: order, columns: order)
  for index in 0..<order { matrix[index, index] = 1 }
  return matrix
}

@Suite struct SingularValuesTests {
  @Test(arguments: [(4, 9), (9, 4), (5, 5), (1, 7), (7, 1), (64, 100)])
  func factorsMultiplyBackToTheMatrix(_ rows: Int, _ columns: Int) throws {
    let matrix = randomMatrix(rows, columns)
    let (left, values, right) = try matrix.decomposed(cutoff: 1e-9)
    #expect(values.count == min(rows, columns))
    var scaled = right
    for vector in 0..<right.rows {
      for column in 0..<columns { scaled[vector, column] *= values[vector] }
    }
    #expect(largestDifference(left.multiplied(by: scaled), matrix) < 1e-12)
    let order = values.count
    #expect(
      largestDifference(left.multiplied(by: left, transposingSelf: true), identity(order)) < 1e-10)
    #expect(largestDifference(right.multiplied(by: right.transposed), identity(order)) < 1e-10)
    #expect(values == values.sorted(by: >))
    #expect(try zip(matrix.singularValues(), values).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func valuesOfAKnownMatrixAreThoseOfItsDiagonal() throws {
    let matrix = Matrix(rows: 2, columns: 3, values: [0, -3, 0, 4, 0, 0])
    #expect(try matrix.singularValues() == [4, 3])
  }

  @Test func vectorsOfZeroValuesAreLeftOut() throws {
    let column = randomMatrix(6, 1)
    let matrix = column.multiplied(by: randomMatrix(1, 8, seed: 2))
    let (left, values, right) = try matrix.decomposed(cutoff: 1e-6)
    #expect(left.columns == 1)
    #expect(right.rows == 1)
    #expect(values.count == 6)
    // The Gram matrix halves the digits of a zero value: sqrt(eps) of the largest.
    #expect(values.dropFirst().allSatisfy { $0 < 1e-7 * values[0] })
  }

  @Test func aZeroOrEmptyMatrixHasNoVectors() throws {
    #expect(try Matrix(rows: 3, columns: 2).decomposed(cutoff: 0).left.columns == 0)
    #expect(try Matrix(rows: 0, columns: 5).singularValues().isEmpty)
    #expect(try Matrix(rows: 5, columns: 0).decomposed(cutoff: 0).values.isEmpty)
  }

  @Test(arguments: [Double.nan, .infinity]) func aValueThatIsNotFiniteIsReported(_ value: Double) {
    var matrix = randomMatrix(3, 4)
    matrix[1, 2] = value
    #expect(throws: DecompositionError.self) { try matrix.singularValues() }
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
    let first = a.values.map { Float($0) }
    for isTransposed in [false, true] {
      let second = (isTransposed ? b.transposed : b).values.map { Float($0) }
      var result = [Float](repeating: .nan, count: rows * columns)
      var span = result.mutableSpan
      multiply(
        first.span, second.span, transposingB: isTransposed, into: &span, rows: rows, inner: inner,
        columns: columns)
      #expect(zip(result, expected.values).allSatisfy { abs(Double($0) - $1) < 1e-5 })
    }
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
