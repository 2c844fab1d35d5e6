import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

@testable import DeepDataProfiler

private func layer(_ extents: [Int], groups: Int = 1, inputsFirst: Bool = false) throws
  -> LinearLayer
{
  LinearLayer(
    index: 0, name: "layer", kind: extents.count == 2 ? .linear : .convolution,
    weightShape: try #require(Shape(extents)), groups: groups, isInputsFirst: inputsFirst)
}

private func unfold(_ layer: LinearLayer, _ values: [Float]) -> UnfoldedMatrix {
  UnfoldedMatrix(layer, weight: Weight(shape: layer.weightShape, values: values))
}

/// Entries without a pattern, the same every time.
private func noise(_ count: Int, seed: UInt64 = 7) -> [Float] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
  }
}

private func shuffled(_ values: [Float]) -> [Float] {
  guard case .floats(let result) = WeightElements.floats(values[...]).shuffled(seed: 3) else {
    return []
  }
  return Array(result)
}

@Suite struct UnfoldingTests {
  @Test func aConvolutionsRowsAreItsFlattenedFilters() throws {
    let matrix = unfold(try layer([2, 3, 1, 2]), (0..<12).map { Float($0) })
    #expect(
      matrix.blocks.map(\.doubles) == [
        Matrix(rows: 2, columns: 6, values: (0..<12).map { Double($0) })
      ])
  }

  @Test func aWeightOfInputsByOutputsIsTransposed() throws {
    let matrix = unfold(try layer([2, 3], inputsFirst: true), [1, 2, 3, 4, 5, 6])
    #expect(
      matrix.blocks.map(\.doubles) == [Matrix(rows: 3, columns: 2, values: [1, 4, 2, 5, 3, 6])])
  }

  @Test func groupsAreBlocksDownTheDiagonal() throws {
    let layer = try layer([4, 2, 1, 1], groups: 2)
    let matrix = unfold(layer, (0..<8).map { Float($0) })
    #expect(matrix.blocks.count == 2)
    #expect(matrix.blocks[1].doubles == Matrix(rows: 2, columns: 2, values: [4, 5, 6, 7]))
    let doubles = Weight(
      shape: layer.weightShape, elements: .doubles((0..<8).map { Double($0) }[...]))
    #expect(
      UnfoldedMatrix(layer, weight: doubles).blocks.map(\.doubles) == matrix.blocks.map(\.doubles))
    #expect(matrix.rows == layer.rows && matrix.columns == layer.columns)
    #expect(layer.columns == 4)
  }
}

@Suite struct SingularValueDecompositionTests {
  @Test func theLargestEntryOfEachLeftVectorIsPositive() throws {
    let parts = try SingularValueDecomposition(unfold(layer([6, 9]), noise(54)))
    for vector in 0..<parts.rank {
      let column = (0..<6).map { parts.leftVectors[$0, vector] }
      let largest = try #require(column.max { abs($0) < abs($1) })
      #expect(largest > 0)
    }
  }

  @Test func theLowestIndexWinsATieOfSigns() throws {
    // u_0 is (1, -1) / sqrt 2 or its negative.
    let parts = try SingularValueDecomposition(unfold(layer([2, 2]), [1, -1, -1, 1]))
    #expect(parts.rank == 1)
    #expect(parts.leftVectors[0, 0] > 0)
    #expect(parts.rightVectors(0..<1)[0, 0] > 0)
  }

  /// 30,000 weights, whose matrix of left vectors would have 900 million entries.
  @Test func vectorsThatNoMemoryHoldsAreRefused() throws {
    let layer = try layer([30_000, 1, 1, 1], groups: 30_000)
    let matrix = unfold(layer, noise(30_000))
    #expect(throws: Failure.tooLarge) { try SingularValueDecomposition(matrix) }
    #expect(try Spectrum(matrix).singularValues.count == 30_000)
  }

