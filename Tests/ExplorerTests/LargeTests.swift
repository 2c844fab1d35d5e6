import DeepDataProfiler
import Explorer
import LinearAlgebra
import NeuralNetwork
import TerminalUI
import Testing

/// Many layers of long names, many groups, many classes of wide names.
@Suite struct LargeTests {
  private static let groups: [([Int], [Int])] = (0..<40).map { group in
    (
      (0..<12).map { group * 12 + $0 },
      (0..<1000).filter { group == 0 || ($0 * 7919 + group * 104_729) % 97 < 60 - group }
    )
  }

  private func explorer(_ size: Size) throws -> Explorer {
    let layers = try (0..<60).map {
      try Sample.layer(
        $0, "features.denseblock\($0 / 10).denselayer\($0 % 10).convolution",
        [512, 512, 3, 3], input: [512, 28, 28], output: [512, 28, 28])
    }
    let findings = Findings(
      model: Findings.Model(
        file: "densenet_finetuned_checkpoint_of_last_week.onnx", format: "onnx",
        parameters: 161_111_960, hasGraph: true, layers: layers),
      dataSet: Findings.DataSet(
        file: "imagenet.npz", labels: (0..<2000).map { $0 % 1000 },
        classNames: (0..<1000).map { "特異値の名前\($0) of a long name" }))
    var explorer = Explorer(
      findings: findings, size: size, selection: Selection(layer: 30, vector: 5))
    let hierarchy = Sample.hierarchy(of: Self.groups)
    for layer in layers.indices {
      let request = AnyQuestion.spectrum(layer: layer)
      explorer.find(request, .known(Sample.spectrum(2)))
    }
    explorer.find(.hierarchy(layer: 30, .init()), .known(hierarchy))
    return explorer
  }

  @Test(arguments: [SnapshotTests.small, SnapshotTests.middle, SnapshotTests.large])
  func noLineIsWiderThanTheScreenAndNoHalfOfACharacterIsLeft(size: Size) throws {
    var explorer = try explorer(size)
    for view in PaneID.first {
      explorer.press(view.key)
      let canvas = explorer.render(size: size, theme: .dark)
      for line in canvas.text.split(separator: "\n") {
        #expect(String(line).columns <= size.columns)
      }
      for row in 0..<size.rows {
        for column in 0..<size.columns {
          let isWide = canvas[row, column].grapheme.columns == 2
          #expect(isWide == canvas[row, column + 1].isContinuation)
        }
      }
    }
  }

  @Test func namesOfLayersAreToldApartByTheirEnds() throws {
    let explorer = try explorer(SnapshotTests.small)
    #expect(explorer.pane(.layers).contains("denselayer0.convolution"))
    #expect(explorer.pane(.layers).contains("denselayer1.convolution"))
    #expect(explorer.screen.contains("layer 31 of 60"))
  }

  @Test func aListThatIsCutSaysHowLongItIs() throws {
    let explorer = try explorer(SnapshotTests.middle)
    #expect(explorer.pane(.hierarchy).contains("… 1,000 in all"))
    #expect(explorer.pane(.hypergraph).contains("… 1,000 in all"))
    #expect(explorer.pane(.hypergraph).contains("of 1,000, group 1 of 40"))
  }

  @Test func aThicketOfCoversShowsThoseOfTheSelectedGroup() throws {
    let explorer = try explorer(SnapshotTests.large)
    #expect(
      explorer.pane(.hierarchy).contains(
        "covers the selected group's are drawn: all would be a thicket"))
  }

  /// Where no group is selected there is none whose covers could be drawn.
  @Test func aThicketWithoutASelectedGroupSaysWhatToDo() throws {
    var explorer = try explorer(SnapshotTests.large)
    explorer.find(
      .hierarchy(layer: 30, .init()), .known(Sample.hierarchy(of: Array(Self.groups.dropFirst()))))
    #expect(explorer.pane(.hierarchy).contains("too many covers to draw: arrows pick a group"))
  }

  @Test func theCursorIsInSightWhereverItGoes() throws {
    var explorer = try explorer(SnapshotTests.middle)
    explorer.press("g")
    for layer in 1..<60 {
      explorer.press("j")
      let number = layer + 1 < 10 ? " \(layer + 1)" : "\(layer + 1)"
      #expect(explorer.pane(.layers).contains("> \(number) "))
    }
    explorer.press("2", "G")
    #expect(explorer.pane(.spectrum).contains("> v127"))
  }

  /// Candidates of a power law take a moment once the spectrum is there, and minutes before.
  @Test func candidatesWaitForTheirSpectrum() throws {
    let model = Findings.Model(
      file: "vgg.onnx", format: "onnx", parameters: 102_760_448, hasGraph: true,
      layers: [try Sample.layer(0, "fc", [4096, 25088], input: [25088], output: [4096])])
    var explorer = Explorer(
      findings: Findings(model: model, dataSet: Sample.dataSet),
      size: Size(columns: 120, rows: 36), themes: Theme.builtIn, selection: Selection(layer: 0))
    explorer.turn(to: "distances", of: .spectrum)
    explorer.work(on: .spectrum(layer: 0), 0)
    explorer.press("2")
    let wanted = explorer.wanted
    let spectrum = try #require(wanted.firstIndex(of: .spectrum(layer: 0)))
    let candidates = try #require(wanted.firstIndex(of: .candidates(layer: 0)))
    #expect(spectrum < candidates)
  }
}
