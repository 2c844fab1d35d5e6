import LinearAlgebra

/// The singular vectors of a layer's unfolded matrix (paper section 4).
package struct DecompositionQuestion: Question {
  package typealias Answer = SingularValueDecomposition

  /// The layer's index.
  package let layer: Int

  /// Those of a layer.
  package init(layer: Int) {
    self.layer = layer
  }

  package func title(naming name: (Int) -> String) -> String { "vectors \(name(layer))" }
  package func isQuick(in model: Findings.Model) -> Bool { model.isSmall(layer) }

  package func job() -> SingleStep<SingularValueDecomposition> {
    SingleStep { context in
      let layer = try context.layer(layer)
      let matrix = try UnfoldedMatrix(layer, of: context.subject.network)
      guard layer.isSmall else { return try SingularValueDecomposition(matrix) }
      // Sums by several threads end in other digits: they are the same whatever else is asked.
      return try onOneThread { try SingularValueDecomposition(matrix) }
    }
  }

  package static func byteCount(_ parts: SingularValueDecomposition) -> Int {
    8 * parts.leftVectors.values.count + 4 * parts.matrix.weightCount
  }
}
