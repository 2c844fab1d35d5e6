import DeepDataProfiler
import Foundation
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

  @Test(arguments: [[], [1], [2, 2, 2], [0, 3], [-1, -2, 5], [.nan, 4], [.infinity, 4]])
  func fewerThanTwoDistinctPositiveValuesAreNoFit(_ values: [Double]) {
    #expect(throws: PowerLaw.Fault.tooFewValues) { try PowerLaw(fitting: values) }
  }
}
