import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// What should be computed, and what becomes of the answers.
@Suite struct DemandTests {
  private static let hierarchy = AnyQuestion.hierarchy(layer: 1, .init())

  @Test func whatIsSeenComesFirstAndWhatMayBeSeenNextLast() throws {
    let explorer = try Sample.explorer()
    #expect(
      explorer.wanted == [
        // The selected layer's spectrum, which may be kept; then what takes a moment.
        .spectrum(layer: 1), .maps(.projections, layer: 1, image: 17),
        .shown(17), .spectrum(layer: 0), .spectrum(layer: 2),
        .spectrum(layer: 3), Self.hierarchy, .predictions, .maps(.projections, layer: 1, image: 18),
        .maps(.projections, layer: 1, image: 16), .maps(.projections, layer: 2, image: 17),
        .maps(.projections, layer: 0, image: 17), .shown(18), .shown(16),
      ])
  }

  @Test func spectraThatWereNotKeptComeAfterTheSelectedImageAndBeforeAPassOverAllImages() throws {
    var explorer = try Sample.explorer()
    for layer in 0..<4 { explorer.work(on: .spectrum(layer: layer), 0) }
    #expect(
      explorer.wanted.prefix(8) == [
        .spectrum(layer: 1), .maps(.projections, layer: 1, image: 17),
        .shown(17), .spectrum(layer: 0), .spectrum(layer: 2),
        .spectrum(layer: 3), Self.hierarchy, .predictions,
      ])
  }

  /// VGG-16's first fully connected layer takes minutes.
  @Test func aLargeLayerThatWasNotKeptComesAfterTheSignalsAndBeforeThePredictions() throws {
    let model = Findings.Model(
      file: "vgg.onnx", format: "onnx", parameters: 102_764_544, hasGraph: true,
      layers: [
        try Sample.layer(0, "conv", [64, 3, 3, 3], input: [3, 224, 224], output: [64, 224, 224]),
        try Sample.layer(1, "fc", [4096, 25088], input: [25088], output: [4096]),
      ])
    var explorer = Explorer(
      findings: Findings(model: model, dataSet: Sample.dataSet), size: Size(columns: 120, rows: 36))
    // The large one may have been kept, which is a moment's look.
    #expect(
      explorer.wanted.prefix(4) == [
        .spectrum(layer: 0), .maps(.projections, layer: 0, image: 0),
        .shown(0), .spectrum(layer: 1),
      ])
    for layer in 0..<2 { explorer.work(on: .spectrum(layer: layer), 0) }
    let hierarchy = AnyQuestion.hierarchy(layer: 0, .init())
    #expect(
      explorer.wanted.prefix(6) == [
        .spectrum(layer: 0), .maps(.projections, layer: 0, image: 0),
        .shown(0), hierarchy, .spectrum(layer: 1), .predictions,
      ])
    // The map of the large layer, which takes its singular vectors, is not prefetched.
    #expect(!explorer.wanted.contains(.maps(.projections, layer: 1, image: 0)))
    // In focus the large layer comes before the signals of all images.
    explorer.press("j", "2")
    #expect(
      explorer.wanted.prefix(4) == [
        .shown(0), .spectrum(layer: 0), .spectrum(layer: 1),
        .maps(.projections, layer: 1, image: 0),
      ])
    // Its largest values are shown before all are known.
    #expect(explorer.watched == [.spectrum(layer: 1)])
  }

  @Test func whatTakesAMomentGoesBeforeALongSpectrum() throws {
    var explorer = try Sample.answered()
    explorer.press("2", "m")
    explorer.type("500")
    explorer.press(.enter)
    let long = AnyQuestion.spectrum(layer: 1, .toeplitz(mapSize: 500))
    Sample.answer(&explorer, besides: long)
    explorer.work(on: long, 0.01)
    explorer.press("3", "G")
    #expect(explorer.wanted.first == .maps(.projections, layer: 1, image: 39))
    // Of a layer whose signals are known another threshold takes a moment, in whatever pane.
    Sample.answer(&explorer, besides: long)
    let signals = AnyQuestion(SignalsQuestion(layer: 1))
    explorer.find(signals, Sample.answer(to: AnyQuestion(SortedSignalsQuestion(layer: 1))))
    explorer.press("4", "]", "2")
    #expect(
      explorer.wanted.prefix(2) == [.hierarchy(layer: 1, .init(quantile: 0.86)), long])
  }

  @Test(arguments: [
    ("distances", [AnyQuestion.candidates(layer: 1)]),
    ("matrizations", [.spectrum(layer: 1, .toeplitz()), .spectrum(layer: 1, .slices)]),
    ("shuffled", [.shuffledSpectrum(layer: 1)]), ("filters", [.filter(layer: 1, vector: 2)]),
    ("gram", [.gramMatrix(layer: 1)]),
    ("optimised", [AnyQuestion(VisualizationQuestion(layer: 1, .init([.init(vector: 2)])))]),
  ])
  func aChartWantsWhatItIsDrawnFromWhileItIsSeen(_ chart: String, _ needs: [AnyQuestion])
    throws
  {
    var explorer = try Sample.explorer(chart: chart)
    for request in needs { #expect(explorer.wanted.contains(request)) }
    explorer.press("2", ">")
    for request in needs { #expect(!explorer.wanted.contains(request)) }
  }

  @Test func aChartFollowsTheLayer() throws {
    var explorer = try Sample.explorer(chart: "distances")
    explorer.press("1", "j")
    #expect(explorer.wanted.contains(.candidates(layer: 2)))
    #expect(!explorer.wanted.contains(.candidates(layer: 1)))
  }

  @Test func theMapOfToeplitzSpectraCanBeSet() throws {
    var explorer = try Sample.explorer()
    explorer.press("2", "m")
    explorer.type("16")
    explorer.press(.enter)
    #expect(explorer.wanted.contains(.spectrum(layer: 1, .toeplitz(mapSize: 16))))
    explorer.press("m", .control("u"), .enter)
    #expect(explorer.wanted.contains(.spectrum(layer: 1, .toeplitz())))
    explorer.press("m", "0", .enter)
    #expect(explorer.footer.contains("0 is no size"))
    #expect(explorer.wanted.contains(.spectrum(layer: 1, .toeplitz())))
  }

  @Test func layersOfTheModelBesideAreFoundByName() throws {
    let explorer = try Sample.explorer(chart: "beside", beside: Sample.checkpoint())
    // conv2 is its first layer.
    #expect(explorer.wanted.prefix(2) == [.spectrum(layer: 1), .beside(.spectrum(layer: 0))])
    #expect(explorer.wanted.contains(.beside(.spectrum(layer: 2))))
    var answered = try Sample.answered(layer: 0, chart: "beside", beside: Sample.checkpoint())
    answered.press("2", "z")
    #expect(answered.screen.contains("has no layer of this name"))
  }

  @Test func onlyWithAModelBesideIsThereAChartOfIt() throws {
    for hasOther in [false, true] {
      var explorer = try Sample.answered(
        Size(columns: 120, rows: 36), beside: hasOther ? Sample.checkpoint() : nil)
      explorer.press("2", "<", "<", "<", "<", "<")
      #expect(explorer.screen.contains("both models") == hasOther)
    }
  }

  @Test func aZoomedPaneComesFirst() throws {
    var explorer = try Sample.explorer()
    for layer in 0..<4 { explorer.work(on: .spectrum(layer: layer), 0) }
    explorer.press("4", "z")
    let wanted = explorer.wanted
    let hierarchy = try #require(wanted.firstIndex(of: Self.hierarchy))
    // What takes longest comes after the layer's own spectrum and those of the header, before what is hidden.
    #expect(Array(wanted[..<hierarchy]) == [1, 0, 2, 3].map { .spectrum(layer: $0) })
    #expect(wanted[hierarchy...].dropFirst().first == .predictions)
    #expect(Set(wanted).count == wanted.count)
  }

  @Test func nothingIsWantedTwiceNorOnceItIsKnown() throws {
    var explorer = try Sample.explorer()
    var answered: Set<AnyQuestion> = []
    while let request = explorer.wanted.first {
      #expect(Set(explorer.wanted).count == explorer.wanted.count)
      #expect(answered.insert(request).inserted, "\(request) is wanted again")
      explorer.find(request, Sample.answer(to: request))
    }
    #expect(explorer.wanted.isEmpty)
    #expect(answered.contains(.shown(36)), "an exemplary image")
  }

  @Test func aFaultIsNotWantedAgain() throws {
    var explorer = try Sample.explorer()
    while let request = explorer.wanted.first {
      explorer.find(request, .failed(Failure(kind: .network, problem: "conv2: out of memory")))
    }
    for view in PaneID.first where view != .layers {
      #expect(explorer.pane(view).contains("conv2: out of memory"), "\(view)")
    }
    #expect(explorer.pane(.layers).contains("fault"))
    #expect(explorer.screen.contains("no predictions"))
  }

  @Test func aFaultInOnePaneLeavesTheOthersAtWork() throws {
    var explorer = try Sample.explorer()
    explorer.find(Self.hierarchy, .failed(Failure(kind: .network, problem: "no signals")))
    Sample.answer(&explorer)
    #expect(explorer.pane(.hypergraph).contains("no signals"))
    #expect(explorer.pane(.spectrum).contains("> v2 "))
    explorer.press("4", "j", "l", "]", "5", "k", .enter)
    Sample.answer(&explorer)
    #expect(explorer.pane(.hypergraph).contains("v0 (3)"))
  }

  @Test func aFaultOfTheSuccessorTakesTheOldPicturesPlace() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "]")
    let next = try #require(explorer.wanted.first)
    explorer.find(next, .failed(Failure(kind: .network, problem: "no signals")))
    #expect(explorer.pane(.hypergraph).contains("no signals"))
  }

  @Test func anotherQuantileNeedsOneHierarchyAndNothingElse() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "]")
    #expect(explorer.wanted == [.hierarchy(layer: 1, .init(quantile: 0.86))])
    explorer.press("[")
    #expect(explorer.wanted.isEmpty, "the former one is remembered")
  }

  @Test func anotherImageNeedsItsMapsAndTheNextOnes() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "j")
    #expect(
      explorer.wanted == [
        .maps(.projections, layer: 1, image: 19), .maps(.projections, layer: 2, image: 18),
        .maps(.projections, layer: 0, image: 18), .shown(19),
      ])
  }

  @Test func movingOnDropsWhatIsNoLongerSeen() throws {
    var explorer = try Sample.explorer()
    explorer.press("j")
    #expect(!explorer.wanted.contains(Self.hierarchy))
    #expect(explorer.wanted.first == .spectrum(layer: 2))
  }

  @Test func anOldPictureStaysUntilItsSuccessorIsThere() throws {
    var explorer = try Sample.answered()
    explorer.press("4")
    let before = explorer.pane(.hypergraph)
    let table = before.split(separator: "\n").dropFirst()
    explorer.press("]")
    let waiting = explorer.pane(.hypergraph).split(separator: "\n")
    #expect(waiting.dropFirst() == table)
    #expect(waiting[0].contains("q 85 %") && waiting[0].contains("…"))
    let request = try #require(explorer.wanted.first)
    explorer.find(request, .known(Sample.hierarchy(of: [([7], [1, 2])])))
    #expect(explorer.pane(.hypergraph).contains("1 vector in 1 group"))
    #expect(!explorer.title(.hypergraph).contains("…"))
  }

  @Test func anAnswerThatComesLateDoesNotReplaceThePicture() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "]")
    let late = try #require(explorer.wanted.first)
    explorer.press("[")
    let before = explorer.pane(.hypergraph)
    explorer.find(late, .known(Sample.hierarchy(of: [([7], [1, 2])])))
    #expect(explorer.pane(.hypergraph) == before)
    explorer.press("]")
    #expect(explorer.pane(.hypergraph).contains("1 vector in 1 group"), "but it is remembered")
  }

  @Test func withoutAGraphOnlySpectraAreWanted() throws {
    var explorer = Explorer(
      findings: try Sample.findings(hasGraph: false), size: Size(columns: 120, rows: 36))
    #expect(explorer.wanted == (0..<4).map { .spectrum(layer: $0) })
    Sample.answer(&explorer)
    for view in [PaneID.projection, .hypergraph, .hierarchy] {
      #expect(explorer.pane(view).contains("weights and no graph"))
      #expect(explorer.pane(view).contains("[network]"))
    }
  }

  @Test func withoutDataThePanesSayHowToGiveSome() throws {
    var explorer = Explorer(
      findings: try Sample.findings(hasData: false), size: Size(columns: 120, rows: 36))
    Sample.answer(&explorer)
    for view in [PaneID.projection, .hypergraph, .hierarchy] {
      #expect(explorer.pane(view).contains("--data PATH"))
    }
  }

  @Test func aModelWithoutLayersIsNoFault() throws {
    let model = Findings.Model(
      file: "empty.npz", format: "npz", parameters: 0, hasGraph: false, layers: [])
    var explorer = Explorer(findings: Findings(model: model), size: Size(columns: 120, rows: 36))
    #expect(explorer.wanted.isEmpty)
    for view in PaneID.first {
      explorer.press(view.key, "j", "l", "G", .enter, .escape)
    }
    #expect(explorer.screen.contains("empty.npz has no linear layer."))
  }

  @Test func whatRunsAndHowFarStandsInTheFooter() throws {
    var explorer = try Sample.explorer()
    #expect(explorer.footer.contains("spectrum conv2  1/8"))
    for layer in [0, 2, 3] { explorer.work(on: .spectrum(layer: layer), 0) }
    explorer.work(on: .spectrum(layer: 1), 0.62)
    #expect(explorer.footer.contains("spectrum conv2 62 %  1/8"))
    explorer.find(.spectrum(layer: 1), Sample.answer(to: .spectrum(layer: 1)))
    // There is a power law now, which is tested.
    #expect(explorer.footer.contains("projections conv2 image 17  2/9"))
    Sample.answer(&explorer)
    #expect(!explorer.footer.contains("/9"))
    // What it needs is named while that is worked on.
    explorer.press("1", "j", "j", "3")
    let vectors = AnyQuestion(DecompositionQuestion(layer: 3))
    explorer.work(on: vectors, 0.25)
    #expect(explorer.footer.contains("vectors fc2 25 %  1/"))
    explorer.find(vectors, nil)
    #expect(explorer.footer.contains("projections fc2 image 17  1/"))
  }
}