  @Test func aGroupedDecompositionIsThatOfTheBlockDiagonalMatrix() throws {
    let layer = try layer([6, 2, 2, 2], groups: 3)
    let values = noise(48)
    let parts = try SingularValueDecomposition(unfold(layer, values))
    var full = [Float](repeating: 0, count: 6 * 24)
    for row in 0..<6 {
      for column in 0..<8 { full[row * 24 + row / 2 * 8 + column] = values[row * 8 + column] }
    }
    let whole = try SingularValueDecomposition(
      UnfoldedMatrix(
        self.layer6x24(), weight: Weight(shape: layer6x24().weightShape, values: full)))
    for (a, b) in zip(parts.singularValues, whole.singularValues) { #expect(abs(a - b) < 1e-12) }
    for (a, b) in zip(parts.leftVectors.values, whole.leftVectors.values) {
      #expect(abs(a - b) < 1e-9)
    }
    let right = parts.rightVectors(0..<parts.rank)
    #expect(right.values.count == 6 * 24)
    for (a, b) in zip(right.values, whole.rightVectors(0..<6).values) {
      #expect(abs(a - b) < 1e-9)
    }
  }

  private func layer6x24() throws -> LinearLayer { try layer([6, 24]) }

  @Test func aWeightThatIsNotFiniteIsAnError() throws {
    let matrix = unfold(try layer([2, 2]), [1, 2, .nan, 4])
    #expect(throws: Failure.self) { try SingularValueDecomposition(matrix) }
    #expect(throws: Failure.self) { try Spectrum(matrix) }
  }
}

@Suite struct SpectrumTests {
  @Test func aZeroWeightHasNoNumbersThatLookLikeAFit() throws {
    let spectrum = try Spectrum(unfold(layer([3, 4]), [Float](repeating: 0, count: 12)))
    #expect(spectrum.singularValues == [0, 0, 0])
    #expect(spectrum.rank == 0)
    #expect(spectrum.powerLaw == .failure(.tooFewValues))
    #expect(spectrum.bulk == nil)
    #expect(spectrum.weightedAlpha == nil && spectrum.stableRank == nil && spectrum.logNorm == nil)
    #expect(spectrum.entropy == nil && spectrum.effectiveRank == nil && spectrum.softRank == nil)
  }

  @Test func equalSingularValuesHaveFullEntropyAndNoFit() throws {
    let identity = (0..<16).map { Float($0 % 5 == 0 ? 3 : 0) }
    let spectrum = try Spectrum(unfold(layer([4, 4]), identity))
    #expect(spectrum.singularValues == [3, 3, 3, 3])
    #expect(spectrum.powerLaw == .failure(.tooFewValues))
    #expect(abs(try #require(spectrum.stableRank) - 4) < 1e-12)
    #expect(abs(try #require(spectrum.entropy) - 1) < 1e-12)
    #expect(abs(try #require(spectrum.effectiveRank) - 4) < 1e-12)
  }

  @Test func noiseStaysWithinTheBulkAndASpikeDoesNot() throws {
    let values = noise(64 * 200)
    let flat = try Spectrum(unfold(layer([64, 200]), values))
    let plain = try #require(flat.bulk)
    #expect(flat.spikes == 0)
    // Entries uniform in -1...1 have variance 1/3.
    #expect(abs(plain.variance - 1.0 / 3) < 0.01)
    let spiked = values.map { $0 + 0.5 }
    let spectrum = try Spectrum(unfold(layer([64, 200]), spiked))
    let bulk = try #require(spectrum.bulk)
    #expect(spectrum.spikes == 1)
    #expect(abs(bulk.variance - plain.variance) < 0.01)
  }

  @Test func blocksAreFittedOneByOne() throws {
    let weak = noise(8 * 12).map { $0 / 100 }
    let spectrum = try Spectrum(
      unfold(try layer([16, 12, 1, 1], groups: 2), noise(8 * 12) + weak))
    let strong = try #require(try Spectrum(unfold(layer([8, 12]), noise(8 * 12))).bulk)
    let bulk = try #require(spectrum.bulk)
    // The last digits of eigenvalues depend on how many threads there were.
    #expect(abs(bulk.upperEdge - strong.upperEdge) < 1e-12 * strong.upperEdge)
    #expect(bulk.lowerEdge < strong.lowerEdge)
    #expect(spectrum.singularValues.count == 16)
  }

