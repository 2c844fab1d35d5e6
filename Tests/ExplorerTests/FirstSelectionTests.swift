import DeepDataProfiler
import Explorer
import Foundation
import TerminalUI
import Testing

/// What is selected before the person has chosen anything, and what is said of a vector in no group.
@Suite struct FirstSelectionTests {
  private static let hierarchyOfConv2 = AnyQuestion.hierarchy(layer: 1, .init())

  /// An explorer in which nothing was chosen.
  private func fresh(layer: Int = 1) throws -> Explorer {
    Explorer(
      findings: try Sample.findings(), size: Size(columns: 200, rows: 60),
      selection: Selection(layer: layer))
  }

  private func answer(_ explorer: inout Explorer, groups: [([Int], [Int])]) {
    explorer.find(
      .hierarchy(layer: explorer.selection.layer, explorer.selection.parameters),
      .known(Sample.hierarchy(of: groups, explorer.selection.parameters)))
  }

  @Test func theStrongestVectorInAGroupIsSelectedWhenTheSignalsAreThere() throws {
    var explorer = try fresh()
    #expect(explorer.selection.vector == 0)
    answer(&explorer, groups: [([9, 12], [1, 2]), ([5, 30], [7])])
    #expect(explorer.selection.vector == 5)
    #expect(explorer.pane(.hierarchy).contains("[v5 (2)]"))
  }

  @Test func anotherLayerHasAStrongestVectorOfItsOwn() throws {
    var explorer = try fresh()
    answer(&explorer, groups: [([5, 7], [1])])
    explorer.press("j")
    answer(&explorer, groups: [([3], [1]), ([5], [2])])
    #expect(explorer.selection.vector == 3)
  }

  @Test func aVectorThatWasChosenStays() throws {
    for keys: [Key] in [["2", "j"], ["3", "l"], ["2", "/", "v", "1", .enter]] {
      var explorer = try fresh()
      Sample.answer(&explorer, besides: Self.hierarchyOfConv2)
      for key in keys { explorer.press(key) }
      answer(&explorer, groups: [([5, 7], [1])])
      #expect(explorer.selection.vector == 1, "\(keys)")
    }
  }

  @Test func anotherThresholdKeepsAVectorThatStillBelongsToAGroup() throws {
    var explorer = try fresh()
    answer(&explorer, groups: [([5], [1])])
    explorer.press("4", "]")
    answer(&explorer, groups: [([2], [3]), ([5], [1])])
    #expect(explorer.selection.vector == 5)
    explorer.press("]")
    answer(&explorer, groups: [([4], [3])])
    #expect(explorer.selection.vector == 4)
  }

  @Test func withBothSignsAVectorIsUnderstoodAsTheOneThatBelongsToAGroup() throws {
    var explorer = try fresh()
    explorer.press("4", "p", "p")
    #expect(explorer.selection.parameters.polarity == .both)
    let nodes = [
      SignificanceHypergraph.Node(vector: 0, isNegative: true), .init(vector: 1), .init(vector: 2),
      .init(vector: 2, isNegative: true),
    ]
    let groups = nodes.map {
      SemanticHierarchy.Group(
        nodes: [$0], classes: [$0.vector, $0.isNegative ? 8 : 9], exemplars: [], exemplarsOfAll: [])
    }
    let significance = SignificanceHypergraph(
      parameters: explorer.selection.parameters, threshold: 1,
      hypergraph: Sample.hypergraph(of: groups))
    explorer.find(
      .hierarchy(layer: 1, explorer.selection.parameters),
      .known(SemanticHierarchy(significance: significance, groups: groups, covers: [])))
    #expect(explorer.selection.vector == 0 && explorer.selection.isNegative)
    #expect(explorer.pane(.hierarchy).contains("[-v0 (1)]"))
    explorer.press("2", "j")
    #expect(explorer.selection.vector == 1 && !explorer.selection.isNegative)
    explorer.press("k")
    #expect(explorer.selection.vector == 0 && explorer.selection.isNegative)
    // Where both signs do, the one that was chosen stays.
    explorer.press("5", "G")
    #expect(explorer.selection.vector == 2 && explorer.selection.isNegative)
    // Where neither does, it is the positive one.
    explorer.press("2", "j", "4")
    #expect(explorer.selection.vector == 3 && !explorer.selection.isNegative)
    explorer.press("2")
    #expect(explorer.selection.vector == 3 && !explorer.selection.isNegative)
  }

