import LinearAlgebra
import System
import Testing

/// Matrices that are decomposed in steps, made of known factors: `(I - 2 x x^T) S (I - 2 y y^T)`, the middle one
/// diagonal and the others reflections.
@Suite struct LargeDecompositionTests {
  private static let (rows, columns) = (1100, 1250)
  /// From 2 down to 1, so that vectors are exact to rounding.
  private static let singularValues = (0..<rows).map { 2 - Double($0) / Double(rows) }
  private static let left = unitVector(rows, seed: 3)
  private static let right = unitVector(columns, seed: 4)

  private static func unitVector(_ count: Int, seed: UInt64) -> [Double] {
    var random = SplitMix(seed: seed)
    let vector = (0..<count).map { _ in Double.random(in: -1...1, using: &random) }
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return vector.map { $0 / norm }
  }

  /// Element `(row, column)` of `I - 2 v v^T`.
  private static func reflection(_ vector: [Double], _ row: Int, _ column: Int) -> Double {
    (row == column ? 1 : 0) - 2 * vector[row] * vector[column]
  }

  private static func weight(isTransposed: Bool) -> WeightMatrix {
    // As S has one entry a row, so has the product with a reflection but for a sum of rank one.
    let sum = (0..<rows).reduce(0) { $0 + left[$1] * singularValues[$1] * right[$1] }
    var matrix = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var value = 4 * left[row] * sum * right[column]
        if row == column { value += singularValues[row] }
        value -= 2 * singularValues[row] * right[row] * right[column]
        if column < rows { value -= 2 * left[row] * left[column] * singularValues[column] }
        matrix[row, column] = value
      }
    }
    let stored = isTransposed ? matrix.transposed : matrix
    return WeightMatrix(
      rows: isTransposed ? columns : rows, columns: isTransposed ? rows : columns,
      elements: .doubles(stored.values[...]))
  }

  @Test(arguments: [false, true]) func valuesAreThoseThatItWasMadeOf(_ isTransposed: Bool) throws {
    let found = try Self.weight(isTransposed: isTransposed).singularValues()
    #expect(found.count == Self.rows)
    for (value, truth) in zip(found, Self.singularValues) {
      // Squares of values of about 1 are exact to the order times the rounding of a double.
      #expect(abs(value - truth) < 1e-12)
    }
  }

  @Test(arguments: [false, true]) func vectorsAreThoseThatItWasMadeOf(_ isTransposed: Bool) throws {
    let (values, vectors) = try Self.weight(isTransposed: isTransposed).decomposed(cutoff: 1e-6)
    #expect(values.count == Self.rows && vectors.rows == Self.rows)
    let side = isTransposed ? Self.right : Self.left
    for index in stride(from: 0, to: Self.rows, by: 37) {
      #expect(abs(values[index] - Self.singularValues[index]) < 1e-12)
      let truth = vectors[row: index].indices.map {
        Self.reflection(side, $0 - vectors[row: index].startIndex, index)
      }
      let product = zip(vectors[row: index], truth).reduce(0) { $0 + $1.0 * $1.1 }
      // Neighbouring values are 1e-3 apart: vectors are exact to the rounding of the matrix over that.
      #expect(abs(abs(product) - 1) < 1e-10)
    }
  }

  /// The largest part of the work that a step does, of the fractions that are done after each.
  private func largestStep(_ fractions: [Double]) -> Double? {
    zip([0] + fractions, fractions).map { $1 - $0 }.max()
  }

  /// The person may go to another layer, or leave, in between: no step does a fifth of the work.
  @Test func theyTakeManySteps() throws {
    var values = SingularValueSweep(Self.weight(isTransposed: false))
    var fractions: [Double] = []
    while values.values == nil {
      try values.advance()
      fractions.append(values.fraction)
    }
    #expect(try #require(largestStep(fractions)) < 0.2)
    #expect(fractions == fractions.sorted() && fractions.last == 1)
    var vectors = SingularVectorSweep(Self.weight(isTransposed: false), cutoff: 1e-6)
    fractions = []
    while vectors.found == nil {
      try vectors.advance()
      fractions.append(vectors.fraction)
    }
    #expect(try #require(largestStep(fractions)) < 0.2)
    #expect(fractions == fractions.sorted() && fractions.last == 1)
  }

  @Test func aValueThatIsNotFiniteIsAFailure() {
    var values = [Double](repeating: 1, count: 1100 * 1100)
    values[77] = .nan
    let matrix = WeightMatrix(rows: 1100, columns: 1100, elements: .doubles(values[...]))
    #expect(throws: Failure.self) { try matrix.singularValues() }
    #expect(throws: Failure.self) { try matrix.decomposed(cutoff: 0) }
  }
}