  @Test func alphaHatSumsWhatWasFittedAndCountsTheRest() throws {
    let fitted = try Spectrum(unfold(layer([6, 9]), noise(54)))
    let flat = try Spectrum(unfold(layer([2, 2]), [1, 0, 0, 1]))
    let sum = AlphaHat([(6, fitted), (2, flat), (6, fitted)])
    #expect(sum.unfitted == 1)
    #expect(sum.value == fitted.weightedAlpha.map { $0 + $0 })
    #expect(AlphaHat([(2, flat)]).value == nil)
  }

  @Test func alphaHatFollowsEachConvention() throws {
    let spectrum = try Spectrum(unfold(layer([6, 9]), noise(54)))
    let (alpha, largest) = (try #require(spectrum.alpha), spectrum.lambdaMax)
    let layers = [(6, spectrum as Spectrum?), (12, spectrum)]
    let natural = AlphaHat(layers, .init(isNatural: true))
    #expect(abs(try #require(natural.value) - 2 * alpha * log(largest)) < 1e-12)
    let mean = AlphaHat(layers, .init(isMean: true))
    #expect(abs(try #require(mean.value) - alpha * log10(largest)) < 1e-12)
    let profilers = AlphaHat(layers, .deepDataProfiler)
    let expected = alpha * (log(largest / 6) + log(largest / 12)) / 2
    #expect(abs(try #require(profilers.value) - expected) < 1e-12)
    #expect(profilers.convention.description == "mean of alpha*ln(lambda_max/d)")
  }
}

@Suite struct AlphaReadingTests {
  /// A spectrum of this law, in which only alpha, the distance and the tail matter.
  private func spectrum(
    alpha: Double, distance: Double = 0.01, tail: Int = 100, spikes: Int = 3
  ) -> Spectrum {
    Spectrum(
      singularValues: [2, 1], rank: 2, matrices: LayerMatrices(rows: 2, columns: 2),
      powerLaw: .success(
        PowerLaw(alpha: alpha, xmin: 1, distance: distance, sigma: 0.1, tailCount: tail)),
      bulk: MarchenkoPastur(variance: 1, lowerEdge: 0, upperEdge: 2, spikeEdge: 2), spikes: spikes)
  }

  @Test(arguments: [
    (1.99, AlphaReading.Training.over, AlphaReading.Regularization.good), (2, .well, .good),
    (3, .well, .good), (3.01, .well, .fair), (4.49, .well, .fair), (4.5, .well, .none),
    (6, .well, .none), (6.01, .under, .none),
  ])
  func alphaIsReadAsBothToolsDo(
    _ alpha: Double, _ training: AlphaReading.Training,
    _ regularization: AlphaReading.Regularization
  ) throws {
    let reading = try #require(AlphaReading(spectrum(alpha: alpha)))
    #expect(reading.training == training)
    #expect(reading.regularization == regularization)
    #expect(reading.mu == 2 * (alpha - 1))
    #expect(reading.warnings.isEmpty)
  }

  @Test func aTailOfFewerThanEightValuesIsNotRead() {
    let readings = [7, 8].map { AlphaReading(spectrum(alpha: 3, tail: $0)) }
    #expect(readings.map { $0?.training } == [nil, .well])
    #expect(readings.map { $0?.regularization } == [nil, .good])
  }

  @Test func eachReasonToDoubtIsNamed() {
    func warnings(_ spectrum: Spectrum) -> [AlphaReading.Warning]? {
      AlphaReading(spectrum)?.warnings
    }
    #expect(warnings(spectrum(alpha: 3, tail: 49)) == [.fewInTail])
    #expect(warnings(spectrum(alpha: 3, tail: 50)) == [])
    // (0.11 - 0.002) * (10 + 0.26 + 0.05) is 1.113, and of 0.105 it is 1.062.
    #expect(warnings(spectrum(alpha: 3, distance: 0.11)) == [.largeDistance])
    #expect(warnings(spectrum(alpha: 3, distance: 0.105)) == [])
    #expect(warnings(spectrum(alpha: 3, spikes: 0)) == [.noSpikes])
  }

