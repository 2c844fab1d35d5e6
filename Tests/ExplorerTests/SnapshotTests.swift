import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// What is seen, text and styles, compared with files; `RECORD_SNAPSHOTS=1` writes them anew.
@Suite struct SnapshotTests {
  static let small = Size(columns: 80, rows: 24)
  static let middle = Size(columns: 120, rows: 36)
  static let large = Size(columns: 200, rows: 60)

  @Test(arguments: PaneID.all, [small, middle]) func aPaneAlone(view: PaneID, size: Size) throws {
    var explorer = try Sample.answered(size)
    explorer.turn(to: nil, of: view)
    Sample.answer(&explorer)
    try Snapshot.check(
      explorer.render(pane: view, size: size, theme: explorer.theme), "pane-\(view.rawValue)")
  }

  /// The composition: five panes, a column of them, one with the cursor inside.
  @Test func threeWholeScreens() throws {
    var explorer = try Sample.answered(Self.middle)
    explorer.press("5")
    try checkScreen(explorer, "screen-hierarchy")
    try checkScreen(try Sample.answered(Self.small), "screen-layers")
    explorer = try Sample.answered(Self.large)
    explorer.press("3", .enter)
    try checkScreen(explorer, "screen-cells")
  }

  @Test(
    arguments: [Size(columns: 40, rows: 18), middle],
    [
      "density", "log-histogram", "distances", "matrizations", "shuffled", "beside", "filters",
      "gram", "optimised",
    ])
  func eachChart(size: Size, chart: String) throws {
    var explorer = try Sample.answered(
      size, chart: chart, beside: chart == "beside" ? Sample.checkpoint() : nil)
    explorer.press("2")
    try check(explorer, "chart-\(chart)")
  }

  @Test func theVectorsOfAFullyConnectedLayer() throws {
    var explorer = try Sample.answered(Self.large, layer: 2, chart: "filters")
    explorer.press("2")
    try check(explorer, "filters-of-a-row")
  }

  @Test func chartsWithoutColours() throws {
    for chart in ["filters", "gram"] {
      let display = Display(colors: .none, isUnicode: false)
      var explorer = try Sample.answered(
        Self.small, themes: [Theme.mono.adapted(to: display)], chart: chart)
      explorer.press("2")
      try check(explorer, "mono-\(chart)")
    }
  }

  @Test func theLargestValuesOfALargeLayer() throws {
    var model = try Sample.model()
    model = Findings.Model(
      file: model.file, format: model.format, parameters: model.parameters, hasGraph: false,
      layers: [try Sample.layer(0, "fc", [4096, 25088], input: nil, output: nil)])
    var explorer = Explorer(findings: Findings(model: model), size: Self.small)
    // Once the exact spectrum turns out not to have been kept.
    #expect(explorer.wanted.first == .spectrum(layer: 0))
    explorer.work(on: .spectrum(layer: 0), 0)
    #expect(explorer.watched == [.spectrum(layer: 0)])
    explorer.work(
      on: .spectrum(layer: 0), 0.45, partial: (0..<64).map { 20 - Double($0) / 8 } as [Double])
    explorer.press("2")
    try check(explorer, "provisional")
  }

  @Test(arguments: [small, middle, large], ["vector", "stages"])
  func theWholeScreenForOnePane(size: Size, view: String) throws {
    var explorer = try Sample.answered(size, layer: 1)
    explorer.turn(to: nil, of: PaneID(rawValue: view))
    explorer.press(view == "vector" ? "2" : "3", "z")
    Sample.answer(&explorer)
    try checkScreen(explorer, "zoomed-\(view)")
  }

  @Test func aColumnForEachVector() throws {
    var explorer = try Sample.answered(Self.small)
    explorer.press("4", ">")
    try check(explorer, "vectors")
  }

  @Test(arguments: [small, middle]) func theHelp(size: Size) throws {
    var explorer = try Sample.answered(size)
    explorer.press("?")
    try checkScreen(explorer, "help")
  }

