import DeepDataProfiler
import Explorer
import Foundation
import NeuralNetwork
import Reports
import System
import TerminalUI
import Testing

/// The page of one vector: what it is, for which classes, and why not for others.
@Suite struct VectorPageTests {
  private static let large = Size(columns: 200, rows: 60)

  private static func explorer(
    _ size: Size = large, layer: Int = 1, vector: Int = 2,
    _ parameters: SignificanceHypergraph.Parameters = .init()
  ) throws -> Explorer {
    var explorer = Explorer(
      findings: try Sample.findings(), size: size,
      selection: Selection(layer: layer, vector: vector, image: 17, parameters: parameters))
    explorer.turn(to: nil, of: .vector)
    explorer.press("2")
    return explorer
  }

  private static func answered(
    _ size: Size = large, layer: Int = 1, vector: Int = 2,
    _ parameters: SignificanceHypergraph.Parameters = .init()
  ) throws -> Explorer {
    var explorer = try explorer(size, layer: layer, vector: vector, parameters)
    Sample.answer(&explorer)
    return explorer
  }

  /// The rows of a pane without its frame.
  private static func lines(_ explorer: Explorer) -> [String] {
    explorer.pane(.vector).split(separator: "\n").map { String($0.dropFirst().dropLast()) }
  }

  @Test func allThatIsKnownStandsOnOnePage() throws {
    let pane = try Self.answered().pane(.vector)
    let value = Sample.spectrum(1).singularValues[2].brief
    for words in [
      "v2  singular value \(value)  gap", "of 32 vectors", "group    v2",
      "classes  zero, two, three",
      "over q", "feeds fc1", "highest signals", "lowest signals", "32 channels of 3x3",
      "optimised image", "signal -1.250 to 40.50",
    ] {
      #expect(pane.contains(words), "\(words)")
    }
  }

  /// Of four images three over q are the majority of 75 %, and two are not.
  @Test func aStripHasItsShareAndAMark() throws {
    let lines = try Self.lines(Self.answered())
    let seven = try #require(lines.first { $0.contains("seven ") && $0.contains("%") })
    let eight = try #require(lines.first { $0.contains("eight ") && $0.contains("%") })
    #expect(seven.contains("50 % ·") && eight.contains("75 % ●"))
    for line in [seven, eight] { #expect(line.contains("▒") && line.contains("█")) }
    // Signals of a later class lie further to the right.
    let places = [seven, eight].map { line in
      line.firstIndex(of: "█").map { line.distance(from: line.startIndex, to: $0) } ?? 0
    }
    #expect(places[0] < places[1])
  }

  /// The box of each class begins and ends where its quartiles are on the axis.
  @Test func boxesStandWhereTheAxisSays() throws {
    let lines = try Self.lines(Self.answered(Size(columns: 120, rows: 60)))
    let zero = try #require(lines.first { $0.contains(" zero ") && $0.contains("▒") })
    let axis = try #require(
      lines.first {
        $0.contains(String(repeating: "─", count: 20)) && $0.contains("+")
      })
    let first = try #require(axis.firstIndex(of: "─"))
    let last = try #require(axis.prefix(66).lastIndex(of: "─"))
    let (start, end) = (
      axis.distance(from: axis.startIndex, to: first),
      axis.distance(from: axis.startIndex, to: last)
    )
    // From -3 to 4.25: the smallest of all signals to the largest, with vector 2's shift of a half.
    func column(_ value: Double) -> Int {
      start + Int(((value + 3) / 7.25 * Double(end - start)).rounded())
    }
    let characters = Array(zero)
    #expect(characters[column(-1.5)] == "█", "the median")
    #expect(characters[column(-2)] == "▒" && characters[column(-0.75)] == "▒")
    #expect(characters[column(-2) - 1] == "─" && characters[column(-0.75) + 1] != "▒")
    #expect(characters[column(1.7)] == "┊", "the threshold")
  }

