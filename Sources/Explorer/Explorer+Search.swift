import DeepDataProfiler
import NeuralNetwork

extension Explorer {
  /// The places that a pane's search finds, ascending: layers, vectors, images, labels of classes
  /// or groups; nil when nothing is searched for.
  func matches(in view: View) -> [Int]? {
    guard let text = searches[view]?.lowercased() else { return nil }
    switch view {
    case .layers:
      return findings.model.layers.indices.filter { index in
        findings.model.layers[index].name.lowercased().contains(text) || "\(index + 1)" == text
      }
    case .spectrum:
      return (0..<vectorCount).filter { "v\($0)".contains(text) }
    case .projection:
      guard let dataSet else { return [] }
      let found = Set(Set(dataSet.labels).filter { matches(label: $0, text) })
      return dataSet.labels.indices.filter { found.contains(dataSet.labels[$0]) || "\($0)" == text }
    case .hypergraph:
      let labels = hierarchy.value?.hypergraph.edges.map(\.label) ?? []
      return labels.filter { matches(label: $0, text) }
    case .hierarchy:
      guard let hierarchy = hierarchy.value else { return [] }
      let labels = Set(hierarchy.hypergraph.edges.map(\.label).filter { matches(label: $0, text) })
      return hierarchy.groups.indices.filter { index in
        let group = hierarchy.groups[index]
        return group.nodes.contains { name(of: $0) == text }
          || group.label(hierarchy).contains(text)
          || !labels.isDisjoint(with: group.classes)
      }
    }
  }

  private func matches(label: Int, _ text: String) -> Bool {
    dataSet?.name(ofClass: label).lowercased().contains(text) ?? false
  }

  /// The place of the cursor among those that `matches(in:)` finds.
  private var place: Int? {
    switch focus {
    case .layers: selection.layer
    case .spectrum: selection.vector
    case .projection: selection.image
    case .hypergraph: label
    case .hierarchy: hierarchy.value.flatMap { group(in: $0) }
    }
  }

  private mutating func go(to place: Int) {
    switch focus {
    case .layers: select(layer: place)
    case .spectrum: select(vector: place)
    case .projection: selection.image = place
    case .hypergraph: select(label: place)
    case .hierarchy:
      if let group = hierarchy.value?.groups[place] { select(group: group) }
    }
  }

  /// Goes to the next match after the cursor, round and round.
  mutating func goToMatch(forward: Bool) {
    guard let found = matches(in: focus) else {
      message = ("nothing is searched for: / starts", false)
      return
    }
    let place = place ?? -1
    let next = forward ? found.first { $0 > place } : found.last { $0 < place }
    if let target = next ?? (forward ? found.first : found.last) { go(to: target) }
  }

  /// Goes to the first match from the cursor on, unless the cursor is on one.
  mutating func goToNearestMatch() {
    guard let found = matches(in: focus), let first = found.first else { return }
    let place = place ?? -1
    if !found.contains(place) { go(to: found.first { $0 > place } ?? first) }
  }
}

extension SemanticHierarchy.Group {
  /// One of its vectors and their number, as the paper writes them: `v14 (2)`.
  func label(_ hierarchy: SemanticHierarchy) -> String {
    let node = nodes.first.map { $0.label(hierarchy.hypergraph.parameters.polarity) } ?? ""
    return "\(node) (\(nodes.count))"
  }
}

extension Hypergraph.Node {
  /// `v3`; `-v3` for negated signals, and `+v3` where both signs occur.
  func label(_ polarity: Hypergraph.Polarity) -> String {
    (isNegative ? "-" : polarity == .both ? "+" : "") + "v\(vector)"
  }
}

extension Explorer {
  func name(of node: Hypergraph.Node) -> String { node.label(parameters.polarity) }
}
