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

  /// The definition of MATHS, value by value: alpha and distance of each candidate.
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

  @Test(arguments: [[], [1], [2, 2, 2], [0, 3], [-1, -2, 5], [.nan, 4], [.infinity, 4]])
  func fewerThanTwoDistinctPositiveValuesAreNoFit(_ values: [Double]) {
    #expect(throws: PowerLaw.Fault.tooFewValues) { try PowerLaw(fitting: values) }
  }
}
