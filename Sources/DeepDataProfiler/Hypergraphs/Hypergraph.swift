/// A hypergraph in HyperNetX's words: edges, each of which has any number of nodes.
///
/// Edges and nodes are those that have an incidence: as in HyperNetX, an edge without nodes and a node
/// without edges are no part of it. Both are in ascending order, whatever order they were given in, so
/// that two hypergraphs are equal when they have the same incidences.
///
/// ```swift
/// let hypergraph = Hypergraph([0: [3, 5], 1: [3, 5, 8]])
/// hypergraph.nodes                         // 3, 5, 8
/// hypergraph.nodes(ofEdge: 1)              // 3, 5, 8
/// hypergraph.dual.nodes(ofEdge: 0)         // 0, 1: the edges of node 3
/// hypergraph.collapsingNodes().nodes       // {3, 5}, {8}
/// hypergraph.toplexes                      // 1
/// ```
public struct Hypergraph<Edge, Vertex>: Equatable, Sendable
where Edge: Hashable & Comparable & Sendable, Vertex: Hashable & Comparable & Sendable {
  /// The edges, ascending.
  public let edges: [Edge]
  /// The nodes, ascending.
  public let nodes: [Vertex]
  /// Of each edge the places of its nodes.
  let elements: PlaceLists
  /// Of each node the places of its edges.
  let memberships: PlaceLists

  /// The hypergraph of some edges and their nodes.
  ///
  /// Takes time in proportion to the number of incidences and, to sort them, its logarithm.
  /// - Parameter incidence: the nodes of each edge, in any order; one that is there twice counts once.
  public init(_ incidence: [Edge: some Sequence<Vertex>]) {
    let edges = incidence.map { ($0.key, Set($0.value)) }.filter { !$0.1.isEmpty }
      .sorted { $0.0 < $1.0 }
    let nodes = edges.reduce(into: Set()) { $0.formUnion($1.1) }.sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(nodes, nodes.indices))
    var elements = PlaceLists()
    for edge in edges { elements.append(edge.1.compactMap { places[$0] }.sorted()) }
    self.init(edges: edges.map(\.0), nodes: nodes, elements: elements)
  }

  /// The hypergraph of incidences by place.
  /// - Parameters:
  ///   - edges: the edges, ascending.
  ///   - nodes: the nodes, ascending.
  ///   - elements: of each edge the places of its nodes, ascending: none is empty, and each place is in
  ///     one.
  init(edges: [Edge], nodes: [Vertex], elements: PlaceLists) {
    self.init(
      edges: edges, nodes: nodes, elements: elements,
      memberships: elements.inverted(over: nodes.count))
  }

  /// The same of incidences that are known both ways.
  init(edges: [Edge], nodes: [Vertex], elements: PlaceLists, memberships: PlaceLists) {
    self.edges = edges
    self.nodes = nodes
    self.elements = elements
    self.memberships = memberships
  }

  /// The nodes of the edge at a place of `edges`, ascending.
  /// - Precondition: there is such an edge.
  public func nodes(ofEdge place: Int) -> [Vertex] { elements[place].map { nodes[$0] } }

  /// How many nodes the edge at a place of `edges` has.
  /// - Precondition: there is such an edge.
  public func size(ofEdge place: Int) -> Int { elements[place].count }

  /// How many pairs of an edge and one of its nodes there are.
  public var incidenceCount: Int { elements.placeCount }

  /// Each pair of an edge and one of its nodes, by edge, then by node.
  public var incidences: [(edge: Edge, node: Vertex)] {
    edges.indices.flatMap { place in elements[place].map { (edges[place], nodes[$0]) } }
  }
}
