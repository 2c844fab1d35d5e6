import DeepDataProfiler
import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// Singular vectors down to the smallest values of the rank, beside NumPy's
/// (`Tests/Fixtures/decomposition/make_graded.py`).
@Suite struct DecompositionTests {
  private static func arrays() throws -> [String: StoredTensor] {
    let file = fixtures.appending(path: "decomposition/graded.npz").path()
    return try StoredModel.open(path: file).tensors.reduce(into: [:]) { $0[$1.name] = $1 }
  }

  @Test(arguments: ["wide", "tall", "square"], [false, true])
  func vectorsOfSmallValuesAreOrthogonalAndNumpys(_ name: String, _ isInputsFirst: Bool) throws {
    let arrays = try Self.arrays()
    let weight = try #require(arrays[name]).floats()
    let (rows, columns) = (weight.shape[0], weight.shape[1])
    let stored =
      isInputsFirst
      ? Tensor(
        shape: try #require(Shape([columns, rows])),
        values: (0..<rows * columns).map { weight.values[$0 % rows * columns + $0 / rows] })
      : weight
    let layer = LinearLayer(
      index: 0, name: "w", kind: .linear, weightShape: stored.shape, isInputsFirst: isInputsFirst)
    let parts = try SingularValueDecomposition(
      UnfoldedMatrix(layer, weight: Weight(shape: stored.shape, values: stored.values)))
    let right = parts.rightVectors(0..<parts.rank)
    #expect(try #require(arrays["\(name).S"]).shape.extents == [parts.rank])

    // Rounding grows by s_0 / s_i, 1e5 here; squares would grow it by 1e10.
    for i in 0..<parts.rank {
      for j in 0..<parts.rank {
        let one = i == j ? 1.0 : 0
        let u = (0..<rows).reduce(0) { $0 + parts.leftVectors[$1, i] * parts.leftVectors[$1, j] }
        let v = zip(right[row: i], right[row: j]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(u - one) < 1e-12)
        #expect(abs(v - one) < 1e-10)
      }
    }
    // What is past the rank is left out of the product.
    let rest = parts.singularValues.dropFirst(parts.rank).first ?? 0
    for row in 0..<rows {
      for column in 0..<columns {
        let product = (0..<parts.rank).reduce(0.0) {
          $0 + parts.leftVectors[row, $1] * parts.singularValues[$1] * right[$1, column]
        }
        #expect(abs(product - Double(weight.values[row * columns + column])) < 1e-13 + 2 * rest)
      }
    }
    // Two decompositions in Double agree to eps s_0 / gap; NumPy's are given as Float.
    let (left, values, above) = (
      try #require(arrays["\(name).U"]).floats().values,
      try #require(arrays["\(name).S"]).floats().values,
      try #require(arrays["\(name).Vt"]).floats().values
    )
    for (value, exact) in zip(parts.leftVectors.values, left) {
      #expect(abs(value - Double(exact)) < 1e-7)
    }
    for (value, exact) in zip(right.values, above) { #expect(abs(value - Double(exact)) < 1e-7) }
    for (value, exact) in zip(parts.singularValues, values) {
      #expect(abs(value - Double(exact)) < 1e-7 * Double(exact))
    }
  }
}
