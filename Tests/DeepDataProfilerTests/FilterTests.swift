import DeepDataProfiler
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// Singular vectors as filters, and the products of filters, of layers with and without groups.
@Suite struct FilterTests {
  /// A convolution of 6 filters of 2 x 2 in two groups, on 4 channels.
  private func grouped() throws -> (layer: LinearLayer, weight: Weight) {
    let shape = try #require(Shape([6, 2, 2, 2]))
    let layer = LinearLayer(
      index: 0, name: "layer", kind: .convolution, weightShape: shape, groups: 2)
    let values = (0..<48).map { Float(($0 * 29) % 17) - 8 }
    return (layer, Weight(shape: shape, values: values))
  }

  /// Filters share channels only within a group.
  ///
  /// Weights are whole numbers of a few digits, so that floats hold each sum.
  @Test func productsOfFiltersAreSumsOverTheirWeights() throws {
    let (layer, weight) = try grouped()
    let values = weight.elements.rounded
    let gram = try GramMatrix(UnfoldedMatrix(layer, weight: weight))
    #expect(gram.order == 6 && gram.pool == 1 && gram.side == 6)
    var (norms, greatest) = ([Float](), Float(0))
    for row in 0..<6 {
      for column in 0..<6 {
        let product = (0..<8).reduce(Float(0)) {
          $0 + values[row * 8 + $1] * values[column * 8 + $1]
        }
        let expected = row / 3 == column / 3 ? product : 0
        #expect(gram.values[row * 6 + column] == expected)
        if row == column { norms.append(expected) } else { greatest = max(greatest, abs(expected)) }
      }
    }
    #expect(gram.diagonal == (norms.min() ?? 0)...(norms.max() ?? 0))
    #expect(gram.greatestOther == greatest)
    let pairs = gram.greatestPairs(atMost: 4)
    let all = (0..<6).flatMap { row in
      (row + 1..<6).map { abs(gram.values[row * 6 + $0]) }
    }
    #expect(pairs.map { abs($0.value) } == Array(all.sorted(by: >).prefix(4)))
    for (row, column, value) in pairs {
      #expect(row < column && gram.values[row * 6 + column] == value)
    }
    #expect(gram.greatestPairs(atMost: 99).count == 15 && gram.greatestPairs(atMost: 0).isEmpty)
  }

  /// Weights of inputs x outputs, as `MatMul` takes them: a filter is a column.
  @Test func productsOfFiltersThatAreColumns() throws {
    let shape = try #require(Shape([5, 3]))
    let layer = LinearLayer(
      index: 0, name: "layer", kind: .linear, weightShape: shape, isInputsFirst: true)
    let values = (0..<15).map { Float(($0 * 29) % 17) - 8 }
    let gram = try GramMatrix(UnfoldedMatrix(layer, weight: Weight(shape: shape, values: values)))
    #expect(gram.order == 3)
    for row in 0..<3 {
      for column in 0..<3 {
        let product = (0..<5).reduce(Float(0)) {
          $0 + values[$1 * 3 + row] * values[$1 * 3 + column]
        }
        #expect(gram.values[row * 3 + column] == product)
      }
    }
  }

  /// Of 2050 filters with one weight each, three rows and columns become one; the product of largest
  /// magnitude stands for nine.
  @Test func aLargeMapKeepsTheLargestMagnitudes() throws {
    let shape = try #require(Shape([2050, 1]))
    let layer = LinearLayer(
      index: 0, name: "layer", kind: .linear, weightShape: shape, groups: 1)
    let values = (0..<2050).map { $0 == 1001 ? Float(-7) : Float($0 % 3) }
    let gram = try GramMatrix(
      UnfoldedMatrix(layer, weight: Weight(shape: shape, values: values)))
    #expect(gram.pool == 3 && gram.side == 684)
    #expect(gram.values.count == 684 * 684)
    // Filters 999 to 1001 are 0, 1 and -7: beside others, the product with 2 is the largest.
    #expect(gram.values[333 * 684 + 333] == 49)
    #expect(gram.values[333 * 684] == -14)
    #expect(gram.values[0] == 4)
    // The last row of the map has filter 2049 alone, which is 0.
    #expect(gram.values[683 * 684 + 683] == 0)
  }

  @Test func aWeightThatIsNotFiniteHasNoProducts() throws {
    let (layer, finite) = try grouped()
    let weight = Weight(
      shape: finite.shape, values: finite.elements.rounded.dropLast() + [.infinity])
    #expect(throws: Failure.self) {
      try GramMatrix(UnfoldedMatrix(layer, weight: weight))
    }
  }

  /// Of a grouped layer, a filter is what its group sees of the whole vector, which is zero elsewhere.
  @Test func aFilterOfAGroupedLayerIsItsPartOfTheVector() async throws {
    let profiler = try Profiler(model: samples.appending(path: "fashion.onnx").path())
    let layer = try #require(
      profiler.findings.model.layers.first { $0.groups > 1 && $0.groups < $0.weightShape[0] })
    let parts = try await profiler.decomposition(of: layer.index)
    let kernel = layer.kernel.reduce(1, *)
    for vector in [0, parts.rank - 1] {
      let filter = try await profiler.filter(of: layer.index, vector: vector)
      #expect(filter.channels.count == layer.weightShape[1])
      #expect(filter.filters.count == layer.weightShape[0] / layer.groups)
      let whole = parts.rightVectors(vector..<vector + 1).values
      for (place, value) in whole.enumerated() where !filter.channels.contains(place / kernel) {
        #expect(value == 0)
      }
      let own = whole[filter.channels.lowerBound * kernel..<filter.channels.upperBound * kernel]
      #expect(filter.rightVector == own.map { Float($0) })
      let norm = filter.leftVector.reduce(Float(0)) { $0 + $1 * $1 }
      #expect(abs(norm - 1) < 1e-5)
    }
  }
}
