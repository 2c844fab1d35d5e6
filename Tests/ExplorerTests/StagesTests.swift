import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// All maps of a stage on one sheet, and the stages beside it.
@Suite struct StagesTests {
  private static func explorer(_ size: Size, layer: Int = 1, page: String? = nil) throws -> Explorer
  {
    var explorer = try Sample.explorer(size, layer: layer)
    explorer.turn(to: page, of: .stages)
    explorer.press("3", "z")
    Sample.answer(&explorer)
    return explorer
  }

  @Test func eachMapHasItsSingularValueAboveIt() throws {
    let explorer = try Self.explorer(Size(columns: 90, rows: 50))
    let pane = explorer.pane(.stages)
    let values = Sample.spectrum(1).singularValues
    for vector in [0, 2, 31] {
      #expect(pane.contains("v\(vector) \(values[vector].brief)"), "v\(vector)")
    }
    #expect(pane.contains("S V^T Psi(X)") && pane.contains("32 maps"))
  }

  /// Five is the map with values that are no numbers.
  @Test func oneScaleIsThatOfAllMaps() throws {
    let explorer = try Self.explorer(Size(columns: 90, rows: 50))
    let maps = Sample.maps(.projections, layer: 1, image: 17)
    let most = maps.values.filter(\.isFinite).map(abs).max() ?? 0
    #expect(explorer.pane(.stages).contains("-\(Double(most).brief) "))
    #expect(explorer.pane(.stages).contains("+\(Double(most).brief)"))
  }

  @Test func threeStagesStandSideBySideWhereThereIsRoom() throws {
    let wide = try Self.explorer(Size(columns: 200, rows: 60)).pane(.stages)
    for formula in ["V^T Psi(X)", "S V^T Psi(X)", "Y"] { #expect(wide.contains(formula)) }
    let titles = wide.split(separator: "\n")[1]
    #expect(titles.contains("V^T Psi(X)") && titles.contains("S V^T Psi(X)"))
    let narrow = try Self.explorer(Size(columns: 80, rows: 24)).pane(.stages)
    #expect(!narrow.split(separator: "\n")[1].replacing("S V^T Psi(X)", with: "").contains("V^T"))
    // The first stage has none before it, the last none after it.
    for page in ["input-maps", "reprojected-maps"] {
      let pane = try Self.explorer(Size(columns: 200, rows: 60), page: page).pane(.stages)
      #expect(pane.contains(page == "input-maps" ? "Psi(X)" : "ReLU(Y + B)"))
    }
  }

  @Test func whatIsReducedSaysHow() throws {
    let pane = try Self.explorer(Size(columns: 80, rows: 24)).pane(.stages)
    #expect(pane.contains("24x24, max magnitude of each "))
  }

  @Test func keysGoThroughMapsAndVectorsFollow() throws {
    var explorer = try Self.explorer(Size(columns: 120, rows: 36))
    explorer.press("l")
    #expect(explorer.selection.vector == 3)
    explorer.press("g", "j")
    let across = explorer.selection.vector
    #expect(across > 1)
    explorer.press("k", "k")
    #expect(explorer.selection.vector == 0)
    explorer.press("G")
    #expect(explorer.selection.vector == 31)
    // A stage without vectors leaves the vector where it is.
    explorer.press(">")
    Sample.answer(&explorer)
    explorer.press("l")
    #expect(explorer.selection.vector == 31)
    #expect(explorer.pane(.stages).contains("filter 1"))
    explorer.press(.pageDown)
    #expect(explorer.selection.image == 18)
  }

  /// The map that `j` goes to is the one below on the screen.
  @Test func aRowIsAsLongAsItLooks() throws {
    var explorer = try Self.explorer(Size(columns: 200, rows: 60))
    explorer.press("g", "j")
    let lines = explorer.screen.split(separator: "\n")
    func place(_ words: String) throws -> (row: Int, column: Int) {
      let row = try #require(lines.firstIndex { $0.contains(words) })
      let range = try #require(lines[row].firstRange(of: words))
      return (row, lines[row].distance(from: lines[row].startIndex, to: range.lowerBound))
    }
    let values = Sample.spectrum(1).singularValues
    let (first, next) = (
      try place(values[0].brief), try place(values[explorer.selection.vector].brief)
    )
    #expect(first.column == next.column && first.row < next.row)
  }

  /// A value never stands without the name of its map.
  @Test(arguments: [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 36), Size(columns: 200, rows: 60),
  ])
  func everyCaptionNamesItsMap(_ size: Size) throws {
    let explorer = try Self.explorer(size)
    let lines = explorer.screen.split(separator: "\n").filter { $0.contains("v0") }
    let values = Sample.spectrum(1).singularValues
    let captions = lines.filter { $0.contains("v1 ") && !$0.contains("s ") }
    #expect(!captions.isEmpty, "\(explorer.screen)")
    for line in captions {
      #expect(line.matches(of: /v\d+ \d/).count >= line.matches(of: /\d\.\d/).count, "\(line)")
    }
    #expect(explorer.screen.contains("v7 "))
    if size.columns != 120 {
      #expect(explorer.screen.contains("v7 \(values[7].text(decimals: 1).prefix(3))"))
    }
    #expect(!explorer.screen.contains(/max [+-][0-9.]*~/))
  }

  @Test func whereNotAllFitSomeAreScrolledThrough() throws {
    var explorer = try Self.explorer(Size(columns: 40, rows: 14))
    #expect(explorer.pane(.stages).contains("0-3 of 32 maps ▼"))
    explorer.press("G")
    #expect(explorer.pane(.stages).contains("28-31 of 32 maps ▲"))
  }

  @Test func valuesOfAFullyConnectedLayerStandBesideTheirNames() throws {
    let explorer = try Self.explorer(Size(columns: 200, rows: 60), layer: 3)
    let value = Sample.maps(.projections, layer: 3, image: 17).values[4]
    #expect(explorer.pane(.stages).contains("v4 \(Double(value).signed)"))
  }

  @Test func aStageBesideThatIsNotKnownYetSaysSo() throws {
    var explorer = try Sample.explorer(Size(columns: 200, rows: 60))
    explorer.turn(to: nil, of: .stages)
    explorer.press("3", "z")
    Sample.answer(&explorer, besides: .maps(.output, layer: 1, image: 17))
    #expect(explorer.pane(.stages).contains("Y: computing"))
    #expect(explorer.pane(.stages).contains("S V^T Psi(X)"))
  }

  @Test func manyMapsTakeNoLongerThanThoseInSight() throws {
    var explorer = try Sample.explorer(Size(columns: 200, rows: 60))
    explorer.turn(to: nil, of: .stages)
    let question = AnyQuestion.maps(.projections, layer: 1, image: 17)
    let values = [Float](repeating: 0.5, count: 512 * 28 * 28)
    explorer.find(
      question,
      .known(
        FeatureMaps(stage: .projections, count: 512, height: 28, width: 28, values: values)))
    let pane = explorer.pane(.stages)
    #expect(pane.contains("of 512 maps"))
  }
}
