public import LinearAlgebra
public import NeuralNetwork

/// A convolution's weight as one matrix for each element of the kernel, `W[:, :, i, j]`.
///
/// Their singular values are pooled. Source: Martin and Mahoney, *Implicit self-regularization in
/// deep neural networks*, Journal of Machine Learning Research 22, 2021; the paper, section 4.1.
public struct SliceMatrices: Equatable, Sendable {
  /// For each group, filters of the group x its channels for each kernel element, row by row.
  public let groups: [[Matrix]]

  /// Slices a weight.
  /// - Parameters:
  ///   - layer: the layer, for its groups and orientation.
  ///   - weight: its weight, of the layer's `weightShape`.
  public init(_ layer: LinearLayer, weight: Tensor) {
    let elements = layer.kernel.reduce(1, *)
    groups = UnfoldedMatrix(layer, weight: weight).blocks.map { block in
      (0..<elements).map { element in
        Matrix(
          rows: block.rows, columns: block.columns / elements,
          values: stride(from: element, to: block.values.count, by: elements).map {
            block.values[$0]
          })
      }
    }
  }
}
