import DeepDataProfiler
import Explorer
import Foundation
import TerminalUI
import Testing

/// What is seen can be clicked, and the wheel moves where the pointer is.
@Suite struct MouseTests {
  /// Clicks on the last place of the screen where a text stands.
  private func click(_ text: String, in explorer: inout Explorer) throws {
    let lines = explorer.screen.split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(lines.lastIndex { $0.contains(text) }, "\(text)")
    let before = try #require(lines[row].range(of: text)).lowerBound
    let column = lines[row][..<before].count + 1
    _ = explorer.handle(.mouse(MouseGesture(kind: .press, row: row, column: column)))
  }

  @Test func aClickFocusesThePaneUnderIt() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    for (row, column, pane) in [
      (5, 60, PaneID.spectrum), (5, 110, .projection), (25, 5, .hypergraph), (25, 100, .hierarchy),
      (5, 5, .layers),
    ] {
      _ = explorer.handle(.mouse(MouseGesture(kind: .press, row: row, column: column)))
      #expect(explorer.focus == pane)
    }
    let before = explorer.selection
    _ = explorer.handle(.mouse(MouseGesture(kind: .press, row: 0, column: 500)))
    #expect(explorer.selection == before)
  }

  /// What is drawn can be clicked: a vector of the list, an image of the grid, a group of the diagram.
  @Test func aClickGoesToWhatIsUnderIt() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    func go(_ text: String) throws {
      try click(text, in: &explorer)
      Sample.answer(&explorer)
    }
    try go(" v5   ")
    #expect(explorer.selection.vector == 5 && explorer.focus == .spectrum)
    try go("fc1   ")
    #expect(explorer.selection.layer == 2 && explorer.focus == .layers)
    try go("conv2   ")
    try go("seven  ")
    #expect(Sample.dataSet.labels[explorer.selection.image] == 7)
    #expect(explorer.focus == .hypergraph)
    try go("v2 (1)")
    #expect(explorer.selection.vector == 2 && explorer.focus == .hierarchy)
    explorer.press("3", "z")
    explorer.turn(to: "all", of: .images)
    Sample.answer(&explorer)
    try go("6 \(Sample.classNames[Sample.dataSet.labels[6]])")
    #expect(explorer.selection.image == 6)
  }

  @Test func theWheelMovesInThePaneThatItIsOver() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    _ = explorer.handle(.mouse(MouseGesture(kind: .wheelDown, row: 5, column: 5)))
    #expect(explorer.selection.layer == 2 && explorer.focus == .layers)
    _ = explorer.handle(.mouse(MouseGesture(kind: .wheelUp, row: 5, column: 5)))
    #expect(explorer.selection.layer == 1)
  }

  @Test func linesOfTheListsOverThePanesAreClicked() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    explorer.press(":")
    explorer.type("show")
    try click("show Spectrum: density", in: &explorer)
    #expect(explorer.title(.spectrum).contains("ESD") && explorer.focus == .spectrum)
    #expect(!explorer.screen.contains("Go, do, open"))
    explorer.press("t")
    try click(" light", in: &explorer)
    #expect(explorer.theme.name == "light" && explorer.screen.contains(" Themes "))
    _ = explorer.handle(.mouse(MouseGesture(kind: .press, row: 35, column: 0)))
    #expect(explorer.theme.name == "dark" && !explorer.screen.contains(" Themes "))
  }

  @Test func theNamesOfPanesInTheHeaderAreClicked() throws {
    var explorer = try Sample.answered(Size(columns: 80, rows: 24))
    try click("4 Hypergraph ", in: &explorer)
    #expect(explorer.focus == .hypergraph)
    explorer.press("z")
    try click("2 Spectrum ", in: &explorer)
    #expect(explorer.focus == .spectrum && explorer.isZoomed)
  }

  @Test func aGroupOfLayersFoldsAndUnfolds() throws {
    let names = ["stem", "b.0.expand", "b.0.project", "b.1.expand", "b.1.project"]
    let layers = try names.enumerated().map {
      try Sample.layer($0, $1, [32, 1, 3, 3], input: nil, output: nil)
    }
    let model = Findings.Model(
      file: "net.onnx", format: "onnx", parameters: 9, hasGraph: true, layers: layers)
    var explorer = Explorer(
      findings: Findings(model: model), size: Size(columns: 120, rows: 36))
    for layer in names.indices {
      explorer.find(.spectrum(layer: layer), .known(Sample.spectrum(layer % 3)))
    }
    let whole = explorer.screen
    try click(" 1 ", in: &explorer)
    try click("-  1 ", in: &explorer)
    #expect(explorer.screen.contains("+  1 ") && explorer.selection.layer == 3)
    try click("- b", in: &explorer)
    #expect(explorer.screen.contains("+ b") && !explorer.screen.contains("  0 "))
    try click("+ b", in: &explorer)
    #expect(explorer.screen.contains("- b") && explorer.selection.layer == 1)
    try click("+  0 ", in: &explorer)
    try click("+  1 ", in: &explorer)
    explorer.press("g")
    #expect(explorer.screen == whole)
  }
}
