import LinearAlgebra

/// How alike some images are to a layer: the sum over ordered pairs of the cosine similarity of the Gram
/// matrices of its output's maps (Olah, Mordvintsev, Schubert, "Feature Visualization", 2017, whose
/// diversity term is the negated sum).
struct VisualizationDiversity: Sendable {
  /// The sum.
  let similarity: Double
  /// Its gradient with respect to each output.
  let gradients: [Matrix]

  /// The similarity of outputs, maps x positions each.
  ///
  /// Takes `O(n^2 m p min(m, p))` time for `n` outputs of `m` maps and `p` positions.
  init(of outputs: [Matrix]) {
    // `G_b Y_a`, whose product with `Y_a` is that of the Gram matrices.
    let products = concurrently(outputs.count, inPiecesOf: 1) { range in
      onOneThread { Self.products(of: outputs[range.lowerBound], with: outputs) }
    }.transposed
    let squares = outputs.indices.map { products[$0][$0].dot(outputs[$0]) }
    var similarity = 0.0
    var gradients: [Matrix] = []
    for (a, output) in outputs.enumerated() {
      var gradient = Matrix(rows: output.rows, columns: output.columns)
      for b in outputs.indices where b != a {
        let norms = (squares[a] * squares[b]).squareRoot()
        // What a layer does not see at all is like nothing.
        guard norms > 0 else { continue }
        let cosine = products[a][b].dot(output) / norms
        similarity += cosine
        // A pair counts twice, and so does each output in its Gram matrix.
        for place in gradient.values.indices {
          gradient.values[place] +=
            4
            * (products[a][b].values[place] / norms
              - cosine * products[a][a].values[place] / squares[a])
        }
      }
      gradients.append(gradient)
    }
    self.similarity = similarity
    self.gradients = gradients
  }

  /// `G Y` for each output `Y`, `G` being the Gram matrix of one.
  private static func products(of one: Matrix, with outputs: [Matrix]) -> [Matrix] {
    if one.columns < one.rows {
      return outputs.map { one.multiplied(by: one.multiplied(by: $0, transposingSelf: true)) }
    }
    let gram = one.multiplied(by: one.transposed)
    return outputs.map { gram.multiplied(by: $0) }
  }
}

extension Matrix {
  fileprivate func dot(_ other: Matrix) -> Double {
    zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

extension [[Matrix]] {
  /// Those of a square the other way round.
  fileprivate var transposed: [[Matrix]] {
    indices.map { row in indices.map { self[$0][row] } }
  }
}
