import DeepDataProfiler
import Explorer
import Testing

/// Movement in the panes, and how the selection links them.
@Suite struct MoveTests {
  @Test func everyListGoesDownUpToItsEndsAndByPages() throws {
    let size = Size(columns: 120, rows: 36)
    let steps: [(keys: [Key], place: Int)] = [
      ([.character("g")], 0), ([.character("j")], 1), ([.down], 2), ([.character("k")], 1),
      ([.up], 0), ([.up], 0), ([.character("G")], 31), ([.character("j")], 31), ([.home], 0),
      ([.end], 31),
    ]
    var explorer = try Sample.answered(size)
    explorer.press("2")
    for (keys, place) in steps {
      for key in keys { explorer.press(key) }
      #expect(explorer.selection.vector == place, "\(keys)")
    }
    for (down, up) in [(Key.pageDown, Key.pageUp), (.control("d"), .control("u"))] {
      explorer.press("g")
      explorer.press(down)
      let page = explorer.selection.vector
      #expect((2..<36).contains(page))
      explorer.press(down)
      #expect(explorer.selection.vector == min(2 * page, 31))
      explorer.press("gj")
      explorer.press(down)
      explorer.press(up)
      #expect(explorer.selection.vector == 1)
    }
  }

  @Test func layersAreGoneThroughAndEveryPaneFollows() throws {
    var explorer = try Sample.answered(layer: 0)
    for layer in [1, 2, 3, 3] {
      explorer.pressAndWait(.character("j"))
      #expect(explorer.selection.layer == layer)
    }
    for view in [View.spectrum, .projection, .hypergraph, .hierarchy] {
      #expect(explorer.pane(view)[0].contains("fc2"), "\(view)")
    }
    explorer.press("g")
    #expect(explorer.selection.layer == 0)
    explorer.press("G")
    #expect(explorer.selection.layer == 3)
    explorer.press(.pageUp)
    #expect(explorer.selection.layer == 0)
    explorer.press(.pageDown)
    #expect(explorer.selection.layer == 3)
  }

  @Test func theVectorStaysWithinTheLayer() throws {
    var explorer = try Sample.answered(layer: 2)
    explorer.press("2G")
    #expect(explorer.selection.vector == 127)
    explorer.press("1G")
    #expect(explorer.selection.vector == 9)
  }

  @Test func aVectorThatIsPickedInTheSpectrumIsInAllPanes() throws {
    var explorer = try Sample.answered()
    explorer.press("2g")
    for _ in 0..<5 { explorer.press("j") }
    #expect(explorer.selection.vector == 5)
    #expect(explorer.pane(.spectrum).show("> v5 "))
    #expect(explorer.pane(.projection)[0].contains("v5 on image 17 (a \"nine\")"))
    #expect(explorer.pane(.hypergraph).show("v5 (2): one, four, seven, nine"))
    #expect(explorer.pane(.hypergraph).show("[●]"))
    #expect(explorer.pane(.hierarchy).show("[v5 (2)]"))
  }

  @Test func theProjectionGoesThroughImagesVectorsAndStages() throws {
    var explorer = try Sample.answered()
    explorer.press("3")
    explorer.press("j")
    #expect(explorer.selection.image == 18)
    explorer.press("kk")
    #expect(explorer.selection.image == 16)
    explorer.press("g")
    #expect(explorer.selection.image == 0)
    explorer.press(.pageDown)
    #expect(explorer.selection.image == 10)
    explorer.press("G")
    #expect(explorer.selection.image == 39)
    Sample.answer(&explorer)
    explorer.press("l")
    #expect(explorer.selection.vector == 3)
    explorer.press("hhhhh")
    #expect(explorer.selection.vector == 0)
    var stages: [Stage] = []
    for _ in Stage.allCases.dropFirst() {
      explorer.press(">")
      if case .maps(let stage, 1, 39) = explorer.wanted.first ?? .predictions {
        stages.append(stage)
      }
      Sample.answer(&explorer)
    }
    #expect(stages == [.output, .activated, .reprojected, .input, .fields, .correlations])
    explorer.press("<")
    #expect(explorer.pane(.projection)[0].contains("Psi(X)"))
    explorer.pressAndWait(.character("<"))
    explorer.pressAndWait(.character("<"))
    #expect(explorer.pane(.projection)[0].contains("U^T ReLU(Y + B)"))
  }

  @Test func aStageWithoutVectorsHasMapsOfItsOwn() throws {
    var explorer = try Sample.answered()
    explorer.press("3")
    explorer.pressAndWait(.character(">"))
    #expect(explorer.pane(.projection)[0].contains("filter 0 on image 17"))
    explorer.press("ll")
    #expect(explorer.pane(.projection)[0].contains("filter 2 on image 17"))
    #expect(explorer.selection.vector == 2)
  }

