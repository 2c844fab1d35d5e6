import LinearAlgebra

/// The products of each two filters of a layer, `W1 W1^T`.
package struct GramMatrixQuestion: Question {
  package typealias Answer = GramMatrix

  /// The layer's index.
  package let layer: Int

  /// Those of a layer.
  package init(layer: Int) {
    self.layer = layer
  }

  package func title(naming name: (Int) -> String) -> String { "W1 W1^T of \(name(layer))" }
  package func isQuick(in model: Findings.Model) -> Bool { model.isSmall(layer) }

  package func job() -> SingleStep<GramMatrix> {
    SingleStep { context in
      let layer = try context.layer(layer)
      let matrix = try UnfoldedMatrix(layer, of: context.subject.network)
      return layer.isSmall
        ? try onOneThread { try GramMatrix(matrix, context.interruption) }
        : try GramMatrix(matrix, context.interruption)
    }
  }

  package static func byteCount(_ gram: GramMatrix) -> Int { 4 * gram.values.count }
}