  @Test func whyAVectorIsInNoGroupIsSaidAsElsewhere() throws {
    var explorer = try Self.answered(vector: 20)
    #expect(explorer.pane(.vector).contains("v20 is in no group"))
    #expect(explorer.pane(.hypergraph).contains("v20 is in no group"))
    let significance = SignificanceHypergraph(
      parameters: .init(), threshold: 2, hypergraph: Hypergraph([1: [.init(vector: 4)]]),
      shortfalls: [.init(vector: 20): .init(label: 6, share: 0.746, greatest: 3)])
    let group = SemanticHierarchy.Group(
      nodes: [.init(vector: 4)], classes: [1], exemplars: [], exemplarsOfAll: [])
    explorer.find(
      .hierarchy(layer: 1, .init()),
      .known(SemanticHierarchy(significance: significance, groups: [group], covers: [])))
    for pane in [PaneID.vector, .hypergraph] {
      #expect(
        explorer.pane(pane).contains(
          "v20 is in no group: 74.6 % of six exceed q; p asks for 75.0 %"))
    }
  }

  @Test func bothSignsHaveSharesWherePolaritySaysSo() throws {
    let both = try Self.answered(.init(columns: 200, rows: 60), .init(polarity: .both))
    #expect(
      both.pane(.vector).contains("over q-v over q") || both.pane(.vector).contains("-v over q"))
    let line = try #require(
      Self.lines(both).first { $0.contains(" zero ") && $0.contains("▒") })
    #expect(line.contains("0 % ·") && line.contains("75 % ●"))
    let narrow = try Self.answered(.init(columns: 30, rows: 14), .init(polarity: .both))
    #expect(narrow.pane(.vector).contains("-v > q"), "no share is left out in silence")
    #expect(Self.lines(narrow).contains { $0.matches(of: /\d % [●·]/).count == 2 })
    #expect(both.pane(.vector).contains("optimised image of +v2"))
    let negative = try Self.answered(.init(columns: 200, rows: 60), .init(polarity: .negative))
    #expect(negative.pane(.vector).contains("-v2  singular value"))
    #expect(negative.pane(.vector).contains("optimised image of -v2"))
    #expect(
      negative.watched.contains(
        AnyQuestion(
          VisualizationQuestion(layer: 1, .init([.init(vector: 2, weight: -1)])))))
  }

  /// Quartiles, ends, images and shares are those of the negated signals, as in other panes.
  @Test(arguments: [SignificanceHypergraph.Polarity.negative, .both])
  func ofANegativeNodeEverythingIsNegated(_ polarity: SignificanceHypergraph.Polarity) throws {
    var explorer = Explorer(
      findings: try Sample.findings(), size: Self.large,
      selection: Selection(
        layer: 1, vector: 2, isNegative: true, image: 17, parameters: .init(polarity: polarity)))
    explorer.find(
      .hierarchy(layer: 1, .init(polarity: polarity)),
      .known(
        SemanticHierarchy(
          significance: SignificanceHypergraph(
            parameters: .init(polarity: polarity), threshold: 1.7,
            hypergraph: Hypergraph([0: [.init(vector: 2, isNegative: true)]])),
          groups: [
            .init(
              nodes: [.init(vector: 2, isNegative: true)], classes: [0], exemplars: [],
              exemplarsOfAll: [])
          ], covers: [])))
    explorer.turn(to: nil, of: .vector)
    explorer.press("2")
    Sample.answer(&explorer)
    let lines = Self.lines(explorer)
    let pane = lines.joined(separator: "\n")
    #expect(explorer.title(.vector).contains("all of -v2"))
    // The smallest signals of v are the largest of -v.
    let highest = try #require(lines.firstIndex { $0.contains("highest signals") })
    let lowest = try #require(lines.firstIndex { $0.contains("lowest signals") })
    func captions(_ range: Range<Int>) -> String { lines[range].joined(separator: "\n") }
    #expect(highest < lowest)
    if highest < lowest {
      #expect(captions(highest..<lowest).contains("+3"))
      #expect(captions(lowest..<lines.count).contains("-3.500"))
    }
    #expect(pane.contains("> 1.700") && pane.contains("-4.250"))
    let zero = try #require(lines.first { $0.contains(" zero ") && $0.contains("▒") })
    #expect(zero.contains("75 % ●"))
    if polarity == .both {
      #expect(pane.contains("-v over q +v over q"))
      let nine = try #require(lines.first { $0.contains(" nine ") && $0.contains("▒") })
      let own = try #require(nine.range(of: " 0 % ·")),
        other = try #require(nine.range(of: "100 % ●"))
      #expect(own.lowerBound < other.lowerBound)
    }
    let report = try #require(explorer.data(of: .vector))
    let rows = report.table.csv.split(separator: "\n")
    #expect(
      rows.first?.hasSuffix("sign") == true && rows.dropFirst().allSatisfy { $0.hasSuffix("-") })
    #expect(rows.dropFirst().first?.contains("0.75,true") == true)
  }

  @Test func itTakesTheKeysOfThresholds() throws {
    var explorer = try Self.answered()
    explorer.press("p", "]")
    Sample.answer(&explorer)
    #expect(explorer.selection.parameters.polarity == .negative)
    #expect(explorer.pane(.vector).contains("-v2  singular value"))
    #expect(explorer.pane(.vector).contains("> 1.720"))
    explorer.press("{")
    #expect(abs(explorer.selection.parameters.majority - 0.7) < 1e-9)
    explorer.press("j")
    #expect(explorer.selection.vector == 3)
  }

  /// Zero has a mark where it is on the axis, and an end that is the threshold says so.
  @Test func theAxisTellsItsMarks() throws {
    var explorer = try Self.explorer()
    let spread = VectorSignals.Spread(
      label: 0, count: 4, minimum: 1, lowerQuartile: 1.1, median: 1.2, upperQuartile: 1.3,
      maximum: 1.4, above: 0, below: 0)
    explorer.find(
      AnyQuestion(VectorSignalsQuestion(layer: 1, node: .init(vector: 2))),
      .known(
        VectorSignals(
          parameters: .init(), threshold: 1.75, classes: Array(repeating: spread, count: 4),
          highest: [], lowest: [])))
    Sample.answer(&explorer)
    let pane = explorer.pane(.vector)
    #expect(!pane.contains("+ 0") && pane.contains("q 1.750"))
    #expect(try Self.answered().pane(.vector).contains("┊ q  + 0"))
  }

  @Test func theLastLayerHasNoLinksAndSaysWhy() throws {
    #expect(
      try Self.answered(layer: 3).pane(.vector).contains("links: none, fc2 is the last layer"))
    var explorer = try Self.explorer()
    explorer.find(
      AnyQuestion(SuccessorsQuestion()),
      .known(
        [.branches, .mixed(by: "Softmax"), .unknown, .end] as [Network.Successor]))
    Sample.answer(&explorer)
    #expect(explorer.pane(.vector).contains("links: none, Softmax comes behind conv2"))
    explorer.press("1", "k")
    Sample.answer(&explorer)
    #expect(explorer.pane(.vector).contains("links: none, what conv1 gives is taken by more than"))
  }

  @Test func theStrongestLinksComeFirst() throws {
    let pane = try Self.answered().pane(.vector)
    let line = try #require(pane.split(separator: "\n").first { $0.contains("feeds fc1") })
    let words = line.split(separator: "feeds fc1  ")[1].split(separator: "  ")
    let shares = words.compactMap {
      $0.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    }
    #expect(shares.count >= 2 && shares == shares.sorted(by: >))
  }

  /// The vectors of VGG-16's first fully connected layer take minutes.
  @Test func linksToALargeLayerWaitUntilItsVectorsAreKnown() throws {
    let model = Findings.Model(
      file: "vgg.onnx", format: "onnx", parameters: 102_764_544, hasGraph: true,
      layers: [
        try Sample.layer(0, "conv", [512, 3, 3, 3], input: [3, 14, 14], output: [512, 14, 14]),
        try Sample.layer(1, "fc", [4096, 25088], input: [25088], output: [4096]),
      ])
    var explorer = Explorer(
      findings: Findings(model: model, dataSet: Sample.dataSet), size: Self.large)
    explorer.turn(to: nil, of: .vector)
    explorer.find(
      AnyQuestion(SuccessorsQuestion()),
      .known([.layer(1, maps: [7, 7]), .end] as [Network.Successor]))
    let links = AnyQuestion(LinksQuestion(layer: 0, vector: 0, to: 1))
    #expect(!explorer.wanted.contains(links))
    #expect(explorer.pane(.vector).contains("links: to fc once its vectors are known"))
  }

  @Test func neighboursAreFoundBeforeTheyAreGoneTo() throws {
    var explorer = try Self.explorer()
    // Once the signals of the layer are known, those of a vector take a moment.
    let known = AnyQuestion(SignalsQuestion(layer: 1))
    Sample.answer(&explorer)
    explorer.find(known, Sample.answer(to: AnyQuestion(SortedSignalsQuestion(layer: 1))))
    for vector in [1, 3] {
      #expect(
        explorer.wanted.contains(
          AnyQuestion(VectorSignalsQuestion(layer: 1, node: .init(vector: vector)))))
    }
    Sample.answer(&explorer)
    explorer.press("j")
    #expect(explorer.pane(.vector).contains("v3  singular value"))
    #expect(!explorer.title(.vector).contains("…"), "all of it is known")
  }

  @Test func withoutDataItHasAFilterAndAnImage() throws {
    var explorer = Explorer(findings: try Sample.findings(hasData: false), size: Self.large)
    explorer.turn(to: nil, of: .vector)
    Sample.answer(&explorer)
    let pane = explorer.pane(.vector)
    #expect(pane.contains("--data PATH") && pane.contains("optimised image"))
    #expect(pane.contains("1 channel of 3x3"))
    #expect(explorer.data(of: .vector) == nil)
  }

  @Test func aVectorPastTheRankSaysSo() throws {
    var explorer = try Self.explorer(layer: 2, vector: 125)
    let past = Failure(
      kind: .outOfRange, problem: "v125 is past the rank: this layer has 120 signals")
    explorer.find(
      AnyQuestion(VectorSignalsQuestion(layer: 2, node: .init(vector: 125))), .failed(past))
    Sample.answer(&explorer)
    #expect(explorer.pane(.vector).contains("v125 is past the rank"))
  }

  /// On a small screen what is asked first is there: where it belongs, and the classes.
  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 60, rows: 16)])
  func aSmallPageHasItsBeginning(_ size: Size) throws {
    let pane = try Self.answered(size).pane(.vector)
    #expect(pane.contains("classes  zero, two, three") && pane.contains("over q"))
    #expect(pane.contains("●"))
  }

  /// A heading of a filter stands above its picture, or not at all; and is never cut.
  @Test(
    arguments: [
      Size(columns: 80, rows: 24), Size(columns: 80, rows: 20), Size(columns: 120, rows: 36),
      Size(columns: 200, rows: 60),
    ], [0, 1, 2])
  func noHeadingStandsAlone(_ size: Size, layer: Int) throws {
    let explorer = try Self.answered(size, layer: layer)
    let lines = Self.lines(explorer)
    for (place, line) in lines.enumerated() where line.contains(#/[uv]2  1 = /#) {
      let range = try #require(line.firstRange(of: #/[uv]2  1 = /#))
      let column = line.distance(from: line.startIndex, to: range.lowerBound)
      let below = Array(lines[place + 1])
      #expect(below.indices.contains(column) && below[column] == "▀", "\(lines[place + 1])")
      #expect(!line[range.lowerBound...].contains("~"), "\(line)")
    }
  }

  @Test func ofManyClassesThoseOfTheLargestSharesAreShown() throws {
    let pane = try Self.answered(Size(columns: 60, rows: 12)).pane(.vector)
    #expect(pane.contains("of 10 classes, largest shares"))
    #expect(pane.contains("nine") && !pane.contains("one "))
  }
}