  @Test func withoutALawThereIsNothingToRead() throws {
    #expect(AlphaReading(try Spectrum(unfold(layer([2, 2]), [1, 0, 0, 1]))) == nil)
  }
}

@Suite struct ShuffleTests {
  /// What a few lines of Python make of SplitMix64's numbers.
  @Test(
    arguments: [
      (0, [4, 9, 2, 5, 1, 7, 6, 0, 3, 8]), (7, [9, 5, 8, 6, 1, 2, 4, 7, 0, 3]),
    ] as [(UInt64, [Float])])
  func theOrderFollowsFromTheSeed(_ seed: UInt64, _ order: [Float]) throws {
    let elements = (0..<10).map { Float($0) }
    #expect(WeightElements.floats(elements[...]).shuffled(seed: seed) == .floats(order[...]))
    let doubles = WeightElements.doubles(elements.map { Double($0) }[...])
    #expect(doubles.shuffled(seed: seed) == .doubles(order.map { Double($0) }[...]))
  }

  @Test func noiseLooksLikeItsShuffle() throws {
    for extents in [[9, 32], [64, 200], [128, 128]] {
      let layer = try layer(extents)
      let weight = noise(layer.weightShape.count)
      let comparison = try ShuffleComparison(
        Spectrum(unfold(layer, weight)),
        shuffled: Spectrum(unfold(layer, shuffled(weight))))
      #expect(comparison.isAlike, "\(extents)")
    }
  }

  @Test func whatHasStructureDoesNot() throws {
    let layer = try layer([64, 200])
    // Each row is a third noise and two thirds what all rows share.
    let (own, shared) = (noise(64 * 200), noise(200, seed: 11))
    let values = own.indices.map { own[$0] / 3 + 2 * shared[$0 % 200] / 3 }
    let spectrum = try Spectrum(unfold(layer, values))
    let comparison = try ShuffleComparison(
      spectrum, shuffled: Spectrum(unfold(layer, shuffled(values))))
    #expect(!comparison.isAlike)
    #expect(comparison.distance > 0.1)
    let reading = AlphaReading(spectrum, comparison: comparison)
    #expect(reading?.warnings.contains(.likeShuffled) == false)
  }

  /// A spectrum of which only the singular values matter.
  private func spectrum(
    _ values: [Double], _ matrices: LayerMatrices = LayerMatrices(rows: 2, columns: 2)
  ) -> Spectrum {
    Spectrum(
      singularValues: values, rank: values.count, matrices: matrices,
      powerLaw: .failure(.tooFewValues), bulk: nil, spikes: nil)
  }

  /// Of 64 eigenvalues from 1/64 to 1 the largest is moved: counts differ by 1 at most, where
  /// 2 + 0.55 ln 64 = 4.3 may be chance, but the largest of noise is no more than a fifth larger.
  @Test(arguments: [(1, true), (1.19, true), (1.21, false), (100, false)])
  func aSingleEigenvalueBeyondThoseOfTheShuffleIsStructure(largest: Double, isAlike: Bool) {
    let matrices = LayerMatrices(rows: 64, columns: 200)
    let eigenvalues = (1...64).reversed().map { Double($0) / 64 }
    let comparison = ShuffleComparison(
      spectrum(([largest] + eigenvalues.dropFirst()).map { $0.squareRoot() }, matrices),
      shuffled: spectrum(eigenvalues.map { $0.squareRoot() }, matrices))
    #expect(comparison.isAlike == isAlike)
    #expect(comparison.distance == (largest == 1 ? 0 : 1.0 / 64))
  }

  @Test func theDistanceIsThatOfTheTwoDistributions() {
    let four = spectrum([4, 3, 2, 1])
    #expect(ShuffleComparison(four, shuffled: spectrum([4, 3, 2, 1])).distance == 0)
    #expect(ShuffleComparison(four, shuffled: spectrum([2, 2, 2, 2])).distance == 0.5)
    #expect(ShuffleComparison(four, shuffled: spectrum([0.5, 0.5, 0.5, 0.5])).distance == 1)
  }
}
