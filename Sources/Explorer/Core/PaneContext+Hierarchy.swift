import DeepDataProfiler
import Reports
import TerminalUI

extension PaneContext {
  /// What asks for the selected layer's hierarchy; nil where there are no signals.
  var hierarchyQuestion: HierarchyQuestion? {
    layer == nil || dataSet == nil
      ? nil : HierarchyQuestion(layer: selection.layer, selection.parameters)
  }

  /// The selected layer's hierarchy.
  var hierarchy: Found<HierarchyQuestion> { found(hierarchyQuestion) }

  /// The group that holds the selected vector.
  func group(in hierarchy: SemanticHierarchy) -> Int? {
    hierarchy.groups.firstIndex { $0.nodes.contains(selection.node) }
  }

  /// Goes some vectors further in the selected group.
  mutating func stepThroughGroup(by steps: Int) -> PaneEffect? {
    guard let hierarchy = hierarchy.value, let group = group(in: hierarchy) else {
      return .say("no group is selected: \(moves()) pick one")
    }
    let nodes = hierarchy.groups[group].nodes
    guard nodes.count > 1 else { return .say("this group has one vector") }
    let place = (nodes.firstIndex(of: selection.node) ?? 0) + steps
    guard nodes.indices.contains(place) else {
      return .say("this is the group's \(steps < 0 ? "first" : "last") vector")
    }
    selection.select(node: nodes[place])
    return nil
  }

  /// Selects a class by an image of it: the selected group's strongest one, else the first.
  mutating func select(label: Int) {
    guard let dataSet, label != self.label else { return }
    let exemplars = hierarchy.value.flatMap { hierarchy in
      group(in: hierarchy).map { hierarchy.groups[$0].exemplars.map(\.image) }
    }
    let labels = dataSet.labels
    let image =
      exemplars?.first { labels.indices.contains($0) && labels[$0] == label }
      ?? labels.firstIndex(of: label)
    if let image { selection.image = image }
  }

  /// The labels of classes whose names have a text in them.
  func labels(matching pattern: SearchPattern) -> [Int] {
    (hierarchy.value?.significance.hypergraph.edges ?? []).filter {
      pattern.isFound(in: className($0))
    }
  }

  /// The hierarchy of the layer; where there is none, or an empty one, the pane says so.
  func hierarchy(on canvas: inout Canvas) -> SemanticHierarchy? {
    let found = value(of: hierarchy, waitingFor: "the signals of all images", on: &canvas)
    guard let found, found.groups.isEmpty else { return found }
    canvas.write(paragraph: emptyWords, row: 0, style: .role(.warning))
    return nil
  }

  /// Why a hypergraph is empty, and what to do about it.
  private var emptyWords: String {
    if spectrum(ofLayer: selection.layer)?.rank == 0 {
      return "There are no groups: \(Significances.noVectors)."
    }
    let parameters = selection.parameters
    return "No vector is significant for any class at quantile \(parameters.quantile.percent()) "
      + "and majority \(parameters.majority.percent()). \(key(.lowerQuantile)) lowers the quantile, "
      + "\(key(.lowerMajority)) the majority."
  }

  /// What the selected vector lacks to belong to a class.
  func shortfallWords(in significance: SignificanceHypergraph) -> String {
    let (node, parameters) = (selection.node, selection.parameters)
    let name = node.label(parameters.polarity)
    if let rank = spectrum(ofLayer: selection.layer)?.rank, node.vector >= rank {
      return "\(name) is past the rank, so it has no signals"
    }
    guard let lack = significance.shortfalls[node] else { return "\(name) is in no group" }
    if lack.greatest <= 0, parameters.polarity != .both {
      let sign = parameters.polarity == .positive ? "negative" : "positive"
      return "\(name) is in no group: all its signals are \(sign); "
        + "\(key(.polarity)) changes the polarity"
    }
    if lack.share == 0 {
      return "\(name) is in no group: its largest signal is \(Double(lack.greatest).brief), "
        + "q is \(Double(significance.threshold).brief)"
    }
    let majority = parameters.majority
    let decimals = lack.share.decimals(apartFrom: majority)
    return "\(name) is in no group: \(lack.share.percent(decimals: decimals)) of "
      + "\(className(lack.label)) exceed q; p asks for \(majority.percent(decimals: decimals))"
  }
}

extension Double {
  /// As many decimals of its percentage as tell it apart from another's.
  func decimals(apartFrom other: Double) -> Int {
    (0...3).first { percent(decimals: $0) != other.percent(decimals: $0) } ?? 4
  }
}

extension SemanticHierarchy.Group {
  /// One of its vectors and their number, as the paper writes them: `v14 (2)`.
  func label(_ hierarchy: SemanticHierarchy) -> String {
    let node = nodes.first.map { $0.label(hierarchy.significance.parameters.polarity) } ?? ""
    return "\(node) (\(nodes.count))"
  }
}

extension SignificanceHypergraph.Node {
  /// `v3`; `-v3` for negated signals, and `+v3` where both signs occur.
  func label(_ polarity: SignificanceHypergraph.Polarity) -> String {
    (isNegative ? "-" : polarity == .both ? "+" : "") + "v\(vector)"
  }
}

extension SemanticHierarchy {
  /// All nodes, ascending.
  var nodes: [SignificanceHypergraph.Node] { groups.flatMap(\.nodes).sorted() }
  /// How many nodes there are.
  var nodeCount: Int { groups.reduce(0) { $0 + $1.nodes.count } }
}
