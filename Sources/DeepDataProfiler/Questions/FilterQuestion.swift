import LinearAlgebra
import NeuralNetwork
import System

/// A pair of a layer's singular vectors as filters (paper section 4).
package struct FilterQuestion: Question {
  package typealias Answer = SingularFilter

  /// The layer's index.
  package let layer: Int
  /// Which pair, from 0.
  package let vector: Int

  /// A pair of a layer.
  package init(layer: Int, vector: Int) {
    self.layer = layer
    self.vector = vector
  }

  private var decomposition: DecompositionQuestion { DecompositionQuestion(layer: layer) }

  package func title(naming name: (Int) -> String) -> String { "v\(vector) of \(name(layer))" }
  package func needs(in model: Findings.Model) -> [any Question] {
    [decomposition, SuccessorsQuestion()]
  }
  package func isQuick(in model: Findings.Model) -> Bool { true }

  package func job() -> SingleStep<SingularFilter> {
    SingleStep { context in
      let parts = try context.answer(to: decomposition)
      guard (0..<parts.rank).contains(vector) else {
        throw Failure(pastRank: vector, of: parts.rank)
      }
      let layer = try context.layer(layer)
      let maps = try context.answer(to: SuccessorsQuestion()).maps(flattenedFor: layer.index)
      return onOneThread { SingularFilter(vector, of: parts, in: layer, flattened: maps) }
    }
  }

  package static func byteCount(_ filter: SingularFilter) -> Int {
    4 * (filter.leftVector.count + filter.rightVector.count)
  }
}
