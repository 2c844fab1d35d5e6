import LinearAlgebra

/// The extents of a convolution of one or two axes.
struct ConvolutionGeometry {
  let window: Window
  let groups: Int
  let input: Maps
  let output: Maps
  /// Rows of one group's receptive field matrix: channels of the group * kernel.
  let fieldRows: Int

  /// Filters of one group.
  var filters: Int { output.channels / groups }
  /// Channels of one group.
  var channels: Int { input.channels / groups }
  /// The two axes, padding settled.
  var axes: (vertical: Window.Axis, horizontal: Window.Axis) {
    window.axes(height: input.height, width: input.width)
  }
  /// Whether the receptive fields are the input itself.
  var isPointwise: Bool { axes.vertical.isIdentity && axes.horizontal.isIdentity }

  /// Whether a row of positions has too many receptive fields.
  var isTooLarge: Bool { fieldRows > Node.greatestCount / max(256, output.width) }

  /// The receptive field matrices: images x columns of the unfolded matrix x positions.
  func receptiveFields(_ images: Tensor) throws(OperatorFault) -> Tensor {
    let shape = try output.with(
      channels: fieldRows * groups, height: output.height, width: output.width
    ).shape()
    guard shape.count <= Node.greatestCount else {
      throw OperatorFault("its receptive fields are too large")
    }
    var values = [Float](repeating: 0, count: shape.count)
    var all = values.mutableSpan
    let size = fieldRows * groups * output.positions
    for image in 0..<output.images {
      var fields = all._mutatingExtracting(image * size..<(image + 1) * size)
      window.layOut(
        images.values.span.extracting(image * input.imageCount..<(image + 1) * input.imageCount),
        input: input, output: output, places: 0..<output.height, into: &fields,
        columns: output.positions)
    }
    return Tensor(shape: shape, values: values)
  }
}
