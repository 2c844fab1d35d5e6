public import LinearAlgebra
public import NeuralNetwork

/// A convolution's weight as one matrix for each element of the kernel, `W[:, :, i, j]`.
///
/// Their singular values are pooled. Source: Martin and Mahoney, *Implicit self-regularization in
/// deep neural networks*, Journal of Machine Learning Research 22, 2021; the paper, section 4.1.
public struct SliceMatrices: Sendable {
  /// For each group, filters of the group x its channels for each kernel element, row by row.
  public let groups: [[WeightMatrix]]

  /// Slices a weight.
  /// - Parameters:
  ///   - layer: the layer, for its groups and orientation.
  ///   - weight: its weight, of the layer's `weightShape`.
  public init(_ layer: LinearLayer, weight: Weight) {
    let elements = layer.kernel.reduce(1, *)
    let (rows, columns) = (layer.rows / layer.groups, layer.columns / layer.groups)
    groups = (0..<layer.groups).map { group in
      let own = weight.elements[group * rows * columns..<(group + 1) * rows * columns]
      return (0..<elements).map { element in
        WeightMatrix(
          rows: rows, columns: columns / elements,
          elements: own.every(elements, from: element),
          isTransposed: layer.isInputsFirst)
      }
    }
  }
}