  private func words(
    _ lack: SignificanceHypergraph.Shortfall,
    _ parameters: SignificanceHypergraph.Parameters = .init(),
    threshold: Float = 2
  ) throws -> [String] {
    var explorer = Explorer(
      findings: try Sample.findings(), size: Size(columns: 120, rows: 36),
      selection: Selection(layer: 1, vector: 3, parameters: parameters))
    let node = SignificanceHypergraph.Node(vector: 3, isNegative: parameters.polarity == .negative)
    let other = SignificanceHypergraph.Node(vector: 4, isNegative: node.isNegative)
    let significance = SignificanceHypergraph(
      parameters: parameters, threshold: threshold, hypergraph: Hypergraph([1: [other]]),
      shortfalls: [node: lack])
    let group = SemanticHierarchy.Group(
      nodes: [other], classes: [1], exemplars: [], exemplarsOfAll: [])
    explorer.find(
      .hierarchy(layer: 1, parameters),
      .known(SemanticHierarchy(significance: significance, groups: [group], covers: [])))
    return [explorer.pane(.hypergraph), explorer.pane(.hierarchy)]
  }

  @Test func aVectorInNoGroupSaysByHowMuchItMisses() throws {
    for pane in try words(.init(label: 6, share: 0.74, greatest: 3)) {
      #expect(pane.contains("v3 is in no group: 74 % of six exceed q; p asks for 75 %"))
    }
    for pane in try words(.init(label: 6, share: 0.746, greatest: 3)) {
      #expect(pane.contains("74.6 % of six exceed q; p asks for 75.0 %"))
    }
    for pane in try words(.init(label: 6, share: 0, greatest: 1.5)) {
      #expect(pane.contains("its largest signal is 1.500, q is 2.000"))
    }
    for pane in try words(.init(label: 6, share: 0, greatest: -0.5)) {
      #expect(pane.contains("all its signals are negative; p changes the polarity"))
    }
    for pane in try words(.init(label: 6, share: 0, greatest: 0), .init(polarity: .negative)) {
      #expect(pane.contains("-v3 is in no group: all its signals are positive; p changes"))
    }
  }

  @Test func aVectorPastTheRankHasNoSignals() throws {
    var explorer = try Sample.answered(layer: 2)
    explorer.press("2", "G")
    #expect(explorer.pane(.hierarchy).contains("v127 is past the rank, so it has no signals"))
    // Vectors count from 0: of a rank of 120 the first that is past it is v120.
    explorer.press("k", "k", "k", "k", "k", "k", "k")
    #expect(explorer.pane(.hierarchy).contains("v120 is past the rank, so it has no signals"))
    explorer.press("k")
    #expect(explorer.pane(.hierarchy).contains("v119 is in no group"))
  }

  @Test func aKeyThatDoesNothingHereSaysWhereItDoesSomething() throws {
    var explorer = try Sample.answered()
    for view in ["1", "2", "3"] as [Key] {
      for (key, places) in [
        ("[", "quantile in 2 Vector, 4 Hypergraph, 4 Chosen images, 5 Hierarchy"),
        ("}", "majority in 2 Vector, 4 Hypergraph, 5 Hierarchy"),
        ("p", "polarity in 2 Vector, 4 Hypergraph, 4 Chosen images, 5 Hierarchy"),
      ] as [(Key, String)] {
        explorer.press(view, key)
        #expect(explorer.footer.contains("\(key.name) does nothing here: \(places)"))
      }
    }
    #expect(explorer.selection.parameters == .init())
    explorer.press("2", "h")
    // What has no room in the last row takes those above as well.
    let said = explorer.screen.split(separator: "\n").suffix(2).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    #expect(
      said.joined(separator: " ").hasPrefix(
        "h does nothing here: fold, unfold, columns in 1 Layers; image in 3 Exemplars, 3 Images; map in"
      ))
    #expect(said.last?.hasSuffix("sibling in 5 Hierarchy") == true)
    explorer.press("x")
    #expect(explorer.footer.contains("x does nothing; ? lists the keys"))
    explorer.press("4", "p")
    #expect(!explorer.footer.contains("does nothing"))
  }
}
