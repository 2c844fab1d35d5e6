import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

@testable import DeepDataProfiler

/// Convolutions whose weights are independent random numbers: whatever is said to stand out of noise
/// must not stand out of these.
@Suite struct NoiseTests {
  private struct Noise {
    let layer: LinearLayer
    var weight: Weight

    init(_ extents: [Int], groups: Int = 1, using generator: inout SplitMix) throws {
      layer = LinearLayer(
        index: 0, name: "layer", kind: extents.count == 2 ? .linear : .convolution,
        weightShape: try #require(Shape(extents)), groups: groups)
      // Sums of twelve uniform numbers are almost normal.
      weight = Weight(
        shape: layer.weightShape,
        values: (0..<layer.weightShape.count).map { _ in
          (0..<12).reduce(-6) { sum, _ in sum + Float.random(in: 0..<1, using: &generator) }
        })
    }

    func spectrum(_ matrization: Matrization, seed: UInt64? = nil) throws -> Spectrum {
      var weight = weight
      if let seed { weight.elements = weight.elements.shuffled(seed: seed) }
      var sweep: any SpectrumSweep =
        switch matrization {
        case .unfolded: MatrixSweep(UnfoldedMatrix(layer, weight: weight))
        case .slices: MatrixSweep(SliceMatrices(layer, weight: weight))
        case .toeplitz where layer.kernel.isEmpty:
          MatrixSweep(UnfoldedMatrix(layer, weight: weight))
        case .toeplitz(let size): try ToeplitzSweep(layer, weight: weight, mapSize: size)
        }
      while !sweep.isDone { try sweep.advance() }
      return Spectrum(sweep.pools)
    }
  }

  /// Of 60 layers, in which 1 in 100 may have a spike, 4 or more do so in 3 of 1000 cases; of those
  /// that are alike, 95 in 100, 50 or fewer are in as many.
  @Test(
    arguments: [([24, 60], 1), ([16, 8, 3, 3], 1), ([16, 4, 3, 3], 4), ([12, 6, 5, 5], 1)],
    [Matrization.unfolded, .slices, .toeplitz(mapSize: 8)])
  func noiseHasNoSpikesAndIsLikeItsShuffle(
    _ shape: ([Int], Int), _ matrization: Matrization
  ) throws {
    var generator = SplitMix(seed: 2)
    var (spiked, alike) = (0, 0)
    for _ in 0..<60 {
      let noise = try Noise(shape.0, groups: shape.1, using: &generator)
      let spectrum = try noise.spectrum(matrization)
      spiked += spectrum.spikes == 0 ? 0 : 1
      let shuffled = try noise.spectrum(matrization, seed: 3)
      alike += ShuffleComparison(spectrum, shuffled: shuffled).isAlike ? 1 : 0
    }
    #expect(spiked < 4)
    #expect(alike > 50)
  }

  /// A filter that all share, of a quarter of the weights' variance, is what training leaves.
  @Test(arguments: [Matrization.unfolded, .slices, .toeplitz(mapSize: 8)])
  func whatAllFiltersShareStandsOut(_ matrization: Matrization) throws {
    var generator = SplitMix(seed: 5)
    var layer = try Noise([32, 16, 3, 3], using: &generator)
    let shared = try Noise([1, 16, 3, 3], using: &generator)
    let (own, all) = (Array(layer.weight.elements.rounded), Array(shared.weight.elements.rounded))
    layer.weight.elements = .floats(own.indices.map { own[$0] + 0.6 * all[$0 % 144] }[...])
    let spectrum = try layer.spectrum(matrization)
    let spikes = try #require(spectrum.spikes)
    #expect(spikes > 0)
    let shuffled = try layer.spectrum(matrization, seed: 1)
    #expect(!ShuffleComparison(spectrum, shuffled: shuffled).isAlike)
  }

  /// Values of Tracy and Widom's distribution function of order 1, from tables (Prähofer): 2.0234 has
  /// 0.99, 3.2724 has 0.999.
  @Test func theAllowanceIsThatOfTracyAndWidom() {
    #expect(abs(LayerMatrices.tracyWidomQuantile(trials: 1) - 2.0234) < 1e-12)
    #expect(abs(LayerMatrices.tracyWidomQuantile(trials: 10) - 3.2724) < 0.06)
    let single = LayerMatrices(rows: 1000, columns: 1000)
    // (2 / sqrt 1000)^(1/3) / (2 sqrt 1000) is 0.0063.
    #expect(abs(single.allowance - 2.0234 * 0.0063) < 1e-4)
    // Of ten groups, the largest of all is what must not exceed it.
    let grouped = LayerMatrices(rows: 1000, columns: 1000, groups: 10)
    #expect(abs(grouped.allowance - 3.2724 * 0.0063) < 4e-4)
  }

  /// A kernel of 3 x 3 has nine elements, and a map of 2 x 2 four frequencies.
  @Test func noMoreMatricesAreIndependentThanThereAreFrequencies() throws {
    var generator = SplitMix(seed: 1)
    let noise = try Noise([4, 3, 3, 3], using: &generator)
    #expect(try noise.spectrum(.toeplitz(mapSize: 2)).matrices.independent == 4)
    #expect(try noise.spectrum(.toeplitz(mapSize: 8)).matrices.independent == 9)
  }

