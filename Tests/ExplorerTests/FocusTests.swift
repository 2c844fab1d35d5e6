import DeepDataProfiler
import Explorer
import System
import Testing

/// Going from pane to pane, in and out; and that all panes show one selection.
@Suite struct FocusTests {
  @Test func aDigitFocusesItsPane() throws {
    var explorer = try Sample.answered()
    for view in PaneID.first.reversed() {
      explorer.press(view.key)
      #expect(explorer.focus == view)
    }
  }

  @Test func tabGoesRoundAndBack() throws {
    var explorer = try Sample.answered()
    for view in PaneID.first.dropFirst() + [.layers] {
      explorer.press(.tab)
      #expect(explorer.focus == view)
    }
    explorer.press(.backTab)
    #expect(explorer.focus == .hierarchy)
  }

  @Test func enterGoesOnToWhatTheCursorIsOn() throws {
    var explorer = try Sample.answered()
    explorer.press(.enter)
    #expect(explorer.focus == .spectrum)
    explorer.press(.enter)
    #expect(explorer.focus == .projection)
    explorer.press("4", .enter)
    #expect(explorer.focus == .hierarchy)
  }

  /// Whatever the slot of the projection shows, and from wherever it is opened.
  @Test(
    arguments: [
      (nil, PaneID.spectrum, "2"), (nil, .vector, "2"), (nil, .optimized, "2"),
      ("activated", .spectrum, "2"), ("highest", .spectrum, "2"), ("highest", .images, "3"),
      ("exemplars", .exemplars, "3"), ("overlay", .hierarchy, "5"),
      ("output-maps", .chosenImages, "4"),
    ] as [(String?, PaneID, Key)])
  func enterComesToTheProjectionAndEscapeBack(
    _ page: String?, _ opener: PaneID, _ key: Key
  ) throws {
    for isZoomed in [false, true] {
      var explorer = try Sample.answered()
      if let page { explorer.turn(to: page, of: .projection) }
      if opener != .spectrum { explorer.turn(to: nil, of: opener) }
      explorer.press(key)
      if isZoomed { explorer.press("z") }
      if opener == .hierarchy { explorer.press(.enter) }
      Sample.answer(&explorer)
      let before = explorer.screen
      let context = explorer.keyContext
      explorer.press(.enter)
      Sample.answer(&explorer)
      #expect(explorer.focus == .projection && explorer.isZoomed == isZoomed)
      #expect(explorer.title(.projection).contains("S V^T Psi(X)"))
      #expect(explorer.footer.contains("Esc goes back to"))
      explorer.press(.escape)
      Sample.answer(&explorer)
      #expect(explorer.focus == opener && explorer.isZoomed == isZoomed)
      #expect(explorer.keyContext == context)
      // Chosen images stay chosen once one of them was gone to.
      if opener != .images { #expect(explorer.screen == before) }
    }
  }

  /// Who goes elsewhere in between is not led back.
  @Test func anotherPaneForgetsWhereTheProjectionWasOpenedFrom() throws {
    var explorer = try Sample.answered()
    explorer.press("2", .enter, "5", "3", .escape)
    #expect(explorer.focus == .projection)
  }

  @Test func goingToAnotherPaneLeavesTheMap() throws {
    var explorer = try Sample.answered()
    explorer.press("3", .enter, "3")
    #expect(explorer.isInside)
    explorer.press("5")
    #expect(!explorer.isInside)
    // Back in the map, keys go from vector to vector.
    explorer.press("3", "l")
    #expect(!explorer.isInside && explorer.selection.vector == 3)
  }

  @Test func zoomGivesAPaneTheScreenAndTakesItBack() throws {
    var explorer = try Sample.answered()
    explorer.press("2", "z")
    #expect(explorer.isZoomed)
    #expect(!explorer.screen.contains("─ 1 Layers"))
    explorer.press("z")
    #expect(explorer.screen.contains("─ 1 Layers"))
    explorer.press("z", .escape)
    #expect(!explorer.isZoomed)
  }

  @Test func escapeClosesOneThingAtATimeAndNeverQuits() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "z", "/")
    explorer.type("nine")
    explorer.press(.enter, .enter)
    #expect(explorer.isInside)
    explorer.press(.escape)
    #expect(!explorer.isInside)
    #expect(explorer.title(.projection).contains("/nine"))
    explorer.press(.escape)
    #expect(!explorer.title(.projection).contains("/nine"))
    #expect(explorer.isZoomed)
    explorer.press(.escape)
    #expect(!explorer.isZoomed)
    for view in PaneID.first {
      explorer.press(view.key)
      for _ in 0..<3 { #expect(explorer.press(.escape) == nil) }
    }
  }

  @Test func everyPaneShowsTheSelectedLayerVectorAndImage() throws {
    var explorer = try Sample.answered()
    explorer.press("1", "j", "2", "j", "j", "3", "j")
    Sample.answer(&explorer)
    #expect(explorer.selection == Selection(layer: 2, vector: 4, image: 18))
    #expect(explorer.pane(.layers).contains("> 3 fc1"))
    #expect(explorer.title(.spectrum).contains("fc1"))
    #expect(explorer.pane(.spectrum).contains("> v4 "))
    #expect(explorer.title(.projection).contains("v4 on image 18 (\"six\")"))
    #expect(explorer.pane(.hypergraph).contains("> six"))
    #expect(explorer.title(.hypergraph).contains("fc1"))
    #expect(explorer.pane(.hierarchy).contains("[v4 (2)]"))
  }

  @Test func aGroupChosenInTheHierarchyIsTheVectorElsewhere() throws {
    var explorer = try Sample.answered()
    explorer.press("5", "k")
    Sample.answer(&explorer)
    #expect(explorer.pane(.spectrum).contains("> v0 "))
    #expect(explorer.title(.projection).contains("v0 on image"))
    #expect(explorer.pane(.hypergraph).contains("v0 (3): zero, one"))
  }

  @Test func aClassChosenInTheHypergraphIsItsStrongestImageElsewhere() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "g")
    Sample.answer(&explorer)
    let exemplars = Sample.hierarchy(1, .init()).groups[1].exemplars.map(\.image)
    let strongest = exemplars.first { Sample.dataSet.labels[$0] == 0 }
    #expect(explorer.selection.image == strongest)
    #expect(explorer.title(.projection).contains("(\"zero\")"))
  }
}
