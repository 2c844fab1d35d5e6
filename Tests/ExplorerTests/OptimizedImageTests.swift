import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// The image of a vector, as it grows.
@Suite struct OptimizedImageTests {
  private static let question = VisualizationQuestion(layer: 1, .init([.init(vector: 2)]))

  @Test func anImageIsShownAsFarAsItIs() throws {
    var explorer = try Sample.explorer(Size(columns: 120, rows: 40), chart: "optimised")
    Sample.answer(&explorer, besides: AnyQuestion(Self.question))
    #expect(explorer.pane(.optimized).contains("Computing the gradient."))
    #expect(explorer.watched.contains(AnyQuestion(Self.question)))
    explorer.find(
      AnyQuestion(Self.question),
      .working(0.25, partial: Sample.optimizedImage(.init(), after: 128)))
    #expect(explorer.pane(.optimized).contains("step 128 of 512"))
    explorer.find(AnyQuestion(Self.question), .known(Sample.optimizedImage(.init())))
    let pane = explorer.pane(.optimized)
    #expect(pane.contains("signal -1.250 to 40.50  "))
    // 28 rows of pixels, each of two, and two of these to a cell.
    #expect(pane.split(separator: "\n").count { $0.contains("▀▀▀▀") } == 28)
  }

  @Test func ofANegativeNodeItBringsOutTheNegatedSignal() throws {
    var explorer = Explorer(
      findings: try Sample.findings(), size: Size(columns: 120, rows: 40),
      selection: Selection(layer: 1, vector: 2, parameters: .init(polarity: .negative)))
    explorer.turn(to: "optimised", of: .spectrum)
    Sample.answer(&explorer)
    #expect(explorer.pane(.optimized).contains("conv2  -v2  signal"))
    let negated = VisualizationQuestion(layer: 1, .init([.init(vector: 2, weight: -1)]))
    #expect(explorer.watched.contains(AnyQuestion(negated)))
  }

  @Test func aNetworkThatCanNotBeRunHasNone() throws {
    var explorer = Explorer(
      findings: try Sample.findings(hasGraph: false, hasData: false),
      size: Size(columns: 120, rows: 40))
    explorer.turn(to: "optimised", of: .spectrum)
    Sample.answer(&explorer)
    #expect(explorer.pane(.optimized).contains("holds weights and no graph"))
  }

  /// What the data set reaches stands beside it, where signals are known, with the sign; parts are left out
  /// whole.
  @Test(arguments: [false, true]) func theDataSetIsSetBesideIt(isNegative: Bool) throws {
    let node = SignificanceHypergraph.Node(vector: 2, isNegative: isNegative)
    let order = Sample.imageOrder(.signal(layer: 1, nodes: [node]))
    let most = Double(try #require(order.score(of: order[0]))).signed
    var explorer = Explorer(
      findings: try Sample.findings(), size: Size(columns: 120, rows: 40),
      selection: Selection(
        layer: 1, vector: 2, parameters: .init(polarity: isNegative ? .negative : .positive)))
    explorer.turn(to: "optimised", of: .spectrum)
    Sample.answer(&explorer, besides: .maps(.projections, layer: 1, image: 0))
    let asked = AnyQuestion(ImageOrderQuestion(by: .signal(layer: 1, nodes: [node])))
    explorer.find(asked, nil)
    #expect(explorer.pane(.optimized).contains("signal -1.250 to 40.50  512 steps  seed 0"))
    explorer.find(asked, .known(order))
    for (columns, words) in [
      (120, "signal -1.250 to 40.50  largest of the data set \(most)  512 steps  seed 0"),
      (62, "signal -1.250 to 40.50  largest of the data set \(most)  │"),
      (46, "signal -1.250 to 40.50  data set \(most)"),
    ] {
      let size = Size(columns: columns, rows: 24)
      let text = explorer.render(pane: .optimized, size: size, theme: .dark).text
      #expect(!text.contains("~"))
      #expect(text.contains(words.replacing("  │", with: "")), "\(text)")
    }
  }

  @Test func noImagesAreNeeded() throws {
    var explorer = Explorer(
      findings: try Sample.findings(hasData: false), size: Size(columns: 120, rows: 40),
      selection: Selection(layer: 1, vector: 2, image: 0))
    explorer.turn(to: "optimised", of: .spectrum)
    #expect(explorer.wanted.contains(AnyQuestion(Self.question)))
  }
}
