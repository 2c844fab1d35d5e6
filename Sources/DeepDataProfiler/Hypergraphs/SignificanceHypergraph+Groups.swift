extension SignificanceHypergraph {
  /// Nodes that belong to the same classes: an equivalence class of them (equation 17).
  public struct Group: Equatable, Sendable {
    /// Its nodes, ascending; the first is its label.
    public let nodes: [Node]
    /// The labels of the classes it is significant for, ascending.
    public let classes: [Int]

    /// A group.
    public init(nodes: [Node], classes: [Int]) {
      self.nodes = nodes
      self.classes = classes
    }
  }

  /// The collapse of nodes: groups of most classes first, then by their classes in lexicographic order.
  ///
  /// Takes time in proportion to the number of incidences and, to order them, of groups.
  public var groups: [Group] { orderedCollapse.groups }

  /// The same, with the places of each group's classes among the edges.
  var orderedCollapse: (groups: [Group], classes: [ArraySlice<Int>]) {
    let collapse = hypergraph.collapsingNodes()
    // Labels ascend with their places, so that both have the same order.
    let ordered = collapse.nodes.indices.map {
      (collapse.nodes[$0].members, collapse.memberships[$0])
    }
    .sorted { a, b in
      a.1.count == b.1.count ? a.1.lexicographicallyPrecedes(b.1) : a.1.count > b.1.count
    }
    let groups = ordered.map { nodes, places in
      Group(nodes: nodes, classes: places.map { collapse.edges[$0] })
    }
    return (groups, ordered.map(\.1))
  }
}
