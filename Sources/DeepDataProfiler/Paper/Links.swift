import LinearAlgebra

/// How strongly a singular vector of one layer feeds each singular vector of the next, without data.
///
/// `A[n] = sum over z of (sum over o of V_next[o, z, n] * u[o])^2`, `z` being the offsets of the next layer's
/// kernel and `o` its channels, the outputs of the first layer. `v_n` has length 1 and so has `u`: `A[n]` is the
/// share of `v_n` that looks along `u`, 0 to 1. Of a fully connected layer behind maps that are flattened,
/// `z` are their positions.
public struct Links: Equatable, Sendable {
  /// The next layer, by its index.
  public let layer: Int
  /// `A[n]` for each of its vectors.
  public let strengths: [Double]

  /// Links that are known.
  public init(layer: Int, strengths: [Double]) {
    self.layer = layer
    self.strengths = strengths
  }

  /// The vectors of the next layer that it feeds most, strongest first; the lowest wins a tie.
  public func strongest(_ count: Int) -> [Int] {
    Array(
      strengths.indices.sorted { (strengths[$1], $0) < (strengths[$0], $1) }.prefix(max(0, count)))
  }

  /// The links of one vector.
  /// - Parameters:
  ///   - leftVector: `u`, an entry for each output of its layer.
  ///   - layer: the index of the next layer.
  ///   - parts: the decomposition of the next layer, whose matrix has as many columns as there are entries,
  ///     or a multiple, all offsets of an output side by side.
  init(of leftVector: [Double], to layer: Int, _ parts: SingularValueDecomposition) {
    let offsets = parts.matrix.columns / max(1, leftVector.count)
    // A field for each offset, which holds u there and nothing elsewhere.
    var fields = Matrix(rows: parts.matrix.columns, columns: offsets)
    for (output, entry) in leftVector.enumerated() {
      for offset in 0..<offsets { fields[output * offsets + offset, offset] = entry }
    }
    let correlations = parts.correlations(with: fields)
    self.init(
      layer: layer,
      strengths: (0..<correlations.rows).map { vector in
        correlations[row: vector].reduce(0) { $0 + $1 * $1 }
      })
  }
}
