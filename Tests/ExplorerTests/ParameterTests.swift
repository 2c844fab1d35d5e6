import DeepDataProfiler
import Explorer
import Testing

/// The thresholds that decide on significance.
@Suite struct ParameterTests {
  @Test(arguments: ["4", "5"])
  func bracketsChangeTheQuantileByOneHundredth(_ pane: String) throws {
    var explorer = try Sample.answered()
    explorer.press(pane)
    explorer.press("]]]")
    #expect(explorer.parameters.quantile == 0.88)
    explorer.press("[")
    #expect(explorer.parameters.quantile == 0.87)
    #expect(explorer.pane(.hypergraph)[0].contains("q 87 %"))
    #expect(explorer.pane(.hierarchy)[0].contains("q 87 %"))
  }

  @Test(arguments: ["4", "5"])
  func bracesChangeTheMajorityByFiveHundredths(_ pane: String) throws {
    var explorer = try Sample.answered()
    explorer.press(pane)
    explorer.press("}}")
    #expect(explorer.parameters.majority == 0.85)
    explorer.press("{")
    #expect(explorer.parameters.majority == 0.8)
    #expect(explorer.pane(.hypergraph)[0].contains("p 80 %"))
  }

  @Test func bothStayFractions() throws {
    var explorer = try Sample.answered()
    explorer.press("4" + String(repeating: "]", count: 30) + String(repeating: "}", count: 30))
    #expect(explorer.parameters.quantile == 1)
    #expect(explorer.parameters.majority == 1)
    explorer.press(String(repeating: "[", count: 120) + String(repeating: "{", count: 30))
    #expect(explorer.parameters.quantile == 0)
    #expect(explorer.parameters.majority == 0)
    explorer.press("]}")
    #expect(explorer.parameters.quantile == 0.01)
    #expect(explorer.parameters.majority == 0.05)
  }

  @Test func pGoesThroughThePolarities() throws {
    var explorer = try Sample.answered()
    explorer.press("4")
    for polarity in [Hypergraph.Polarity.negative, .both, .positive] {
      explorer.press("p")
      #expect(explorer.parameters.polarity == polarity)
    }
  }

  @Test func otherPanesLeaveThemAlone() throws {
    var explorer = try Sample.answered()
    let before = explorer.parameters
    explorer.press("1[]{}p2[]{}p3[]{}p")
    #expect(explorer.parameters == before)
  }
}
