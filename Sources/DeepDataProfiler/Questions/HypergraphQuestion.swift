/// What vectors of a layer are significant for what classes (paper section 5.1).
package struct HypergraphQuestion: Question {
  package typealias Answer = SignificanceHypergraph

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

  package func title(naming name: (Int) -> String) -> String { "hypergraph \(name(layer))" }
  package func needs(in model: Findings.Model) -> [any Question] { [signals] }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<SignificanceHypergraph> {
    SingleStep { context in
      SignificanceHypergraph(
        try context.quickestSignals(of: layer, pool: pool), parameters: parameters)
    }
  }

  /// A node of an edge, and an edge of a node.
  package static func byteCount(_ significance: SignificanceHypergraph) -> Int {
    64 * (significance.shortfalls.count + significance.hypergraph.incidenceCount)
  }
}

extension JobContext {
  /// The signals of a layer, where they are known, with what is sorted of them, which makes them quicker
  /// to look through.
  func quickestSignals(of layer: Int, pool: SignalTable.Pool) throws -> SignalTable {
    let given = try answer(to: SignalsQuestion(layer: layer, pool: pool))
    return latest(of: SortedSignalsQuestion(layer: layer, pool: pool)) ?? given
  }
}
