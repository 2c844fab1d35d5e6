extension Hypergraph {
  /// The hypergraph with the roles of edges and nodes exchanged.
  ///
  /// Takes no time: incidences are known both ways.
  public var dual: Hypergraph<Vertex, Edge> {
    Hypergraph<Vertex, Edge>(
      edges: nodes, nodes: edges, elements: memberships, memberships: elements)
  }
}
