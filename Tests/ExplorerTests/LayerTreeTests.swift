import DeepDataProfiler
import Explorer
import NeuralNetwork
import Reports
import TerminalUI
import Testing

/// Layers whose names nest are a tree that folds; zoomed, the list is a table of all that is known.
@Suite struct LayerTreeTests {
  private static let nested =
    ["stem"] + (0..<6).flatMap { ["b.\($0).expand", "b.\($0).depthwise", "b.\($0).project"] }
    + ["head.fc"]

  private func explorer(
    _ names: [String] = nested, _ size: Size = SnapshotTests.middle, layer: Int = 0
  ) throws -> Explorer {
    let layers = try names.enumerated().map {
      try Sample.layer($0, $1, [32, 1, 3, 3], input: nil, output: nil)
    }
    let model = Findings.Model(
      file: "net.onnx", format: "onnx", parameters: 9, hasGraph: true, layers: layers)
    var explorer = Explorer(
      findings: Findings(model: model, dataSet: Sample.dataSet), size: size,
      selection: Selection(layer: layer))
    for layer in names.indices {
      explorer.find(.spectrum(layer: layer), .known(Sample.spectrum(layer % 3)))
    }
    explorer.press("1")
    return explorer
  }

  /// The lines of the list on the screen, without frame and heading.
  private func lines(_ explorer: Explorer) -> [String] {
    let lines = explorer.screen.split(separator: "\n").map { line -> String in
      let parts = line.split(separator: "│", maxSplits: 1, omittingEmptySubsequences: false)
      return parts.count < 2 ? "" : String(parts[1].prefix { $0 != "│" })
    }
    return Array(lines.drop { !$0.contains("alpha") }.dropFirst().prefix { !$0.isEmpty })
  }

  @Test func aGroupIsAHeadingAboveItsLayers() throws {
    let rows = lines(try explorer())
    #expect(rows[0].hasPrefix(">  1 stem"))
    #expect(rows[1].hasPrefix("   - b "))
    #expect(rows[2].hasPrefix("   -  0 "))
    #expect(rows[3].hasPrefix("   2   expand"))
  }

  @Test func aFoldedGroupHasACountAndTheRangeOfItsAlphas() throws {
    var explorer = try explorer(layer: 1)
    explorer.press("h")
    let folded = try #require(lines(explorer).first { $0.contains("+  0") })
    // The layers 1 to 3 have alphas of 3.30, 4.30 and 2.30.
    #expect(folded.hasPrefix(">") && folded.contains("3 layers  2.30 to 4.30"))
    #expect(explorer.selection.layer == 1)
    explorer.press("j")
    #expect(explorer.selection.layer == 4)
    explorer.press("k")
    #expect(explorer.selection.layer == 1)
    explorer.press("h")
    #expect(lines(explorer).contains { $0.hasPrefix(">  + b") && $0.contains("18 layers") })
    explorer.press("j")
    #expect(explorer.selection.layer == 19)
    explorer.press("k", "l", "l")
    #expect(lines(explorer).contains { $0.hasPrefix(">  2   expand") })
  }

  @Test func alphasOfAFoldedGroupThatAreToComeAreToldSo() throws {
    var explorer = try explorer(layer: 1)
    explorer.press("h")
    explorer.find(.spectrum(layer: 2), nil)
    #expect(explorer.screen.contains("2.30 to 3.30 …"))
    for layer in 1...3 { explorer.find(.spectrum(layer: layer), nil) }
    #expect(explorer.screen.contains("3 layers  … "))
  }

  @Test func aKeyThatFoldsNothingSaysWhy() throws {
    var explorer = try explorer()
    explorer.press("h")
    #expect(explorer.footer.contains("no group holds this layer"))
    explorer.press("j", "l")
    #expect(explorer.footer.contains("groups are all unfolded"))
    explorer.press("s", "h")
    #expect(explorer.footer.contains("a tree in the order of the graph"))
    var flat = try Sample.answered()
    flat.press("1", "h")
    #expect(flat.footer.contains("names of layers do not nest"))
  }

  @Test func whatIsFoldedIsFoundBySearch() throws {
    var explorer = try explorer(layer: 1)
    explorer.press("h", "h", "/")
    explorer.type("4.proj")
    explorer.press(.enter)
    #expect(explorer.selection.layer == 15)
    #expect(lines(explorer)[0].contains("b.4.project"))
    explorer.press(.escape)
    #expect(lines(explorer).contains { $0.hasPrefix(">  + b") })
  }

  @Test func flatNamesAreNoTree() throws {
    let rows = lines(try explorer(["features.0", "features.3", "classifier.0"]))
    #expect(rows[1].contains("2 features.3"))
    #expect(!rows.contains { $0.contains("- features") })
  }