  @Test func theThemePicker() throws {
    var explorer = try Sample.answered(Self.small)
    explorer.press("t", "j")
    try checkScreen(explorer, "themes")
  }

  @Test func aSearch() throws {
    var explorer = try Sample.answered(Self.middle)
    explorer.press("4", "/")
    explorer.type("ni")
    try check(explorer, "search")
  }

  @Test func aModelWithoutData() throws {
    var explorer = Explorer(findings: try Sample.findings(hasData: false), size: Self.small)
    explorer.press("5")
    Sample.answer(&explorer)
    try check(explorer, "no-data")
  }

  @Test func aModelWithoutAGraph() throws {
    var explorer = Explorer(findings: try Sample.findings(hasGraph: false), size: Self.small)
    explorer.press("4")
    Sample.answer(&explorer)
    try check(explorer, "no-graph")
  }

  @Test func faultsInPanes() throws {
    var explorer = try Sample.explorer(Self.small)
    while let request = explorer.wanted.first {
      let answer =
        request == .spectrum(layer: 0)
        ? Sample.answer(to: request)
        : .failed(Failure(kind: .network, problem: "not enough memory"))
      explorer.find(request, answer)
    }
    try check(explorer, "faults")
  }

  @Test func nothingAnsweredYet() throws {
    var explorer = try Sample.explorer(Self.small)
    explorer.press("3")
    try check(explorer, "nothing-yet")
  }

  @Test func anOldPictureThatWaitsForItsSuccessor() throws {
    var explorer = try Sample.answered(Self.small)
    explorer.press("4", "]")
    try check(explorer, "stale")
  }

  @Test func anEmptyHypergraph() throws {
    var explorer = Explorer(
      findings: try Sample.findings(), size: Self.small,
      selection: Selection(layer: 1, parameters: .init(quantile: 0.99)))
    explorer.press("4")
    Sample.answer(&explorer)
    try check(explorer, "empty-hypergraph")
  }

  @Test func aModelWithoutLayers() throws {
    let model = Findings.Model(
      file: "empty.npz", format: "npz", parameters: 0, hasGraph: false, layers: [])
    try check(Explorer(findings: Findings(model: model), size: Self.small), "no-layers")
  }

  @Test func aListThatIsFiltered() throws {
    var explorer = try Sample.answered(Self.small)
    explorer.press("2", "/", "v", "2", .enter)
    try check(explorer, "filtered")
  }

  @Test func whatWasCancelled() throws {
    var explorer = try Sample.answered(Self.small)
    explorer.press("4", "]", .control("c"))
    try check(explorer, "cancelled")
  }

  @Test func exemplaryImages() throws {
    var explorer = try Sample.answered(Self.small)
    explorer.press("5", .enter, "l")
    try check(explorer, "exemplars")
  }

  @Test func aReducedMapWithNaNsOnADisplayWithoutColours() throws {
    var explorer = try Sample.answered(Self.small, themes: [.mono])
    explorer.press("3", "l", "l", "l")
    try check(explorer, "nan-mono")
  }

  @Test(arguments: [
    ("sixteen", Display(colors: .sixteen, isUnicode: true)),
    ("ascii", Display(colors: .none, isUnicode: false)),
  ])
  func otherDisplays(name: String, display: Display) throws {
    var explorer = try Sample.answered(
      Self.small, themes: [Theme.dark.adapted(to: display)])
    explorer.press("3")
    try check(explorer, name)
  }

  /// The pane in focus, as large as the screen.
  private func check(
    _ explorer: Explorer, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try Snapshot.check(
      explorer.render(pane: explorer.focus, size: explorer.size, theme: explorer.theme), name,
      sourceLocation: sourceLocation)
  }

  private func checkScreen(
    _ explorer: Explorer, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try Snapshot.check(
      explorer.render(size: explorer.size, theme: explorer.theme), name,
      sourceLocation: sourceLocation)
  }
}