  /// Numbers of eigenvalues vary by the inverse of Dyson's index: half as much where matrices are complex,
  /// as those of a convolution are at a frequency.
  @Test func countsOfComplexMatricesVaryByHalf() {
    let real = LayerMatrices(rows: 32, columns: 32, count: 64)
    let complex = LayerMatrices(rows: 32, columns: 32, count: 64, independent: 9)
    let ratio = complex.countAllowance / real.countAllowance
    #expect(abs(ratio * ratio - 64.0 / 9 / 2) < 1e-12)
  }
}

@Suite struct BulkTests {
  private func spectrum(_ values: [Double], rows: Int, columns: Int, groups: Int = 1) -> Spectrum {
    let matrices = LayerMatrices(rows: rows, columns: columns, groups: groups)
    let size = values.count / groups
    return Spectrum(
      (0..<groups).map {
        SingularValuePool(values: Array(values[$0 * size..<($0 + 1) * size]), matrices: matrices)
      })
  }

  @Test func whereEverythingIsBeyondTheBulkEverythingIsASpike() {
    let values = [1.2, 1.1, 1] + [Double](repeating: 1e-9, count: 61)
    let found = spectrum(values, rows: 64, columns: 64)
    #expect(found.rank == 3)
    #expect(found.spikes == 3)
    #expect(found.bulk == nil && found.softRank == nil)
    #expect(AlphaReading(found)?.warnings.contains(.noSpikes) == false)
  }

  @Test(arguments: [(1, 9, 20), (9, 1, 20), (1, 9, 1)])
  func aBlockOfOneRowOrColumnHasNoBulk(_ rows: Int, _ columns: Int, _ groups: Int) {
    let values = (0..<groups).map { 2 + Double($0 * $0) / 40 }
    let found = spectrum(values, rows: rows, columns: columns, groups: groups)
    #expect(found.spikes == nil && found.bulk == nil && found.softRank == nil)
    #expect(AlphaReading(found)?.warnings.contains(.noSpikes) != true)
  }

  @Test func aLayersRankIsThatOfItsBlocks() throws {
    // 1000 blocks of 1 x 9: a weight of a hundred-thousandth counts, though the layer has 9000 columns.
    let weak = spectrum(
      [1] + [Double](repeating: 1e-5, count: 999), rows: 1, columns: 9, groups: 1000)
    #expect(weak.rank == 1000)
    let layer = LinearLayer(
      index: 0, name: "layer", kind: .convolution,
      weightShape: try #require(Shape([1000, 1, 3, 3])),
      groups: 1000)
    var values = [Float](repeating: 0, count: 9000)
    for filter in 0..<1000 { values[9 * filter] = filter == 7 ? 1 : 1e-5 }
    let matrix = UnfoldedMatrix(layer, weight: Weight(shape: layer.weightShape, values: values))
    #expect(try SingularValueDecomposition(matrix).rank == 1000)
    #expect(try Spectrum(matrix).rank == 1000)
  }
}

@Suite struct EqualValueTests {
  private func spectrum(_ values: [Double], rows: Int, columns: Int) -> Spectrum {
    Spectrum([
      SingularValuePool(values: values, matrices: LayerMatrices(rows: rows, columns: columns))
    ])
  }

  /// Values that differ by less than Float's rounding.
  private func rounded(_ value: Double, _ count: Int) -> [Double] {
    (0..<count).map { value * (1 + 1e-8 * Double($0 * 37 % count)) }
  }

  @Test func valuesThatAreEqualButForRoundingAreNoLaw() {
    let found = spectrum(rounded(3, 64), rows: 64, columns: 64)
    #expect(found.powerLaw == .failure(.tooFewValues))
    #expect(AlphaReading(found) == nil)
  }

  @Test func twoLevelsAreFittedAsTwoValues() throws {
    let law = try spectrum(rounded(2, 40) + rounded(1, 40), rows: 80, columns: 90).powerLaw.get()
    let exact = try PowerLaw(
      fitting: [Double](repeating: 4, count: 40) + [Double](repeating: 1, count: 40))
    #expect(abs(law.alpha - exact.alpha) < 1e-5)
    #expect(law.tailCount == 80)
    #expect(abs(law.distance - exact.distance) < 1e-5)
  }

  @Test func whereHalfOfAllRepeatOthersTheyAreOne() {
    let half = spectrum(rounded(2, 2) + rounded(1, 2), rows: 4, columns: 4)
    #expect(Set(half.sample).count == 2)
    let less = spectrum(rounded(2, 2) + rounded(1, 2) + [0.5], rows: 5, columns: 5)
    #expect(Set(less.sample).count == 5)
  }

  @Test func nearNeighboursOfManyValuesStayDistinct() throws {
    // 4000 values between 0.2 and 1, where the precision of 4000 x 25000 matrices is 0.003.
    let values = (0..<4000).map { 1 - 0.8 * pow(Double($0) / 4000, 0.7) }
    let law = try spectrum(values, rows: 4000, columns: 25_000).powerLaw.get()
    #expect(law == (try PowerLaw(fitting: values.map { $0 * $0 })))
  }
}
