import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// What the keys of each pane do to the selection.
@Suite struct MovementTests {
  @Test func layersGoUpAndDownAndToTheEnds() throws {
    var explorer = try Sample.answered()
    #expect(explorer.selection.layer == 1)
    explorer.press("j")
    #expect(explorer.selection.layer == 2)
    explorer.press(.up, "k", "k")
    #expect(explorer.selection.layer == 0)
    explorer.press("G")
    #expect(explorer.selection.layer == 3)
    explorer.press(.down)
    #expect(explorer.selection.layer == 3)
    explorer.press(.home)
    #expect(explorer.selection.layer == 0)
  }

  @Test func aPageIsWhatThePaneShows() throws {
    var explorer = try Sample.answered(Size(columns: 200, rows: 40), layer: 2)
    explorer.press("2", .pageDown)
    let page = explorer.selection.vector - 2
    #expect(page > 5 && page < 40)
    explorer.press(.control("u"))
    #expect(explorer.selection.vector == 2)
    explorer.press("G", .pageUp)
    #expect(explorer.selection.vector == 127 - page)
  }

  /// The layer begins with its strongest vector in a group, as it does for who chose none.
  @Test func aVectorThatALayerHasNotGivesWay() throws {
    var explorer = try Sample.answered(layer: 2)
    explorer.press("2", .end)
    #expect(explorer.selection.vector == 127)
    explorer.press("1", "j")
    Sample.answer(&explorer)
    let groups = Sample.hierarchy(3, explorer.selection.parameters).groups
    let strongest = groups.flatMap { $0.nodes.map(\.vector) }.min() ?? 0
    #expect(explorer.selection.vector == strongest)
    explorer.press("2", .down, "1", "k", "j")
    #expect(explorer.selection.vector == strongest + 1, "one that is there stays")
  }

  /// fc1 has 128 singular values, 120 of them within the rank: only those have maps.
  @Test func mapsEndAtTheRank() throws {
    var explorer = try Sample.answered(layer: 2)
    explorer.press("3")
    for _ in 0..<130 { explorer.press("l") }
    #expect(explorer.selection.vector == 119)
  }

  @Test func aSelectionBeyondWhatThereIsIsOfWhatThereIs() throws {
    let explorer = Explorer(
      findings: try Sample.findings(), size: SnapshotTests.middle,
      selection: Selection(layer: 99, vector: 999, image: 40))
    #expect(explorer.selection.layer == 3)
    #expect((0..<10).contains(explorer.selection.vector))
    #expect(explorer.selection.image == 39)
    let first = Explorer(
      findings: try Sample.findings(hasData: false), size: SnapshotTests.middle,
      selection: Selection(layer: -1, vector: -1, image: 5))
    #expect(first.selection.layer == 0 && first.selection.vector == 0)
    #expect(first.selection.image == 0)
  }

  @Test func theSpectrumHasTwoViews() throws {
    var explorer = try Sample.answered()
    explorer.press("2", ">")
    #expect(explorer.title(.spectrum).contains("ESD, log-log"))
    explorer.press("<")
    #expect(explorer.title(.spectrum).contains("singular values"))
  }

