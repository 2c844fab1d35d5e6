/// Nodes of the same edges, or edges of the same nodes, which stand for one.
public struct EquivalenceClass<Member>: Hashable, Comparable, Sendable
where Member: Hashable & Comparable & Sendable {
  /// Its members, ascending; at least one.
  public let members: [Member]

  /// By the lowest member, which no other class of the same hypergraph has.
  public static func < (a: Self, b: Self) -> Bool {
    a.members.lexicographicallyPrecedes(b.members)
  }
}

extension Hypergraph {
  /// The hypergraph in which nodes of the same edges are one (HyperNetX's `collapse_nodes`; equation 17
  /// of the paper).
  ///
  /// Takes time in proportion to the number of incidences.
  public func collapsingNodes() -> Hypergraph<Edge, EquivalenceClass<Vertex>> {
    let classes = memberships.equalLists()
    var memberships = PlaceLists()
    for members in classes { memberships.append(self.memberships[members[0]]) }
    return Hypergraph<Edge, EquivalenceClass<Vertex>>(
      edges: edges,
      nodes: classes.map { members in EquivalenceClass(members: members.map { nodes[$0] }) },
      elements: memberships.inverted(over: edges.count), memberships: memberships)
  }

  /// The hypergraph in which edges of the same nodes are one (HyperNetX's `collapse_edges`).
  ///
  /// Takes time in proportion to the number of incidences.
  public func collapsingEdges() -> Hypergraph<EquivalenceClass<Edge>, Vertex> {
    dual.collapsingNodes().dual
  }

  /// The hypergraph in which nodes of the same edges are one, and edges of the same nodes
  /// (HyperNetX's `collapse_nodes_and_edges`).
  ///
  /// Takes time in proportion to the number of incidences.
  public func collapsingNodesAndEdges()
    -> Hypergraph<EquivalenceClass<Edge>, EquivalenceClass<Vertex>>
  {
    collapsingNodes().collapsingEdges()
  }
}
