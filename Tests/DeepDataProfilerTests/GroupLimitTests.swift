import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

@testable import DeepDataProfiler

/// Layers of two groups of three filters on three channels, whose singular values are known: each
/// block is diagonal.
@Suite struct GroupLimitTests {
  private func matrix(_ first: [Float], _ second: [Float]) throws -> UnfoldedMatrix {
    let shape = try #require(Shape([6, 3, 1, 1]))
    let layer = LinearLayer(
      index: 0, name: "layer", kind: .convolution, weightShape: shape, groups: 2)
    let values = [first, second].flatMap { diagonal in
      (0..<9).map { $0 % 4 == 0 ? diagonal[$0 / 4] : 0 }
    }
    return UnfoldedMatrix(layer, weight: Weight(shape: shape, values: values))
  }

  @Test func metricsAreOverTheRankOfAllGroups() throws {
    let spectrum = try Spectrum(matrix([4, 2, 0], [0.5, 3, 1]))
    #expect(spectrum.singularValues == [4, 3, 2, 1, 0.5, 0])
    #expect(spectrum.rank == 5)
    let eigenvalues = [16, 9, 4, 1, 0.25]
    let shares = eigenvalues.map { $0 / eigenvalues.reduce(0, +) }
    let entropy = shares.reduce(0) { $0 - $1 * log($1) }
    #expect(abs(try #require(spectrum.entropy) - entropy / log(5)) < 1e-12)
    #expect(abs(try #require(spectrum.effectiveRank) - exp(entropy)) < 1e-12)
    #expect(abs(try #require(spectrum.stableRank) - 30.25 / 16) < 1e-12)
    #expect(abs(try #require(spectrum.logNorm) - log10(30.25)) < 1e-12)
    #expect(spectrum.eigenvalues == eigenvalues)
  }

  /// Rank is told by the largest singular value of all groups and the extents of one:
  /// 4 x 3 x eps(Float) is 1.43e-6, with all rows or columns it would be 2.86e-6.
  @Test func aGroupFarBelowAnotherHasNoVectors() throws {
    let matrix = try matrix([4, 2, 1], [4e-9, 2e-9, 1e-9])
    let parts = try SingularValueDecomposition(matrix)
    #expect(parts.rank == 3)
    #expect(parts.blocks == [0, 0, 0])
    #expect(parts.singularValues.count == 6)
    #expect(parts.leftVectors.columns == 3 && parts.rightVectors(0..<3).rows == 3)
    #expect(try Spectrum(matrix).rank == 3)
    // Just above it counts, just below it does not.
    let close = try self.matrix([4, 2, 1], [1.5e-6, 1.4e-6, 0])
    #expect(try SingularValueDecomposition(close).rank == 4)
    #expect(try Spectrum(close).rank == 4)
  }

  @Test func equalValuesOfTwoGroupsComeInTheOrderOfTheGroups() throws {
    let parts = try SingularValueDecomposition(matrix([2, 1, 3], [3, 2, 1]))
    #expect(parts.singularValues == [3, 3, 2, 2, 1, 1])
    #expect(parts.blocks == [0, 1, 0, 1, 0, 1])
    for (vector, row) in [2, 3, 0, 4, 1, 5].enumerated() {
      #expect((0..<6).map { parts.leftVectors[$0, vector] } == (0..<6).map { $0 == row ? 1 : 0 })
    }
  }

  @Test func aMeanIsOverTheLayersThatHaveAFit() throws {
    let fitted = try Spectrum(matrix([4, 2, 0], [0.5, 3, 1]))
    let flat = try Spectrum(matrix([2, 2, 2], [2, 2, 2]))
    let weighted = try #require(fitted.weightedAlpha)
    let mean = AlphaHat([(6, fitted), (6, flat), (6, nil), (6, fitted)], .init(isMean: true))
    #expect(abs(try #require(mean.value) - weighted) < 1e-12)
    #expect(mean.fitted == 2 && mean.unfitted == 2 && mean.total == 4)
    #expect(AlphaHat([(6, flat)], .init(isMean: true)).value == nil)
  }
}
