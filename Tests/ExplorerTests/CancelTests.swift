import DeepDataProfiler
import Explorer
import Testing

/// What is cancelled, and what is dropped.
@Suite struct CancelTests {
  @Test func whatIsCancelledIsNotWantedUntilResumed() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "]")
    let request = try #require(explorer.wanted.first)
    explorer.work(on: request, 0.5)
    #expect(explorer.press(.control("c")) == nil)
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
    explorer.work(on: .spectrum(layer: 1), 0.5)
    // The spectrum of conv2 waits, half done, for that of fc1, which is in sight.
    explorer.press("j")
    let running = try #require(explorer.wanted.first)
    #expect(running == .spectrum(layer: 2))
    let footer = explorer.footer
    #expect(explorer.press(.control("c")) == nil)
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
    #expect(
      explorer.wanted(by: .hypergraph) == [
        .hierarchy(layer: 1, explorer.selection.parameters), .spectrum(layer: 1),
      ])
    let answered = try Sample.answered()
    for view in PaneID.first {
      // The table of layers has columns that the list on the screen has not.
      let others = [Matrization.slices, .toeplitz()].flatMap { matrization in
        (0...1).map { AnyQuestion.spectrum(layer: $0, matrization) }
      }
      #expect(
        answered.wanted(by: view, isIllustrated: false) == (view == .layers ? others : []),
        "\(view)")
    }
  }

  @Test func whatIsShownIsKeptAndWhatWasLeftBehindIsNot() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "g")
    Sample.answer(&explorer)
    for _ in Sample.dataSet.labels {
      explorer.press("j")
      Sample.answer(&explorer)
    }
    let kept = Set(explorer.kept)
    for shown in [
      .maps(.projections, layer: 1, image: 39), .shown(39),
      // The next ones, and the hierarchy that other panes show.
      .maps(.projections, layer: 1, image: 38), .maps(.projections, layer: 2, image: 39),
      .hierarchy(layer: 1, .init()), .spectrum(layer: 0), .predictions,
    ] as [AnyQuestion] {
      #expect(kept.contains(shown), "\(shown)")
    }
    #expect(!kept.contains(.maps(.projections, layer: 1, image: 3)))
  }

  @Test func thePictureOfWhatWasSelectedBeforeIsKeptUntilTheNextIsThere() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "]")
    #expect(explorer.kept.contains(.hierarchy(layer: 1, .init())))
    Sample.answer(&explorer)
    #expect(!explorer.kept.contains(.hierarchy(layer: 1, .init())))
    #expect(explorer.kept.contains(.hierarchy(layer: 1, .init(quantile: 0.86))))
  }
}
