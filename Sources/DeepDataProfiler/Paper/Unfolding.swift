public import LinearAlgebra
public import NeuralNetwork

/// A layer's weight as the matrix `W1` that maps a receptive field to its outputs
/// (paper section 3.2, equation 8).
///
/// A grouped convolution's matrix is block diagonal: filters of one group see only its channels.
/// Only the blocks are kept.
public struct UnfoldedMatrix: Equatable, Sendable {
  /// One block for each group, down the diagonal: filters of the group x its channels * kernel.
  ///
  /// All have one shape.
  public let blocks: [WeightMatrix]

  /// Unfolds a weight: `reshape(W, d, c * k1 * k2)`, in as many blocks as the layer has groups.
  /// - Parameters:
  ///   - layer: the layer, for its groups and orientation.
  ///   - weight: its weight, of the layer's `weightShape`.
  public init(_ layer: LinearLayer, weight: Weight) {
    let groups = layer.groups
    let rows = layer.rows / groups
    let columns = layer.columns / groups
    blocks = (0..<groups).map { group in
      WeightMatrix(
        rows: rows, columns: columns,
        elements: weight.elements[group * rows * columns..<(group + 1) * rows * columns],
        isTransposed: layer.isInputsFirst)
    }
  }

  /// Reads a layer's weight from its network, and unfolds it.
  init(_ layer: LinearLayer, of network: Network) throws {
    self.init(layer, weight: try network.weight(of: layer))
  }

  /// The number of filters or outputs.
  public var rows: Int { blocks.count * (blocks.first?.rows ?? 0) }
  /// The length of a receptive field.
  public var columns: Int { blocks.count * (blocks.first?.columns ?? 0) }

  /// The number of weights, those that are zero by its form left out.
  var weightCount: Int { rows * (blocks.first?.columns ?? 0) }

  /// The rows of the whole matrix that a block stands in.
  func rows(ofBlock block: Int) -> Range<Int> {
    let count = blocks[block].rows
    return block * count..<(block + 1) * count
  }

  /// The columns of the whole matrix that a block stands in.
  func columns(ofBlock block: Int) -> Range<Int> {
    let count = blocks[block].columns
    return block * count..<(block + 1) * count
  }

  /// The fraction of the largest singular value that one must exceed to count for the rank, that of a
  /// block's rows and columns.
  var rankCutoff: Double {
    blocks.first.map { LayerMatrices(rows: $0.rows, columns: $0.columns).precision } ?? 0
  }
}
