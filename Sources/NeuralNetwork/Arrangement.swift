package import LinearAlgebra

/// What of a linear layer a tensor is.
package enum LayerSide {
  case input, output
}

/// The axes of what a linear layer takes or gives in another order, with neighbouring ones as one.
package struct Arrangement {
  /// The shape that results.
  package let shape: Shape
  private let view: StridedView

  /// - Parameters:
  ///   - shape: the tensor's.
  ///   - order: its axes in their new order; the first is that of images.
  ///   - featureAxes: how many of them, behind the first, become one axis of channels or outputs;
  ///     of one, where there are none.
  init?(_ shape: Shape, order: [Int], featureAxes: Int = 1) {
    guard let view = StridedView.transposing(shape, order), order.count == shape.rank,
      featureAxes < order.count
    else { return nil }
    let extents = view.shape.extents
    guard
      let joined = Shape(
        [extents[0], extents[1..<1 + featureAxes].reduce(1, *)] + extents[(1 + featureAxes)...])
    else { return nil }
    self.view = view
    self.shape = joined
  }

  /// A tensor with its axes so arranged.
  package func callAsFunction(_ tensor: Tensor) -> Tensor {
    Tensor(shape: shape, values: view.elements(of: tensor.values))
  }
}
