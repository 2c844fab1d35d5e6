import Foundation
import LinearAlgebra
import Testing

@testable import DeepDataProfiler

@Suite struct PowerLawTestTests {
  /// A case of `powerlaw/ratios.json` (`make_ratios.py`).
  private struct Ratios: Decodable {
    struct Ratio: Decodable { let ratio, p: Double }
    let name: String
    let exponential: Ratio
    let lognormal: Ratio?
  }

  /// Both sides find the largest likelihood to 1e-13 of it, and parameters to the root of that.
  @Test func likelihoodRatiosAreThoseOfThePackagePowerlaw() throws {
    let cases = PowerLawCase.all()
    let all = try decode([Ratios].self, from: "powerlaw/ratios.json")
    #expect(all.map(\.name) == cases.map(\.name))
    for (ratios, sample) in zip(all, cases) {
      let law = try PowerLaw(fitting: sample.values)
      let tail = sample.values.filter { $0 >= law.xmin }
      let exponential = LikelihoodRatio(of: law, toExponentialTail: tail)
      #expect(abs(exponential.normalized - ratios.exponential.ratio) < 1e-6, "\(ratios.name)")
      #expect(abs(exponential.p - ratios.exponential.p) < 1e-6, "\(ratios.name)")
      let lognormal = LikelihoodRatio(of: law, toLognormalTail: tail)
      // Where there is no best lognormal law, those that are nearly it are nearly the power law.
      let expected = ratios.lognormal ?? Ratios.Ratio(ratio: 0, p: 1)
      #expect(abs(lognormal.normalized - expected.ratio) < 1e-5, "\(ratios.name)")
      #expect(abs(lognormal.p - expected.p) < 1e-5, "\(ratios.name)")
    }
  }

  private func test(
    _ sample: [Double], samples: Int = 300, seed: UInt64 = 1
  ) throws -> PowerLawTest {
    var bootstrap = PowerLawBootstrap(
      sample, try PowerLaw(fitting: sample), samples: samples, seed: seed)
    while bootstrap.found == nil { try bootstrap.advance(Interruption()) }
    return try #require(bootstrap.found)
  }

  /// Any two values are as far from their law as any others: (1 - 1/e²) - 1/2.
  @Test func twoValuesAreNoFartherThanOthers() throws {
    let distance = try PowerLaw(fitting: [1, 4]).distance
    #expect(abs(distance - (0.5 - exp(-2))) < 1e-12)
    #expect(try test([1, 4]).goodness == 1)
  }

  /// Values at the middles of equal parts of the law's probability: no sample is nearer to it.
  @Test func aPowerLawIsPlausible() throws {
    let sample = (0..<200).map { pow((Double($0) + 0.5) / 200, -1 / 1.5) }
    let found = try test(sample)
    #expect(found.goodness > 0.9 && !found.isPoorFit)
    #expect(found.samples == 300)
    #expect(found.exponential.normalized > 2 && found.exponential.p < 0.05)
  }

  /// Values in two heaps far from each other are of no tail.
  @Test func heapsAreNone() throws {
    let heap = (0..<100).map { Double($0) / 1000 }
    let sample = heap.map { 1 + $0 } + heap.map { 9 + $0 }
    let found = try test(sample)
    #expect(found.isPoorFit)
  }

  /// A sample that is of its law is ruled out in a tenth of all cases: 30 of 60 would not be chance.
  @Test func goodnessIsEvenlySpreadOverSamplesOfALaw() throws {
    var generator = SplitMix(seed: 4)
    let values = try (0..<60).map { _ in
      let sample = (0..<60).map { _ in pow(1 - Double.random(in: 0..<1, using: &generator), -0.5) }
      return try test(sample, samples: 60).goodness
    }
    #expect(values.count { $0 < 0.1 } < 16)
    #expect(values.count { $0 < 0.5 } > 12 && values.count { $0 < 0.5 } < 48)
  }

  /// Wherever a sample of one law is cut, its synthetic samples are of that law.
  ///
  /// Fractions of 300 differ by 0.04 by chance.
  @Test func aSampleOfOneLawMayBeCutAnywhere() throws {
    let sample = (0..<400).map { pow((Double($0) + 0.5) / 400, -1 / 1.5) }.sorted()
    let found = try [0, 200].map { first in
      let law = PowerLaw(
        alpha: 2.5, xmin: first == 0 ? 1 : sample[first], distance: 0.03, sigma: 0.1,
        tailCount: 400 - first)
      var bootstrap = PowerLawBootstrap(sample, law, samples: 300, seed: 5)
      while bootstrap.found == nil { try bootstrap.advance(Interruption()) }
      return try #require(bootstrap.found).goodness
    }
    #expect(abs(found[0] - found[1]) < 0.16)
    #expect(found.allSatisfy { $0 > 0.25 && $0 < 0.65 })
  }

  /// A tenth is not below a tenth.
  @Test func aFitIsPoorBelowATenth() {
    let even = LikelihoodRatio(normalized: 0, p: 1)
    let poor = [0, 0.099, 0.1, 0.101].map {
      PowerLawTest(goodness: $0, samples: 1000, exponential: even, lognormal: even).isPoorFit
    }
    #expect(poor == [true, true, false, false])
  }

  @Test func theSeedDecidesAndThreadsDoNot() throws {
    var generator = SplitMix(seed: 8)
    let sample = (0..<400).map { _ in pow(1 - Double.random(in: 0..<1, using: &generator), -0.7) }
    let first = try test(sample)
    let alone = try onOneThread { try test(sample) }
    #expect(first == alone)
    #expect(try test(sample) == first)
    #expect(try test(sample, seed: 2).goodness != first.goodness)
  }

  @Test func aProfilerTestsALayersLaw() async throws {
    let profiler = try Profiler(model: samples.appending(path: "mnist.onnx").path())
    let spectrum = try await profiler.spectrum(of: 2)
    let found = try await profiler.powerLawTest(of: 2, samples: 200, seed: 7)
    #expect(try await profiler.powerLawTest(of: 2, .slices, samples: 200, seed: 7) == found)
    let alone = try test(spectrum.sample, samples: 200, seed: 7)
    #expect(found == alone)
    let reading = AlphaReading(spectrum, test: found)
    #expect(reading?.warnings.contains(.poorFit) == found.isPoorFit)
    #expect(reading?.warnings.contains(.largeDistance) == false)
  }
}
