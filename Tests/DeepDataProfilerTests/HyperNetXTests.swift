import DeepDataProfiler
import Testing

/// Hypergraphs taken apart as HyperNetX does it
/// (`Tests/Fixtures/hypergraphs/make_hypergraphs.py`).
@Suite struct HyperNetXTests {
  /// A case of `hypergraphs/hypergraphs.json`.
  private struct Expected: Decodable {
    struct Class: Decodable, Equatable {
      let members, incident: [Int]
    }
    struct Both: Decodable {
      let nodes, edges, incidence: [[Int]]
    }
    let name: String
    let incidence: [String: [Int]]
    let edges, nodes, toplexes: [Int]
    let dual: [[Int]]
    let nodeClasses, edgeClasses: [Class]
    let both: Both
    /// Of s from 1 on.
    let edgeComponents, nodeComponents: [[[Int]]]

    func hypergraph() throws -> Hypergraph<Int, Int> {
      Hypergraph(
        Dictionary(
          uniqueKeysWithValues: try incidence.map { (try #require(Int($0.key)), $0.value) }))
    }
  }

  private static func all() throws -> [(Expected, Hypergraph<Int, Int>)] {
    let cases = try decode([Expected].self, from: "hypergraphs/hypergraphs.json")
    try #require(cases.count == 18)
    return try cases.map { ($0, try $0.hypergraph()) }
  }

  private func lists<Edge, Vertex>(_ hypergraph: Hypergraph<Edge, Vertex>) -> [[Vertex]] {
    hypergraph.edges.indices.map(hypergraph.nodes(ofEdge:))
  }

  @Test func edgesNodesAndIncidencesAreThoseThatHyperNetXHas() throws {
    for (truth, hypergraph) in try Self.all() {
      #expect(hypergraph.edges == truth.edges, "\(truth.name)")
      #expect(hypergraph.nodes == truth.nodes, "\(truth.name)")
      let elements = truth.edges.map { (truth.incidence[String($0)] ?? []).sorted() }
      #expect(lists(hypergraph) == elements, "\(truth.name)")
      #expect(hypergraph.edges.indices.map(hypergraph.size) == elements.map(\.count))
      let pairs = zip(truth.edges, elements).flatMap { edge, nodes in nodes.map { [edge, $0] } }
      #expect(hypergraph.incidences.map { [$0.edge, $0.node] } == pairs, "\(truth.name)")
      #expect(hypergraph.incidenceCount == pairs.count, "\(truth.name)")
    }
  }

  @Test func theDualHasNodesAsEdges() throws {
    for (truth, hypergraph) in try Self.all() {
      let dual = hypergraph.dual
      #expect(dual.edges == truth.nodes && dual.nodes == truth.edges, "\(truth.name)")
      #expect(lists(dual) == truth.dual, "\(truth.name)")
      #expect(dual.dual == hypergraph, "\(truth.name)")
      #expect(
        dual == Hypergraph(Dictionary(uniqueKeysWithValues: zip(truth.nodes, truth.dual))),
        "\(truth.name)")
    }
  }

  @Test func nodesOfTheSameEdgesCollapse() throws {
    for (truth, hypergraph) in try Self.all() {
      let collapse = hypergraph.collapsingNodes()
      #expect(collapse.edges == truth.edges, "\(truth.name)")
      #expect(collapse.nodes.map(\.members) == truth.nodeClasses.map(\.members), "\(truth.name)")
      #expect(lists(collapse.dual) == truth.nodeClasses.map(\.incident), "\(truth.name)")
      for (edge, classes) in zip(truth.edges, lists(collapse)) {
        let nodes = truth.incidence[String(edge)] ?? []
        #expect(classes.flatMap(\.members).sorted() == nodes.sorted(), "\(truth.name)")
      }
    }
  }

  @Test func edgesOfTheSameNodesCollapse() throws {
    for (truth, hypergraph) in try Self.all() {
      let collapse = hypergraph.collapsingEdges()
      #expect(collapse.nodes == truth.nodes, "\(truth.name)")
      #expect(collapse.edges.map(\.members) == truth.edgeClasses.map(\.members), "\(truth.name)")
      #expect(lists(collapse) == truth.edgeClasses.map(\.incident), "\(truth.name)")
    }
  }

  @Test func nodesAndEdgesCollapseTogether() throws {
    for (truth, hypergraph) in try Self.all() {
      let collapse = hypergraph.collapsingNodesAndEdges()
      #expect(collapse.nodes.map(\.members) == truth.both.nodes, "\(truth.name)")
      #expect(collapse.edges.map(\.members) == truth.both.edges, "\(truth.name)")
      let expected = truth.both.incidence.map { $0.map { truth.both.nodes[$0] } }
      #expect(lists(collapse).map { $0.map(\.members) } == expected, "\(truth.name)")
    }
  }

  @Test func toplexesLieInNoOtherEdge() throws {
    for (truth, hypergraph) in try Self.all() {
      #expect(hypergraph.toplexes == truth.toplexes, "\(truth.name)")
    }
  }

  @Test func componentsAreJoinedBySharedNodes() throws {
    for (truth, hypergraph) in try Self.all() {
      #expect(truth.edgeComponents.count == 4 && truth.nodeComponents.count == 4)
      for (s, components) in zip(1..., truth.edgeComponents) {
        #expect(hypergraph.components(sharing: s) == components, "\(truth.name) \(s)")
      }
      for (s, components) in zip(1..., truth.nodeComponents) {
        #expect(hypergraph.dual.components(sharing: s) == components, "\(truth.name) \(s)")
      }
    }
  }

  /// Names in place of numbers, and the same nodes in another order.
  @Test func edgesAndNodesMayBeOfAnyKind() {
    let hypergraph = Hypergraph(["b": ["y", "x"], "a": ["x", "y", "x"], "c": []])
    #expect(hypergraph.edges == ["a", "b"] && hypergraph.nodes == ["x", "y"])
    #expect(hypergraph == Hypergraph(["a": Set(["x", "y"]), "b": ["x", "y"]]))
    #expect(hypergraph != Hypergraph(["a": ["x", "y"], "b": ["x"]]))
    #expect(hypergraph.collapsingNodesAndEdges().edges.map(\.members) == [["a", "b"]])
    #expect(hypergraph.toplexes == ["a"])
  }
}
