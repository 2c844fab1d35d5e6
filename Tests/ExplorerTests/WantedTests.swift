import DeepDataProfiler
import Explorer
import Testing

@Suite struct WantedTests {
  /// The hierarchies among some requests.
  private func hierarchies(_ requests: [Request]) -> [Request] {
    requests.filter { if case .hierarchy = $0 { true } else { false } }
  }

  @Test func whatIsSeenComesFirstAndWhatIsLikelyNextLast() throws {
    let explorer = try Sample.explorer()
    let wanted = explorer.wanted
    #expect(wanted.first == .spectrum(layer: 1))
    #expect(Array(wanted.dropFirst(explorer.prefetchStart)) == explorer.prefetched)
    #expect(!explorer.prefetched.isEmpty)
    let seen: Set<Request> = [
      .spectrum(layer: 0), .spectrum(layer: 1), .spectrum(layer: 2), .spectrum(layer: 3),
      .predictions, .maps(.projections, layer: 1, image: 17), .maps(.input, layer: 0, image: 17),
      .hierarchy(layer: 1, explorer.parameters),
    ]
    #expect(Set(wanted.prefix(explorer.prefetchStart)) == seen)
    let next: Set<Request> = [
      .maps(.projections, layer: 1, image: 16), .maps(.projections, layer: 1, image: 18),
      .maps(.projections, layer: 0, image: 17), .maps(.projections, layer: 2, image: 17),
    ]
    #expect(Set(explorer.prefetched) == next)
  }

  @Test func thePaneThatHasTheScreenComesFirst() throws {
    var explorer = try Sample.explorer()
    explorer.press("4z")
    #expect(explorer.wanted.first == .hierarchy(layer: 1, explorer.parameters))
    explorer.press("3")
    #expect(explorer.wanted.first == .maps(.projections, layer: 1, image: 17))
  }

  @Test func nothingIsWantedTwiceOrWhenItIsKnown() throws {
    var explorer = try Sample.explorer()
    var answered: Set<Request> = []
    while let request = explorer.wanted.first {
      #expect(Set(explorer.wanted).count == explorer.wanted.count)
      #expect(answered.isDisjoint(with: explorer.wanted))
      answered.insert(request)
      _ = explorer.handle(.answered(request, Sample.answer(to: request)))
      if answered.count > 100 { break }
    }
    #expect(explorer.wanted.isEmpty)
    #expect(explorer.prefetchStart == 0)
    // The images of the selected group are asked for when the group is known.
    #expect(answered.contains(.maps(.input, layer: 0, image: 4)))
    #expect(answered.count == 8 + 4 + 5)
    #expect(!explorer.footer.contains("/" + "17"))
  }

