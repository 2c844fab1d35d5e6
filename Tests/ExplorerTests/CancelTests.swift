import DeepDataProfiler
import Explorer
import Testing

/// What is cancelled, and what is dropped.
@Suite struct CancelTests {
  @Test func whatIsCancelledIsNotWantedUntilResumed() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "]")
    let request = try #require(explorer.wanted.first)
    _ = explorer.handle(.progressed(request, 0.5))
    #expect(explorer.press(.control("c")) == .cancel)
    #expect(!explorer.wanted.contains(request))
    #expect(explorer.pane(.hypergraph).contains("Cancelled; r computes it."))
    explorer.press("j")
    #expect(!explorer.wanted.contains(request))
    #expect(explorer.press("r") == .redraw)
    #expect(explorer.wanted.contains(request))
    Sample.answer(&explorer)
    #expect(!explorer.pane(.hypergraph).contains("Cancelled"))
  }

  @Test func whatRunsIsTheMostUrgentAndIsWhatIsCancelled() throws {
    var explorer = try Sample.explorer()
    _ = explorer.handle(.progressed(.spectrum(layer: 1), 0.5))
    // The spectrum of conv2 waits, half done, for that of fc1, which is in sight.
    explorer.press("j")
    let running = try #require(explorer.wanted.first)
    #expect(running == .spectrum(layer: 2))
    let footer = explorer.footer
    #expect(explorer.press(.control("c")) == .cancel)
    let wanted = explorer.wanted
    #expect(footer.contains("spectrum fc1"))
    #expect(!wanted.contains(running))
  }

  @Test func aMapThatIsLateStaysUnderItsOwnName() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "G")
    // Image 39 is not known, and the picture is of image 17.
    #expect(explorer.title(.projection).contains("v2 on image 17"))
    #expect(explorer.title(.projection).contains("…"))
    Sample.answer(&explorer)
    #expect(explorer.title(.projection).contains("v2 on image 39"))
    #expect(!explorer.title(.projection).contains("…"))
  }

  @Test func aPaneAloneWantsOnlyWhatItShows() throws {
    let explorer = try Sample.explorer()
    #expect(explorer.wanted(by: .spectrum) == [.spectrum(layer: 1)])
    #expect(explorer.wanted(by: .hypergraph) == [.hierarchy(layer: 1, explorer.parameters)])
    let answered = try Sample.answered()
    for view in View.allCases { #expect(answered.wanted(by: view).isEmpty) }
  }

  @Test func mapsOfImagesLeftBehindAreDropped() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "g")
    var asked: Set<Request> = []
    for _ in Sample.dataSet.labels {
      while let request = explorer.wanted.first {
        if case .maps = request { asked.insert(request) }
        _ = explorer.handle(.answered(request, Sample.answer(to: request)))
      }
      explorer.press("j")
    }
    let kept = asked.count { explorer.findings[$0] != nil }
    #expect(asked.count > 100)
    // The bound of 32, and what is seen: maps, input, five exemplary images and four neighbours.
    #expect(kept <= 32 + 11)
    #expect(explorer.findings[.maps(.projections, layer: 1, image: 3)] == nil)
    #expect(explorer.wanted.isEmpty)
  }
}