  @Test func theCellUnderTheCursorHasItsValue() throws {
    var explorer = try Sample.answered()
    explorer.press("3")
    explorer.press(.enter)
    #expect(explorer.isInside)
    explorer.press("jjlll")
    explorer.press("kh")
    let maps = Sample.maps(.projections, layer: 1, image: 17)
    let value = maps[2][maps[2].startIndex + 24 + 2]
    let note = explorer.pane(.projection).first { $0.contains("row 1 column 2: ") } ?? ""
    let shown = note.split(separator: " ").compactMap { Float($0) }.last { abs($0) != 24 } ?? 0
    // Four digits are shown.
    #expect(abs(shown - value) < 5e-4 * abs(value))
    explorer.press("G")
    #expect(explorer.pane(.projection).show("row 23 column 23: "))
    explorer.press("jl")
    #expect(explorer.pane(.projection).show("row 23 column 23: "))
    explorer.press("g")
    #expect(explorer.pane(.projection).show("row 0 column 0: "))
    explorer.press("hk")
    #expect(explorer.pane(.projection).show("row 0 column 0: "))
  }

  @Test func theHypergraphGoesThroughClassesAndGroups() throws {
    var explorer = try Sample.answered()
    explorer.press("4")
    explorer.press("k")
    #expect(explorer.label == 8)
    // The image is the strongest of the selected group that is of the class.
    #expect(explorer.selection.image == 4)
    explorer.press("g")
    #expect(explorer.label == 0)
    explorer.press("G")
    #expect(explorer.label == 9)
    explorer.press("l")
    #expect(explorer.selection.vector == 5)
    explorer.press("hh")
    #expect(explorer.selection.vector == 0)
    explorer.press("h")
    #expect(explorer.selection.vector == 0)
    explorer.press(.pageUp)
    #expect(explorer.label == 0)
    explorer.press(.pageDown)
    #expect(explorer.label == 9)
  }

  @Test func theHypergraphHasAColumnForEachGroupOrEachVector() throws {
    var explorer = try Sample.answered()
    explorer.press("4")
    #expect(!explorer.pane(.hypergraph).show("v1 "))
    explorer.press(">")
    #expect(explorer.pane(.hypergraph).show(" v0   v1   v2 "))
    explorer.press("l")
    #expect(explorer.selection.vector == 3)
    explorer.press("<")
    #expect(!explorer.pane(.hypergraph).show("v1 "))
    // The vector is not the first of its group, and stays.
    #expect(explorer.selection.vector == 3)
    #expect(explorer.pane(.hierarchy).show("[v0 (3)]"))
  }

  @Test func theHierarchyGoesAlongCoversAndToSiblings() throws {
    var explorer = try Sample.answered()
    explorer.press("5")
    // v0 is above v2 and v5; v2 above v4 and v9; v5 above v6, v11 and v12: a level each.
    let steps: [(key: Key, vector: Int)] = [
      (.character("k"), 0), (.down, 2), (.character("l"), 5), (.left, 2), (.character("j"), 9),
      (.character("h"), 4), (.left, 4), (.up, 2), (.character("G"), 12), (.right, 12),
      (.character("k"), 5), (.character("g"), 0), (.end, 12), (.home, 0),
    ]
    for (key, vector) in steps {
      explorer.press(key)
      #expect(explorer.selection.vector == vector, "\(key.name)")
    }
    explorer.press("k")
    #expect(explorer.selection.vector == 0)
    #expect(explorer.footer.contains("nothing covers this group"))
    explorer.press("Gj")
    #expect(explorer.selection.vector == 12)
    #expect(explorer.footer.contains("this group covers nothing"))
  }

  @Test func exemplaryImagesAreGoneThroughAndOpened() throws {
    var explorer = try Sample.answered()
    explorer.press("5")
    explorer.press(.enter)
    #expect(explorer.context == .exemplars)
    #expect(explorer.selection.image == 0)
    explorer.press("ll")
    #expect(explorer.selection.image == 5)
    explorer.press("h")
    #expect(explorer.selection.image == 4)
    explorer.press(.enter)
    #expect(explorer.focus == .projection)
    #expect(!explorer.isInside)
    Sample.answer(&explorer)
    #expect(explorer.pane(.projection)[0].contains("image 4 (a \"eight\")"))
  }

  @Test func enterLeadsFromPaneToPane() throws {
    var explorer = try Sample.answered()
    explorer.press(.enter)
    #expect(explorer.focus == .spectrum)
    explorer.press(.enter)
    #expect(explorer.focus == .projection)
    explorer.press("4")
    explorer.press(.enter)
    #expect(explorer.focus == .hierarchy)
  }

  @Test func bothSignsOfAVectorAreNodes() throws {
    var explorer = try Sample.answered()
    explorer.press("4p")
    Sample.answer(&explorer)
    #expect(explorer.parameters.polarity == .negative)
    #expect(explorer.pane(.hypergraph).show("-v2 (1)"))
    #expect(explorer.pane(.hierarchy).show("[-v2 (1)]"))
  }
}

extension Explorer {
  /// The label of the selected image.
  fileprivate var label: Int { Sample.dataSet.labels[selection.image] }
}
