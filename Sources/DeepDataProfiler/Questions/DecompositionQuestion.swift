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

  package func job() -> DecompositionJob { DecompositionJob(layer: layer) }

  package static func byteCount(_ parts: SingularValueDecomposition) -> Int {
    8 * parts.leftVectors.values.count + 4 * parts.matrix.weightCount
  }
}

/// Decomposes a layer's matrix: a large one in steps.
package struct DecompositionJob: Job {
  package typealias Answer = SingularValueDecomposition
  package typealias Partial = SingularValueDecomposition

  fileprivate let layer: Int
  private var begun: (matrix: UnfoldedMatrix, sweep: DecompositionSweep)?

  fileprivate init(layer: Int) {
    self.layer = layer
  }

  /// The weight, and twice a Gram matrix.
  package var byteCount: Int {
    begun.map { 4 * $0.matrix.weightCount + 16 * $0.matrix.rows * $0.matrix.rows } ?? 0
  }

  package mutating func step(_ context: JobContext) throws -> JobStep<Answer, Partial> {
    let layer = try context.layer(layer)
    if layer.isSmall {
      let matrix = try UnfoldedMatrix(layer, of: context.subject.network)
      // Sums by several threads end in other digits: they are the same whatever else is asked.
      return .done(try onOneThread { try SingularValueDecomposition(matrix) })
    }
    if begun == nil {
      let matrix = try UnfoldedMatrix(layer, of: context.subject.network)
      begun = (matrix, DecompositionSweep(matrix))
    }
    try begun?.sweep.advance()
    guard let begun, begun.sweep.isDone else { return .progress(begun?.sweep.fraction ?? 0) }
    return .done(try SingularValueDecomposition(begun.matrix, begun.sweep.parts))
  }
}
