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
  /// Takes `O(n^2 m p min(m, p))` time and `O(n m p)` memory for `n` outputs of `m` maps and `p` positions.
  init(of outputs: [Matrix]) {
    let grams = concurrently(outputs.count, inPiecesOf: 1) { range in
      onOneThread { Gram(outputs[range.lowerBound]) }
    }
    let found = concurrently(outputs.count, inPiecesOf: 1) { range in
      onOneThread { Self.likeness(of: range.lowerBound, grams) }
    }
    similarity = found.reduce(0) { $1.cosines.reduce($0, +) }
    gradients = found.map(\.gradient)
  }

  /// The cosines of one output and each other, and the gradient of the sum with respect to it.
  private static func likeness(
    of a: Int, _ grams: [Gram]
  ) -> (cosines: [Double], gradient: Matrix) {
    let own = grams[a]
    var cosines: [Double] = []
    var gradient = Matrix(rows: own.output.rows, columns: own.output.columns)
    let ownProduct = own.product(with: own.output)
    for (b, other) in grams.enumerated() where b != a {
      let norms = (own.square * other.square).squareRoot()
      // What a layer does not see at all is like nothing.
      guard norms > 0 else { continue }
      let product = other.product(with: own.output)
      let cosine = product.dot(own.output) / norms
      cosines.append(cosine)
      // A pair counts twice, and so does each output in its Gram matrix.
      for place in gradient.values.indices {
        gradient.values[place] +=
          4 * (product.values[place] / norms - cosine * ownProduct.values[place] / own.square)
      }
    }
    return (cosines, gradient)
  }
}

/// The Gram matrix `G` of an output's maps.
private struct Gram: Sendable {
  let output: Matrix
  /// The matrix itself, unless the output is smaller.
  private let matrix: Matrix?
  /// The square of its norm.
  private(set) var square = 0.0

  init(_ output: Matrix) {
    self.output = output
    matrix = output.columns < output.rows ? nil : output.multiplied(by: output.transposed)
    square = product(with: output).dot(output)
  }

  /// `G Y` for an output `Y`, whose product with `Y` is that of the two Gram matrices.
  func product(with other: Matrix) -> Matrix {
    matrix?.multiplied(by: other)
      ?? output.multiplied(by: output.multiplied(by: other, transposingSelf: true))
  }
}

extension Matrix {
  fileprivate func dot(_ other: Matrix) -> Double {
    zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