  @Test func theProjectionGoesThroughVectorsImagesAndStages() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "l", "l", "h")
    #expect(explorer.selection.vector == 3)
    explorer.press("j", "j", "k")
    #expect(explorer.selection.image == 18)
    explorer.press(.pageDown)
    #expect(explorer.selection.image == 28)
    explorer.press("G")
    #expect(explorer.selection.image == 39)
    explorer.press("g")
    #expect(explorer.selection.image == 0)
    let formulas = [
      "Y  conv2", "ReLU(Y + B)", "U^T ReLU(Y + B)", "X  conv2", "Psi(X)", "V^T Psi(X)",
      "S V^T Psi(X)",
    ]
    let others = PaneRegistry.infos.filter { $0.slot == .projection && $0.id != .projection }
    for formula in formulas {
      if formula == "X  conv2" { for _ in others.flatMap(\.pageNames) { explorer.press(">") } }
      explorer.press(">")
      Sample.answer(&explorer)
      #expect(explorer.title(.projection).contains("  \(formula)"))
    }
    explorer.press("<")
    Sample.answer(&explorer)
    #expect(explorer.title(.projection).contains("  V^T Psi(X)"))
  }

  @Test func theMapsOfAStageWithoutVectorsHaveACountOfTheirOwn() throws {
    var explorer = try Sample.answered()
    explorer.press("3", ">")
    Sample.answer(&explorer)
    explorer.press("l", "l", "l")
    #expect(explorer.title(.projection).contains("filter 3 on"))
    #expect(explorer.selection.vector == 2)
  }

  /// What `h` and `l` go through are vectors or other maps.
  @Test func theFooterOfAStageWithoutVectorsIsTrue() throws {
    var explorer = try Sample.answered(Size(columns: 80, rows: 24))
    explorer.press("3")
    #expect(
      explorer.footer.contains("h/l vector or map") && explorer.footer.contains("Enter cells"))
    explorer.press(">")
    Sample.answer(&explorer)
    #expect(explorer.footer.contains("h/l vector or map"))
  }

  @Test func theCursorGoesThroughCells() throws {
    var explorer = try Sample.answered()
    explorer.press("3", .enter)
    #expect(explorer.isInside)
    explorer.press("l", .right, "j", "j", .down, "k", "h")
    #expect(explorer.pane(.projection).contains("row 2 column 1: "))
    explorer.press("G")
    #expect(explorer.pane(.projection).contains("row 23 column 23: "))
    explorer.press("g", "k", "h")
    #expect(explorer.pane(.projection).contains("row 0 column 0: "))
    // The value is the map's own: rows, then columns.
    explorer.press("l", "l", "l", "j", "j", "j", "j", "j")
    let maps = Sample.maps(.projections, layer: 1, image: 17)
    let value = maps[2][maps[2].startIndex + 5 * 24 + 3]
    let written = Double(Int((Double(abs(value)) * 10_000).rounded())) / 10_000
    #expect(
      explorer.pane(.projection).contains("row 5 column 3: \(value < 0 ? "-" : "+")\(written)"))
    explorer.press(.escape)
    #expect(!explorer.isInside)
  }

  /// What a cell sees is never cut in silence: not in the pane at 80x24, 60x20 and 120x36.
  @Test(arguments: [(80, 20), (60, 15), (40, 16), (48, 14)], [false, true])
  func whatACellSeesIsSaidWhole(_ size: (columns: Int, rows: Int), isOverImage: Bool) throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    explorer.press("3")
    if isOverImage { explorer.press("o") }
    explorer.press(.enter, "G")
    Sample.answer(&explorer)
    let pane = explorer.render(
      pane: .projection, size: Size(columns: size.columns, rows: size.rows), theme: .dark
    ).text
    let words = pane.split(whereSeparator: { " │▀\n".contains($0) }).joined(separator: " ")
    #expect(
      words.contains("rows 23 to 27, columns 23 to 27 of the image")
        || words.contains("sees rows 23-27 columns 23-27"), "\(pane)")
  }

  @Test func aZoomedProjectionHasNoCursorBeforeOneGoesInside() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "z")
    Sample.answer(&explorer)
    #expect(!explorer.screen.contains("row 0 column 0") && explorer.screen.contains("24x24  min "))
    explorer.press(.enter)
    Sample.answer(&explorer)
    #expect(explorer.screen.contains("row 0 column 0: "))
  }

  @Test func oneValueAVectorHasNoCells() throws {
    var explorer = try Sample.answered(layer: 2)
    explorer.press("3", .enter)
    #expect(!explorer.isInside)
    #expect(explorer.footer.contains("one value a vector"))
  }

  @Test func theHypergraphGoesThroughClassesAndGroups() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "g")
    #expect(Sample.dataSet.labels[explorer.selection.image] == 0)
    explorer.press("j", "j", "k")
    #expect(Sample.dataSet.labels[explorer.selection.image] == 1)
    explorer.press("G")
    #expect(Sample.dataSet.labels[explorer.selection.image] == 9)
    explorer.press("l")
    #expect(explorer.selection.vector == 5)
    explorer.press("h", "h", "h", "h")
    #expect(explorer.selection.vector == 0)
  }

  @Test func theHypergraphHasAColumnForEachGroupOrForEachVector() throws {
    var explorer = try Sample.answered()
    explorer.press("4")
    #expect(explorer.pane(.hypergraph).contains("v5 (2)"))
    explorer.press(">")
    #expect(!explorer.pane(.hypergraph).split(separator: "\n")[1].contains("(2)"))
    explorer.press("l", "l")
    #expect(explorer.selection.vector == 4)
  }

  @Test func theHierarchyIsWalkedAlongCoversAndSiblings() throws {
    var explorer = try Sample.answered()
    explorer.press("5")
    #expect(explorer.selection.vector == 2)
    explorer.press("k")
    #expect(explorer.selection.vector == 0)
    explorer.press("k")
    #expect(explorer.selection.vector == 0)
    #expect(explorer.footer.contains("nothing covers this group"))
    explorer.press("j")
    #expect([2, 5].contains(explorer.selection.vector))
    explorer.press("h", "h")
    #expect(explorer.selection.vector == 2)
    explorer.press("l")
    #expect(explorer.selection.vector == 5)
    explorer.press("j")
    #expect([6, 11, 12].contains(explorer.selection.vector))
    explorer.press("j")
    #expect(explorer.footer.contains("this group covers nothing"))
    explorer.press("g")
    #expect(explorer.selection.vector == 0)
  }

  @Test func everyStepAlongACoverLeadsToALargerOrSmallerSetOfClasses() throws {
    var explorer = try Sample.answered()
    explorer.press("5")
    func classes(_ explorer: Explorer) -> Set<Int> {
      let groups = Sample.hierarchy(1, .init()).groups
      let vector = explorer.selection.vector
      return Set(groups.first { $0.nodes.contains { $0.vector == vector } }?.classes ?? [])
    }
    for keys: [Key] in [["k"], ["j", "j"], ["l"], ["k"], ["j"], ["l"], ["k", "k"]] {
      for key in keys {
        let before = classes(explorer)
        explorer.press(key)
        if key == "k" { #expect(classes(explorer).isStrictSuperset(of: before)) }
        if key == "j" { #expect(classes(explorer).isStrictSubset(of: before)) }
        if key == "l" { #expect(!classes(explorer).isStrictSubset(of: before)) }
      }
    }
  }

  /// v0 covers v1 covers v2 covers v3, and v0 covers v4 covers v3: v3 stands below the longer way.
  @Test func aGroupStandsBelowTheLongestChainThatCoversIt() throws {
    var explorer = try Sample.explorer(Size(columns: 100, rows: 26))
    let sets = [
      ([0], [0, 1, 2, 3, 4]), ([1], [0, 1, 2, 3]), ([4], [0, 4]), ([2], [0, 1, 2]), ([3], [0]),
    ]
    explorer.find(.hierarchy(layer: 1, .init()), .known(Sample.hierarchy(of: sets)))
    let lines = explorer.pane(.hierarchy).split(separator: "\n", omittingEmptySubsequences: false)
    let rows = (0..<5).map { vector in lines.firstIndex { $0.contains("v\(vector) (1)") } ?? -1 }
    #expect(rows[0] > 0)
    #expect(rows[0] < rows[1] && rows[1] < rows[2] && rows[2] < rows[3])
    #expect(rows[4] == rows[1])
  }

  @Test func exemplaryImagesAreGoneThroughInside() throws {
    var explorer = try Sample.answered()
    explorer.press("5", .enter)
    let exemplars = Sample.hierarchy(1, .init()).groups[1].exemplars.map(\.image)
    #expect(explorer.selection.image == exemplars[0])
    explorer.press("l", "l")
    #expect(explorer.selection.image == exemplars[2])
    explorer.press("h")
    #expect(explorer.selection.image == exemplars[1])
    explorer.press(.enter)
    #expect(explorer.focus == .projection)
    #expect(explorer.selection.image == exemplars[1])
  }

  @Test func imagesOfAllClassesAreBehindAKeyAndStrangersAreMarked() throws {
    var explorer = try Sample.answered()
    explorer.press("5")
    let group = Sample.hierarchy(1, .init()).groups[1]
    #expect(explorer.pane(.hierarchy).contains("images    36 two +3.250 "))
    #expect(!explorer.pane(.hierarchy).contains("!"))
    explorer.press("a")
    Sample.answer(&explorer)
    #expect(explorer.pane(.hierarchy).contains("!  of none of these classes"))
    // Image 3, "one", is of none of the group's classes; image 9, "three", is.
    #expect(explorer.pane(.hierarchy).contains("of all    0 zero +3.250   !3 one +3.000 "))
    #expect(explorer.pane(.hierarchy).contains("  9 three +2.500"))
    explorer.press(.enter, "l")
    #expect(explorer.selection.image == group.exemplarsOfAll[1].image)
    explorer.press("a", "l")
    #expect(group.exemplars.map(\.image).contains(explorer.selection.image))
  }

  @Test func theThresholdsStepByOneAndFivePercentWithinZeroAndOne() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "]", "]", "[", "{")
    #expect(explorer.selection.parameters.quantile == 0.86)
    #expect(explorer.selection.parameters.majority == 0.7)
    explorer.press("}", "}")
    #expect(explorer.selection.parameters.majority == 0.8)
    for _ in 0..<120 { explorer.press("[", "{") }
    #expect(explorer.selection.parameters.quantile == 0)
    #expect(explorer.selection.parameters.majority == 0)
    for _ in 0..<120 { explorer.press("]", "}") }
    #expect(explorer.selection.parameters.quantile == 1)
    #expect(explorer.selection.parameters.majority == 1)
  }

  @Test func thePolaritiesFollowEachOther() throws {
    var explorer = try Sample.answered()
    explorer.press("5", "p")
    #expect(explorer.selection.parameters.polarity == .negative)
    Sample.answer(&explorer)
    #expect(explorer.title(.hierarchy).contains("negative"))
    explorer.press("p")
    #expect(explorer.selection.parameters.polarity == .both)
    explorer.press("p")
    #expect(explorer.selection.parameters.polarity == .positive)
  }
}
