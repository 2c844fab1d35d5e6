import LinearAlgebra
import NeuralNetwork

/// A right singular vector `v_i` as the filter that it is, and the left one, `u_i`, that says how much
/// of what it finds each filter of the layer takes (paper section 4, equation 14).
///
/// Of a grouped convolution both are zero outside one group, whose parts they are here.
public struct SingularFilter: Equatable, Sendable {
  /// The singular value.
  public let singularValue: Double
  /// The channels, or inputs, that `v_i` looks at.
  public let channels: Range<Int>
  /// Rows and columns of a channel's kernel, or of the maps that are flattened for a fully connected
  /// layer; 1 x 1 for another.
  public let height, width: Int
  /// `v_i`: channels x height x width.
  public let rightVector: [Float]
  /// The filters, or outputs, of `u_i`.
  public let filters: Range<Int>
  /// `u_i`: an entry for each of them.
  public let leftVector: [Float]

  /// A pair of vectors that is known.
  package init(
    singularValue: Double, channels: Range<Int>, height: Int, width: Int, rightVector: [Float],
    filters: Range<Int>, leftVector: [Float]
  ) {
    self.singularValue = singularValue
    self.channels = channels
    self.height = height
    self.width = width
    self.rightVector = rightVector
    self.filters = filters
    self.leftVector = leftVector
  }

  /// Lays out one pair of a layer's vectors.
  /// - Parameters:
  ///   - vector: which one, below `parts.rank`.
  ///   - parts: the layer's decomposition.
  ///   - layer: the layer, for its kernel.
  ///   - maps: rows and columns of the maps that are flattened for it, if any are.
  init(
    _ vector: Int, of parts: SingularValueDecomposition, in layer: LinearLayer,
    flattened maps: (height: Int, width: Int)? = nil
  ) {
    let block = parts.blocks[vector]
    let columns = parts.matrix.columns(ofBlock: block)
    var kernel = layer.kernel
    if kernel.isEmpty, let maps, layer.columns.isMultiple(of: maps.height * maps.width) {
      kernel = [maps.height, maps.width]
    }
    let elements = kernel.reduce(1, *)
    singularValue = parts.singularValues[vector]
    width = kernel.last ?? 1
    height = elements / max(1, width)
    channels = columns.lowerBound / max(1, elements)..<columns.upperBound / max(1, elements)
    rightVector = parts.rightVectors(vector..<vector + 1)[row: 0][columns].map(Float.init)
    filters = parts.matrix.rows(ofBlock: block)
    leftVector = filters.map { Float(parts.leftVectors[$0, vector]) }
  }
}
