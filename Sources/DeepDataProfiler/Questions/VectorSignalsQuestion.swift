import System

/// The signals of all images in the direction of one singular vector, class by class.
package struct VectorSignalsQuestion: Question {
  package typealias Answer = VectorSignals

  /// The layer's index.
  package let layer: Int
  /// The vector, from 0, and its sign.
  package let node: SignificanceHypergraph.Node
  /// What decides on significance.
  package let parameters: SignificanceHypergraph.Parameters
  /// How the positions of an image become one signal.
  package let pool: SignalTable.Pool

  /// Those of a vector.
  package init(
    layer: Int, node: SignificanceHypergraph.Node,
    _ parameters: SignificanceHypergraph.Parameters = .init(),
    pool: SignalTable.Pool = .mean
  ) {
    self.layer = layer
    self.node = node
    self.parameters = parameters
    self.pool = pool
  }

  private var signals: SignalsQuestion { SignalsQuestion(layer: layer, pool: pool) }
  /// What tells the threshold.
  private var hypergraph: HypergraphQuestion {
    HypergraphQuestion(layer: layer, parameters, pool: pool)
  }

  package func title(naming name: (Int) -> String) -> String {
    "signals of \(node.isNegative ? "-" : "")v\(node.vector) of \(name(layer))"
  }
  package func needs(in model: Findings.Model) -> [any Question] { [signals, hypergraph] }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<VectorSignals> {
    SingleStep { context in
      let table = try context.quickestSignals(of: layer, pool: pool)
      guard (0..<table.vectors).contains(node.vector) else {
        throw Failure(pastRank: node.vector, of: table.vectors)
      }
      return VectorSignals(
        of: node, in: table, parameters,
        threshold: try context.answer(to: hypergraph).threshold)
    }
  }

  package static func byteCount(_ signals: VectorSignals) -> Int {
    72 * signals.classes.count + 32 * VectorSignals.extremeCount + 64 * signals.leftOut.count
  }
}
