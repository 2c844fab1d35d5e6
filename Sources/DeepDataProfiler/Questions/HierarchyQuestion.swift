/// The semantic hierarchy of a layer, with the hypergraph that induces it (paper section 5).
package struct HierarchyQuestion: Question {
  package typealias Answer = SemanticHierarchy

  /// The layer's index.
  package let layer: Int
  /// What decides on significance.
  package let parameters: Hypergraph.Parameters

  /// That of a layer.
  package init(layer: Int, _ parameters: Hypergraph.Parameters = .init()) {
    self.layer = layer
    self.parameters = parameters
  }

  private var signals: SignalsQuestion { SignalsQuestion(layer: layer) }

  package func title(naming name: (Int) -> String) -> String { "hierarchy \(name(layer))" }

  package func needs(in model: Findings.Model) -> [any Question] { [signals] }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<SemanticHierarchy> {
    SingleStep { context in
      let given = try context.answer(to: signals)
      // The same signals; what is sorted of them makes it quicker.
      let table = context.latest(of: SortedSignalsQuestion(layer: layer)) ?? given
      return SemanticHierarchy(Hypergraph(table, parameters: parameters), signals: table)
    }
  }

  /// A node of an edge and its label among a node's classes.
  package static func byteCount(_ hierarchy: SemanticHierarchy) -> Int {
    let hypergraph = hierarchy.hypergraph
    return 64
      * (hypergraph.shortfalls.count + hypergraph.edges.reduce(0) { $0 + $1.nodes.count })
  }
}