  /// Above names whose group begins further up stands that group's.
  @Test func theHeadingNamesTheGroupThatBeginsFurtherUp() throws {
    let explorer = try explorer(Self.nested, SnapshotTests.small, layer: 11)
    let heading = try #require(
      explorer.screen.split(separator: "\n").first { $0.contains("# b.3") })
    #expect(heading.contains("alpha"))
  }

  private static let families: [[String]] = [
    nested,
    (0..<25).map { "module.features.\($0).conv.0" },
    (0..<12).flatMap { layer in
      ["query", "key", "value"].map { "encoder.layer.\(layer).attention.self.\($0)" }
    },
    ["a.b", "a.b", "a.b.c", "a", "..", "a..b", ""],
  ]

  @Test(arguments: families) func noTwoRowsReadAlikeNorIsALayerMissing(names: [String]) throws {
    for columns in [40, 59, 80, 120] {
      for keys in [[], ["s"]] as [[Key]] {
        var explorer = try explorer(names, Size(columns: columns, rows: 250))
        for key in keys { explorer.press(key) }
        let layers = lines(explorer).filter { line in
          line.dropFirst().drop { $0 == " " }.first?.isNumber == true
        }
        #expect(Set(layers).count == names.count, "\(columns) \(layers)")
      }
    }
  }

  @Test(arguments: [SnapshotTests.small, SnapshotTests.middle, SnapshotTests.large])
  func theNameAndTheReadingOfTheSelectedLayerStayInSight(size: Size) throws {
    for name in ["1", "4", "S"] {
      var explorer = try explorer(Self.nested, size, layer: 11)
      if name == "S" { explorer.press("S") }
      #expect(explorer.screen.contains(" b.3.depthwise "))
      #expect(explorer.screen.contains("trained     "))
    }
  }

  @Test func zoomedThereAreAllColumnsOfWhichSomeAreScrolled() throws {
    var explorer = try Sample.answered(SnapshotTests.small)
    explorer.press("1", "z")
    Sample.answer(&explorer)
    #expect(explorer.screen.contains("columns 1 to "))
    var headings: Set<String> = []
    for _ in 0..<20 {
      for heading in [
        "kind", "matrix", "alpha ", "alpha slices", "alpha toeplitz", " D ", "tail", "spikes",
        "rank", "stable rank", "lambda max", "verdict",
      ] where explorer.screen.contains(heading) { headings.insert(heading) }
      explorer.press("l")
    }
    #expect(headings.count == 12)
    #expect(explorer.footer.contains("these are the last columns"))
    #expect(explorer.screen.contains(" well, but few"))
    for _ in 0..<20 { explorer.press("h") }
    #expect(explorer.footer.contains("these are the first columns"))
  }

  @Test func onAWideScreenNoColumnIsLeftOut() throws {
    var explorer = try Sample.answered(SnapshotTests.large)
    explorer.press("1", "z")
    Sample.answer(&explorer)
    #expect(!explorer.screen.contains("columns 1 to "))
    let row = try #require(explorer.screen.split(separator: "\n").first { $0.contains(" conv2 ") })
    let words = row.split { " │>".contains($0) }.prefix(13)
    #expect(
      words == [
        "2", "conv2", "convolution", "32x288", "3.30", "3.30", "-", "0.081", "16", "10", "32",
        "7.423", "18.23",
      ], "\(words)")
  }

  @Test func otherMatricesAreAskedForWhereTheyHaveAColumn() throws {
    var explorer = try Sample.answered()
    let slices = AnyQuestion.spectrum(layer: 0, .slices)
    #expect(!explorer.kept.contains(slices))
    explorer.press("1", "z")
    #expect(explorer.wanted.contains(slices))
    #expect(explorer.wanted.contains(.spectrum(layer: 0, .toeplitz())))
    #expect(explorer.screen.contains("…"))
    explorer.press("z")
    #expect(!explorer.wanted.contains(slices))
  }

  @Test func everyColumnSortsAndIsMarkedAndInSight() throws {
    var explorer = try Sample.answered(SnapshotTests.small)
    explorer.press("1", "z")
    Sample.answer(&explorer)
    for heading in [
      "layer", "kind", "matrix", "alpha", "alpha slices", "alpha toeplitz", "D", "tail", "spikes",
      "rank", "stable rank", "lambda max", "verdict",
    ] {
      explorer.press("s")
      #expect(explorer.screen.contains("by \(heading) "))
      #expect(explorer.screen.contains("\(heading)▲"))
      explorer.press("S")
      #expect(explorer.screen.contains("\(heading)▼"))
      explorer.press("S")
    }
    explorer.press("s")
    #expect(!explorer.screen.contains("▲"))
  }

  @Test func theDataHaveTheColumnsOfTheTable() throws {
    var explorer = try Sample.answered()
    explorer.press("1", "z")
    Sample.answer(&explorer)
    let csv = try #require(explorer.data(of: .layers)?.table.csv)
    let rows = csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let keys = [
      "index", "name", "kind", "weight_shape", "alpha", "alpha_slices", "alpha_toeplitz",
      "ks_distance", "tail_count", "mp_spikes", "rank", "stable_rank", "lambda_max", "training",
      "doubts",
    ]
    for key in keys { #expect(rows[0].contains(Substring(key)), "\(key)") }
    func cell(_ key: String) -> Substring? {
      rows[0].firstIndex(of: Substring(key)).map { rows[2][$0] }
    }
    #expect(cell("kind") == "convolution" && cell("weight_shape") == "32x32x3x3")
    #expect(cell("alpha_slices") == "3.3" && cell("alpha_toeplitz") == "")
  }
}
