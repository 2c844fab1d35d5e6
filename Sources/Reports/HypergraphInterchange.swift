import DeepDataProfiler

extension JSON {
  /// The Hypergraph Interchange Format, as HyperNetX, XGI and others read it.
  /// - Parameters:
  ///   - hypergraph: the hypergraph.
  ///   - title: what it is called.
  ///   - singularValues: those of the vectors that its nodes are.
  ///   - edge: what an edge is called, and its name.
  /// - Returns: the object of a file.
  static func interchange(
    _ hypergraph: Hypergraph<Int, SignificanceHypergraph.Node>, named title: String,
    singularValues: [Double], edge: (Int) -> (id: JSON, name: JSON)
  ) -> JSON {
    let nodes = hypergraph.nodes.map { node in
      let value = JSON.double(singularValues[node.vector])
      return JSON.object([
        ("node", .string(node.label)), ("attrs", .object([("singular_value", value)])),
      ])
    }
    let edges = hypergraph.edges.map(edge).map { edge in
      JSON.object([("edge", edge.id), ("attrs", .object([("name", edge.name)]))])
    }
    let incidences = hypergraph.incidences.map { label, node in
      JSON.object([("edge", edge(label).id), ("node", .string(node.label))])
    }
    return .object([
      ("network-type", .string("undirected")),
      ("metadata", .object([("name", .string(title))])),
      ("nodes", .array(nodes)), ("edges", .array(edges)), ("incidences", .array(incidences)),
    ])
  }
}
