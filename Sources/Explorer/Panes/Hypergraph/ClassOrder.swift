import DeepDataProfiler

/// What the classes of the incidence table are sorted by.
enum ClassOrder: CaseIterable, Sendable {
  case data, count, name, group

  /// The order that follows, round and round.
  var next: ClassOrder {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }

  /// What the title says; nil of the order that the data have.
  var words: String? {
    switch self {
    case .data: nil
    case .count: "by #v"
    case .name: "by name"
    case .group: "group first"
    }
  }

  /// Classes in this order, equals as the data have them: by the number of vectors, the largest first; by
  /// name, numbers as numbers; or those of the selected group before all others.
  func sorted(
    _ labels: [Int], of hierarchy: SemanticHierarchy, _ context: PaneContext
  ) -> [Int] {
    switch self {
    case .data: return labels
    case .count:
      let hypergraph = hierarchy.significance.hypergraph
      let counts = Dictionary(
        hypergraph.edges.indices.map { (hypergraph.edges[$0], hypergraph.size(ofEdge: $0)) }
      ) { first, _ in first }
      return labels.map { (count: counts[$0] ?? 0, label: $0) }.enumerated()
        .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
        .map(\.element.label)
    case .name:
      return labels.map { label in
        let name = context.className(label)
        return (number: Int(name) ?? .max, name: name, label: label)
      }.sorted { ($0.number, $0.name, $0.label) < ($1.number, $1.name, $1.label) }.map(\.label)
    case .group:
      guard let group = context.group(in: hierarchy) else { return labels }
      let own = Set(hierarchy.groups[group].classes)
      return labels.filter(own.contains) + labels.filter { !own.contains($0) }
    }
  }
}