  @Test func aPaneAloneWantsOnlyWhatItShows() throws {
    let explorer = try Sample.explorer()
    #expect(explorer.wanted(by: .spectrum) == [.spectrum(layer: 1)])
    #expect(explorer.wanted(by: .hypergraph) == [.hierarchy(layer: 1, explorer.parameters)])
    #expect(explorer.wanted(by: .layers).count == 5)
    let answered = try Sample.answered()
    for view in View.allCases { #expect(answered.wanted(by: view).isEmpty) }
  }

  @Test func withoutDataOnlySpectraAreWanted() throws {
    for findings in [
      try Sample.findings(hasData: false), try Sample.findings(hasGraph: false),
    ] {
      let explorer = Explorer(findings: findings, size: Size(columns: 120, rows: 36))
      let spectra = (0..<4).map { Request.spectrum(layer: $0) }
      #expect(Set(explorer.wanted) == Set(spectra))
    }
    let empty = Explorer(findings: Sample.empty, size: Size(columns: 120, rows: 36))
    #expect(empty.wanted.isEmpty)
  }

  @Test func movingTheQuantileWantsOneHierarchyTheLast() throws {
    var explorer = try Sample.answered()
    explorer.press("4")
    for step in 1...5 {
      explorer.press("]")
      let parameters = Hypergraph.Parameters(quantile: Double(85 + step) / 100)
      #expect(explorer.wanted == [.hierarchy(layer: 1, parameters)])
    }
    #expect(hierarchies(explorer.wanted).count == 1)
  }

  @Test func aLateAnswerDoesNotReplaceThePicture() throws {
    var explorer = try Sample.answered()
    explorer.press("4]")
    let late = try #require(explorer.wanted.first)
    explorer.press("]")
    let present = try #require(explorer.wanted.first)
    _ = explorer.handle(.answered(present, Sample.answer(to: present)))
    let picture = explorer.render(size: explorer.size, theme: .dark)
    let other = Sample.hierarchy(of: [([20], [0, 1])])
    _ = explorer.handle(.answered(late, .hierarchy(other)))
    #expect(explorer.render(size: explorer.size, theme: .dark) == picture)
    #expect(!explorer.pane(.hierarchy).show("v20"))
  }

  @Test func anOldPictureStaysUntilTheNextIsThere() throws {
    var explorer = try Sample.answered()
    explorer.press("4]")
    let stale = explorer.pane(.hypergraph)
    #expect(stale.show("v5 (2)"))
    #expect(stale[0].contains("q 86 %"))
    #expect(stale[0].contains("…"))
    #expect(!stale[0].contains("signal >"))
    let request = try #require(explorer.wanted.first)
    let answer = Sample.hierarchy(of: [([2, 20], [0, 1])], explorer.parameters)
    _ = explorer.handle(.answered(request, .hierarchy(answer)))
    let fresh = explorer.pane(.hypergraph)
    #expect(fresh.show("v2 (2)"))
    #expect(!fresh.show("v5 (2)"))
    #expect(!fresh[0].contains("…"))
  }

  @Test func anOldMapStaysUnderItsOwnName() throws {
    var explorer = try Sample.answered()
    explorer.press("3G")
    // Image 39 is not known, and the picture is of image 17.
    let lines = explorer.pane(.projection)
    #expect(lines[0].contains("v2 on image 17"))
    #expect(lines[0].contains("…"))
  }

  @Test func aFaultIsShownInItsPaneAndNotWantedAgain() throws {
    var explorer = try Sample.explorer()
    let request = Request.hierarchy(layer: 1, explorer.parameters)
    _ = explorer.handle(.answered(request, .fault("conv2: out of memory")))
    #expect(!explorer.wanted.contains(request))
    #expect(explorer.pane(.hypergraph).show("conv2: out of memory"))
    #expect(explorer.pane(.hierarchy).show("conv2: out of memory"))
    #expect(!explorer.pane(.projection).show("out of memory"))
    Sample.answer(&explorer)
    #expect(explorer.pane(.projection)[0].contains("v2 on image 17"))
    explorer.press("r")
    #expect(!explorer.wanted.contains(request))
  }

  @Test func whatIsCancelledIsNotWantedUntilResumed() throws {
    var explorer = try Sample.answered()
    explorer.press("4]")
    let request = try #require(explorer.wanted.first)
    _ = explorer.handle(.progressed(request, 0.5))
    #expect(explorer.footer.contains("hierarchy conv2 50 %"))
    #expect(explorer.press(.control("c")) == .cancel)
    #expect(!explorer.wanted.contains(request))
    #expect(explorer.footer.contains("cancelled hierarchy conv2"))
    #expect(explorer.pane(.hypergraph).show("Cancelled; r computes it."))
    #expect(explorer.press("r") == .redraw)
    #expect(explorer.wanted.first == request)
    Sample.answer(&explorer)
    #expect(!explorer.pane(.hypergraph).show("Cancelled"))
  }

  @Test func cancellingGoesToWhatRuns() throws {
    var explorer = try Sample.explorer()
    let second = explorer.wanted[1]
    _ = explorer.handle(.progressed(second, 0.25))
    #expect(explorer.press(.control("c")) == .cancel)
    #expect(!explorer.wanted.contains(second))
    #expect(explorer.wanted.first == .spectrum(layer: 1))
  }

  @Test func progressIsTold() throws {
    var explorer = try Sample.explorer()
    #expect(explorer.footer.hasSuffix("spectrum conv2  1/8"))
    _ = explorer.handle(.progressed(.spectrum(layer: 1), 0.62))
    #expect(explorer.footer.hasSuffix("spectrum conv2 62 %  1/8"))
    let request = try #require(explorer.wanted.first)
    _ = explorer.handle(.answered(request, Sample.answer(to: request)))
    #expect(explorer.footer.contains("  2/8"))
    Sample.answer(&explorer)
    #expect(explorer.footer.hasSuffix("? help"))
  }

  @Test func whatIsKeptIsBounded() throws {
    var explorer = try Sample.answered()
    explorer.press("3g")
    var asked: Set<Request> = []
    for _ in 0..<40 {
      while let request = explorer.wanted.first {
        asked.insert(request)
        _ = explorer.handle(.answered(request, Sample.answer(to: request)))
      }
      explorer.press("j")
    }
    explorer.press("4")
    for _ in 0..<40 {
      explorer.pressAndWait(.character("["))
      asked.insert(.hierarchy(layer: 1, explorer.parameters))
    }
    let kept = asked.filter { request in
      switch request {
      case .maps, .hierarchy: explorer.findings[request] != nil
      default: false
      }
    }
    #expect(asked.count > 100)
    // 32, and the pictures in sight.
    #expect(kept.count <= 32 + 15)
    #expect(explorer.findings[.maps(.projections, layer: 1, image: 3)] == nil)
    #expect(explorer.wanted.isEmpty)
  }
}
