import DeepDataProfiler
import Testing

@Suite struct LinearFitTests {
  @Test func theLineIsThatOfScipysLinregress() throws {
    let points = zip([2.3, 1.1, 4.8, 3.9, 0.2], [0.71, 0.69, 0.86, 0.80, 0.61])
    let fit = try #require(LinearFit(points.map { (x: $0, y: $1) }))
    // scipy.stats.linregress(x, y): slope, intercept and rvalue ** 2.
    #expect(abs(fit.slope - 0.05049545829892652) < 1e-14)
    #expect(abs(fit.intercept - 0.6097811725846406) < 1e-14)
    #expect(abs(try #require(fit.r2) - 0.9720243258067227) < 1e-14)
  }

  @Test func withoutTwoDistinctPlacesThereIsNoLine() {
    #expect(LinearFit([]) == nil)
    #expect(LinearFit([(x: 1, y: 2)]) == nil)
    #expect(LinearFit([(x: 1, y: 2), (x: 1, y: 3)]) == nil)
    // Their mean is no more 0.1 than their sum is 0.3.
    #expect(LinearFit([(x: 0.1, y: 2), (x: 0.1, y: 3), (x: 0.1, y: 4)]) == nil)
  }

  @Test func equalHeightsHaveNoVarianceToAccountFor() throws {
    let fit = try #require(LinearFit([(x: 1, y: 2), (x: 3, y: 2)]))
    #expect(fit.slope == 0 && fit.intercept == 2 && fit.r2 == nil)
  }
}
