import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

@testable import DeepDataProfiler

/// Weights whose spectra are easy to get wrong (`Tests/Fixtures/faults/make_spectra.py`).
@Suite struct SpectrumFaultTests {
  private let profiler: Profiler
  private let truth: [String: [Double]]

  init() throws {
    profiler = try Profiler(model: fixtures.appending(path: "faults/spectra.npz").path())
    truth = try JSONDecoder().decode(
      [String: [Double]].self,
      from: Data(contentsOf: fixtures.appending(path: "faults/spectra.json")))
  }

  private func layer(_ name: String) throws -> Int {
    try #require(profiler.findings.model.layers.firstIndex { $0.name == name })
  }

  private func spectrum(_ name: String) async throws -> Spectrum {
    try await profiler.spectrum(of: layer(name))
  }

  /// Of rank-deficient ones the smallest are roots of a Gram matrix's rounding, 1e-8 of the largest.
  @Test(
    arguments: [
      "orthogonal", "two_levels", "rank3", "ties", "tiny", "huge", "signed", "unsigned", "wide",
    ])
  func singularValuesAreNumpys(_ name: String) async throws {
    let found = try await spectrum(name)
    let exact = try #require(truth[name])
    #expect(found.singularValues.count == exact.count)
    for (value, exact) in zip(found.singularValues, exact) {
      #expect(abs(value - exact) <= 1e-7 * found.singularValues[0])
    }
    #expect(found.rank == (name == "rank3" ? 3 : name == "ties" ? 1 : exact.count))
  }

  /// Float has 7 digits; where it can hold neither, doubles have 15.
  @Test(arguments: ["tiny", "huge", "wide"]) func doublesKeepTheirDigits(_ name: String)
    async throws
  {
    let found = try await spectrum(name)
    for (value, exact) in zip(found.singularValues, try #require(truth[name])) {
      #expect(abs(value - exact) <= 1e-13 * found.singularValues[0])
    }
    let parts = try await profiler.decomposition(of: layer(name))
    let right = parts.rightVectors(0..<parts.rank)
    for row in 0..<parts.rank {
      #expect(abs(right[row: row].reduce(0) { $0 + $1 * $1 } - 1) < 1e-9)
    }
  }

  @Test func eigenvaluesBeyondFloatsRangeHaveALaw() async throws {
    let tiny = try await spectrum("tiny")
    #expect(abs(tiny.lambdaMax - 1e-100) < 1e-113)
    #expect(tiny.rank == 3 && tiny.alpha != nil)
  }

  @Test func equalValuesAreNoLaw() async throws {
    #expect(try await spectrum("orthogonal").powerLaw == .failure(.tooFewValues))
    let law = try await spectrum("two_levels").powerLaw.get()
    // 12 of 4 above 12 of 1: 1 + 24 / (12 ln 4).
    #expect(abs(law.alpha - (1 + 2 / log(4))) < 1e-5)
    #expect(law.tailCount == 24)
  }

  @Test func whereAllIsBeyondTheBulkAllAreSpikes() async throws {
    let found = try await spectrum("rank3")
    #expect(found.spikes == 3 && found.bulk == nil)
  }

  @Test func theFirstOfTiesIsPositive() async throws {
    let parts = try await profiler.decomposition(of: layer("ties"))
    let signs = (0..<4).map { parts.leftVectors[$0, 0].sign }
    #expect(signs == [.plus, .minus, .minus, .plus])
  }
}
