/// The semantic hierarchy of a layer, with the hypergraph that induces it (paper section 5).
package struct HierarchyQuestion: Question {
  package typealias Answer = SemanticHierarchy

  /// The layer's index.
  package let layer: Int
  /// What decides on significance.
  package let parameters: SignificanceHypergraph.Parameters
  /// How the positions of an image become one signal.
  package let pool: SignalTable.Pool

  /// That of a layer.
  package init(
    layer: Int, _ parameters: SignificanceHypergraph.Parameters = .init(),
    pool: SignalTable.Pool = .mean
  ) {
    self.layer = layer
    self.parameters = parameters
    self.pool = pool
  }

  private var signals: SignalsQuestion { SignalsQuestion(layer: layer, pool: pool) }
  private var hypergraph: HypergraphQuestion {
    HypergraphQuestion(layer: layer, parameters, pool: pool)
  }

  package func title(naming name: (Int) -> String) -> String { "hierarchy \(name(layer))" }
  package func needs(in model: Findings.Model) -> [any Question] { [signals, hypergraph] }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<SemanticHierarchy> {
    SingleStep { context in
      SemanticHierarchy(
        try context.answer(to: hypergraph),
        signals: try context.quickestSignals(of: layer, pool: pool))
    }
  }

  /// Its hypergraph, which may be forgotten before it, and exemplary images.
  package static func byteCount(_ hierarchy: SemanticHierarchy) -> Int {
    HypergraphQuestion.byteCount(hierarchy.significance)
      + 16 * (hierarchy.covers.count + 2 * SemanticHierarchy.exemplarCount * hierarchy.groups.count)
  }
}
