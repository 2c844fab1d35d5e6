import DeepDataProfiler
import Foundation
import LinearAlgebra
import Testing

/// A sample that `Tests/Fixtures/powerlaw/make_powerlaw.py` fitted with powerlaw 1.5.
struct PowerLawCase: Decodable, CustomTestStringConvertible {
  let name: String
  let values: [Double]
  let alpha, xmin, distance, sigma: Double
  let tailCount: Int
  var testDescription: String { name }

  static func all() -> [PowerLawCase] {
    struct File: Decodable { let cases: [PowerLawCase] }
    return (try? decode(File.self, from: "powerlaw/powerlaw.json"))?.cases ?? []
  }
}

@Suite struct PowerLawTests {
  @Test func thereAreCases() {
    #expect(PowerLawCase.all().count == 14)
  }

  @Test(arguments: PowerLawCase.all()) func aFitIsThatOfThePackagePowerlaw(_ sample: PowerLawCase)
    throws
  {
    let law = try PowerLaw(fitting: sample.values.shuffled())
    #expect(law.xmin == sample.xmin)
    #expect(law.tailCount == sample.tailCount)
    #expect(abs(law.alpha - sample.alpha) < 1e-9 * sample.alpha)
    #expect(abs(law.distance - sample.distance) < 1e-9)
    #expect(abs(law.sigma - sample.sigma) < 1e-9 * sample.sigma)
  }

  /// The definition (Clauset, Shalizi, Newman 2009), value by value: alpha and distance of each candidate.
  private func definition(_ sample: [Double]) -> [(xmin: Double, alpha: Double, distance: Double)] {
    Set(sample).sorted().dropLast().map { xmin in
      let tail = sample.filter { $0 >= xmin }
      let n = Double(tail.count)
      let alpha = 1 + n / tail.reduce(0) { $0 + log($1 / xmin) }
      let distances = Set(tail).map { value in
        abs(1 - pow(value / xmin, 1 - alpha) - Double(tail.count { $0 < value }) / n)
      }
      return (xmin, alpha, distances.max() ?? .nan)
    }
  }

  @Test func noCandidateIsBetterThanTheOneThatIsChosen() throws {
    var generator = SplitMix(seed: 20_221_116)
    for round in 0..<120 {
      let count = 3 + round
      // Rounded, so that many values are equal; some samples have no tail at all.
      let sample = (0..<count).map { _ in
        let uniform = Double.random(in: 1e-3..<1, using: &generator)
        let value = round.isMultiple(of: 3) ? uniform * 9 : pow(uniform, -0.7)
        return (value * 8).rounded(.up) / 8
      }
      guard Set(sample).count > 1 else { continue }
      let law = try PowerLaw(fitting: sample)
      let candidates = definition(sample)
      let chosen = try #require(candidates.first { $0.xmin == law.xmin })
      // Logarithms are summed in another order.
      #expect(abs(law.alpha - chosen.alpha) <= 1e-10 * chosen.alpha)
      #expect(abs(law.distance - chosen.distance) <= 1e-12)
      #expect(candidates.allSatisfy { $0.distance >= law.distance - 1e-12 })
    }
  }

  /// The last two candidates have equal distances.
  ///
  /// Where the law has nothing left to give below a value, the distance there is the share of the tail
  /// that is as large: a hundredth for both. The many small values are there for the search, which
  /// then does not begin with every candidate.
  @Test(arguments: [2046, 2047]) func ofEqualDistancesTheFirstCandidateWins(small: Int) throws {
    let sample =
      (0..<small).map { 1e-9 * (1 + Double($0) / 1e6) } + [Double](repeating: 1, count: 9900)
      + [Double](repeating: 2, count: 99) + [4]
    let law = try PowerLaw(fitting: sample)
    #expect(law.distance == 1 - 0.99)
    #expect(law.xmin == 1 && law.tailCount == 10_000)
    let last = try PowerLaw(fitting: Array(sample.suffix(100)))
    #expect(last.distance == law.distance && last.xmin == 2)
  }

  @Test func theCandidatesAreThoseOfTheDefinition() throws {
    var generator = SplitMix(seed: 7)
    let sample = (0..<90).map { _ in Double(Int.random(in: 1...40, using: &generator)) / 4 }
    let expected = definition(sample)
    let all = PowerLaw.candidates(of: sample, atMost: 1000)
    #expect(all.map(\.xmin) == expected.map(\.xmin))
    for (candidate, exact) in zip(all, expected) {
      #expect(abs(candidate.alpha - exact.alpha) <= 1e-10 * exact.alpha)
      #expect(abs(candidate.distance - exact.distance) <= 1e-12)
    }
    // Fewer are some of them, the first and the last among them.
    let some = PowerLaw.candidates(of: sample, atMost: 7)
    #expect(some.count == 7)
    #expect(some.first == all.first && some.last == all.last)
    #expect(some.allSatisfy(all.contains))
    #expect(PowerLaw.candidates(of: [3, 3], atMost: 5).isEmpty)
    #expect(PowerLaw.candidates(of: [3, 4], atMost: 5).map(\.xmin) == [3])
  }

  @Test(arguments: [[], [1], [2, 2, 2], [0, 3], [-1, -2, 5], [.nan, 4], [.infinity, 4]])
  func fewerThanTwoDistinctPositiveValuesAreNoFit(_ values: [Double]) {
    #expect(throws: PowerLaw.Fault.tooFewValues) { try PowerLaw(fitting: values) }
  }
}
