import LinearAlgebra
import NeuralNetwork
import System
import Testing

@testable import DeepDataProfiler

/// A layer of `matrizations/matrizations.json`.
private struct ExpectedLayer: Decodable {
  let name: String
  let shape, dilations, map: [Int]
  let groups: Int
  let weight: [Float]
  let toeplitz, slices: [Double]

  var layer: LinearLayer {
    get throws {
      LinearLayer(
        index: 0, name: name, kind: .convolution, weightShape: try #require(Shape(shape)),
        groups: groups, dilations: dilations,
        inputShape: Shape([shape[1] * groups] + map))
    }
  }

  var tensor: Weight {
    get throws { Weight(shape: try #require(Shape(shape)), values: weight) }
  }
}

@Suite struct MatrizationTests {
  private let layers: [ExpectedLayer]

  init() throws {
    layers = try decode([ExpectedLayer].self, from: "matrizations/matrizations.json")
  }

  /// Values agree to 1e-6 of the largest, as everywhere; small ones are roots of a Gram matrix's
  /// eigenvalues, and good to the root of Double's precision.
  private func check(_ found: [Double], _ expected: [Double], _ name: String) {
    #expect(found.count == expected.count, "\(name)")
    for (value, exact) in zip(found, expected) {
      #expect(abs(value - exact) <= 1e-6 * expected[0], "\(name)")
    }
  }

  @Test func toeplitzValuesAreThoseOfTheDenseCirculantMatrix() throws {
    for expected in layers {
      var sweep = try ToeplitzSweep(expected.layer, weight: expected.tensor, mapSize: nil)
      while !sweep.isDone { try sweep.advance() }
      check(Spectrum(sweep.pools).singularValues, expected.toeplitz, expected.name)
    }
  }

  /// Many frequencies, few, and one, of matrices that OpenBLAS would use several threads for.
  @Test(arguments: [
    ([12, 10, 3, 3], [37, 29]), ([160, 140, 3, 3], [3, 4]), ([512, 256, 1, 1], [7, 7]),
  ])
  func theNumberOfThreadsChangesNoDigit(_ extents: [Int], _ map: [Int]) throws {
    let shape = try #require(Shape(extents))
    let layer = LinearLayer(
      index: 0, name: "conv", kind: .convolution, weightShape: shape,
      inputShape: Shape([extents[1]] + map))
    var random = SplitMix(seed: 21)
    let weight = Weight(
      shape: shape,
      values: (0..<shape.count).map { _ in Float.random(in: -1...1, using: &random) })
    func values() throws -> [Double] {
      var sweep = try ToeplitzSweep(layer, weight: weight, mapSize: nil)
      while !sweep.isDone { try sweep.advance() }
      return sweep.pools.flatMap(\.values)
    }
    let alone = try onOneThread { try values() }
    #expect(try alone == values())
  }

  @Test func slicedValuesAreThoseOfEachKernelElement() throws {
    for expected in layers {
      let slices = try SliceMatrices(expected.layer, weight: expected.tensor)
      check(try Spectrum(slices).singularValues, expected.slices, expected.name)
    }
  }

  @Test func aMapSizeTakesThePlaceOfTheInputs() throws {
    let expected = try #require(layers.first { $0.name == "square" })
    let other = LinearLayer(
      index: 0, name: "other", kind: .convolution, weightShape: try #require(Shape(expected.shape)),
      inputShape: Shape([4, 30, 20]))
    var sweep = try ToeplitzSweep(other, weight: expected.tensor, mapSize: 5)
    while !sweep.isDone { try sweep.advance() }
    check(Spectrum(sweep.pools).singularValues, expected.toeplitz, expected.name)
  }

  @Test func withoutAGraphTheMapSizeIsAskedFor() throws {
    let layer = LinearLayer(
      index: 0, name: "layer", kind: .convolution, weightShape: try #require(Shape([1, 1, 3, 3])))
    let weight = Weight(shape: layer.weightShape, values: [Float](repeating: 1, count: 9))
    let error = #expect(throws: Failure.self) {
      try ToeplitzSweep(layer, weight: weight, mapSize: nil)
    }
    #expect(error?.description.contains("--map-size") == true)
  }

  @Test(arguments: [1 << 13, 1 << 40, Int.max])
  func aMapThatIsTooLargeIsAnError(_ size: Int) throws {
    let layer = LinearLayer(
      index: 0, name: "layer", kind: .convolution, weightShape: try #require(Shape([1, 1, 3, 3])))
    let weight = Weight(shape: layer.weightShape, values: [Float](repeating: 1, count: 9))
    #expect(throws: Failure.self) {
      try ToeplitzSweep(layer, weight: weight, mapSize: size)
    }
  }

  @Test func aWeightThatIsNotFiniteIsAnError() throws {
    let expected = try #require(layers.first)
    var weight = try expected.tensor
    weight.elements = .floats((weight.elements.rounded.dropLast() + [.infinity])[...])
    let layer = try expected.layer
    #expect(throws: Failure.self) {
      try ToeplitzSweep(layer, weight: weight, mapSize: nil)
    }
    #expect(throws: Failure.self) { try Spectrum(SliceMatrices(layer, weight: weight)) }
  }
}
