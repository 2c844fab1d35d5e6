import LinearAlgebra
import NeuralNetwork
import System

/// How strongly a singular vector of a layer feeds those of a layer that takes what it gives.
package struct LinksQuestion: Question {
  package typealias Answer = Links

  /// The layer's index.
  package let layer: Int
  /// The vector, from 0.
  package let vector: Int
  /// The index of the layer that takes its output, as `SuccessorsQuestion` tells.
  package let next: Int

  /// The links of a vector.
  package init(layer: Int, vector: Int, to next: Int) {
    self.layer = layer
    self.vector = vector
    self.next = next
  }

  private var own: DecompositionQuestion { DecompositionQuestion(layer: layer) }
  private var others: DecompositionQuestion { DecompositionQuestion(layer: next) }

  package func title(naming name: (Int) -> String) -> String {
    "links of v\(vector) of \(name(layer)) to \(name(next))"
  }

  package func needs(in model: Findings.Model) -> [any Question] { [own, others] }

  /// About as many multiplications as the next layer's matrix has elements, for each offset.
  package func isQuick(in model: Findings.Model) -> Bool {
    guard model.layers.indices.contains(layer), model.layers.indices.contains(next) else {
      return true
    }
    let (first, second) = (model.layers[layer], model.layers[next])
    return second.weightShape.count * (second.columns / max(1, first.rows)) <= 1 << 30
  }

  package func job() -> SingleStep<Links> {
    SingleStep { context in
      let (first, second) = (try context.layer(layer), try context.layer(next))
      let (own, others) = (try context.answer(to: own), try context.answer(to: others))
      guard (0..<own.rank).contains(vector) else {
        throw Failure(pastRank: vector, of: own.rank)
      }
      guard second.columns.isMultiple(of: max(1, first.rows)) else {
        throw Failure(
          kind: .unsupported, place: "layer \(second.name)",
          problem: "it takes \(second.columns) numbers, which are no maps of the "
            + "\(first.rows) outputs of \(first.name)")
      }
      let leftVector = (0..<own.leftVectors.rows).map { own.leftVectors[$0, vector] }
      return onOneThread { Links(of: leftVector, to: next, others) }
    }
  }

  package static func byteCount(_ links: Links) -> Int { 8 * links.strengths.count }
}
