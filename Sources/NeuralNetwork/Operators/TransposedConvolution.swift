import Formats
import LinearAlgebra

/// The gradient of a convolution as an operator of its own (ONNX `ConvTranspose`): each element of
/// the input adds a weighted kernel to the output.
///
/// Input `N x C x H x W`, weight `C x D/groups x kH x kW`, bias `D`, output `N x D x oH x oW`.
///
/// As a linear layer it is the convolution of stride 1 that does the same on the input with
/// `stride - 1` zeros between its elements: its weight is `D x C/groups x kH x kW`, the kernels turned
/// by half a turn, and its unfolded matrix has a row for each output, as `U^T Y` needs. (The matrix of
/// the weight as it is stored, `C x D kH kW`, has a row for each input.)
struct TransposedConvolution: LinearOperator, MapOperator {
  private let node: StoredNode
  let groups: Int

  init(_ node: StoredNode) throws(OperatorFault) {
    self.node = node
    groups = try node.int("group", default: 1)
    guard groups > 0 else { throw OperatorFault("group is not positive") }
  }

  func describe(
    index: Int, name: String, weightShape: Shape, inputShape: Shape?, outputShape: Shape?
  ) throws(OperatorFault) -> LinearLayer {
    let view = try view(of: weightShape)
    let kernel = Array(weightShape.extents[2...])
    let window = try Window(node, kernel: kernel)
    guard
      let shape = Shape([groups * view.shape[1], view.shape[2]] + kernel)
    else { throw OperatorFault("it is too large") }
    return LinearLayer(
      index: index, name: name, kind: .convolution, weightShape: shape, groups: groups,
      dilations: (kernel.count == 1 ? [window.horizontal] : [window.vertical, window.horizontal])
        .map(\.dilation),
      inputShape: inputShape, outputShape: outputShape)
  }

  func weightView(_ weight: Shape) throws(OperatorFault) -> StridedView? { try view(of: weight) }

  /// The weight as groups x filters x channels x kernel, backwards along the kernel.
  private func view(of weight: Shape) throws(OperatorFault) -> StridedView {
    guard (3...4).contains(weight.rank) else {
      throw OperatorFault(
        "the weight of a transposed convolution of \(max(0, weight.rank - 2)) axes; 1 and 2 are "
          + "supported")
    }
    let kernel = Array(weight.extents[2...])
    let strides = StridedView.rowMajorStrides(weight.extents)
    guard weight[0].isMultiple(of: groups),
      let shape = Shape([groups, weight[1], weight[0] / groups] + kernel)
    else { throw OperatorFault("its \(weight[0]) channels are not \(groups) groups") }
    return StridedView(
      shape: shape,
      strides: [weight[0] / groups * strides[0], strides[1], strides[0]]
        + strides[2...].map { -$0 },
      offset: zip(kernel, strides[2...]).reduce(0) { $0 + ($1.0 - 1) * $1.1 })
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    let geometry = try geometry(
      input: inputs.shape(0, "the input"), weight: inputs.shape(1, "the weight"))
    return [try geometry.large.shape()]
  }

  var isPreparable: Bool { true }

  /// The transpose of the convolution that this is the gradient of.
  func prepared(_ weight: WeightSource, input: Shape) throws -> (any PreparedProduct)? {
    try convolution(input: input, weight: weight.shape).transposed(weight)
  }

  func applyWeight(_ input: Tensor, weight: Tensor, shape: Shape) throws(OperatorFault) -> Tensor {
    try computed(input, shape: shape) {
      try prepared(WeightSource(weight), input: input.shape)
    }
  }

  func endingPart(bias: Tensor, of shape: Shape) -> EndingPart? {
    bias.values.count == shape[1] ? .bias(bias.values) : nil
  }

  func addBias(_ bias: Tensor?, to output: inout Tensor) throws(OperatorFault) {
    try output.addToChannels(bias)
  }

  func receptiveFields(_ input: Tensor, weight: Shape) throws(OperatorFault) -> Tensor {
    let kernel = Array(weight.extents[2...])
    guard let stored = Shape([weight[1] * groups, weight[0] / groups] + kernel) else {
      throw OperatorFault("its receptive fields are too large")
    }
    var (window, small, large) = try geometry(input: input.shape, weight: stored)
    let wide = try small.spread(window.vertical.stride, window.horizontal.stride)
    var spread = [Float](repeating: 0, count: try wide.shape().count)
    for row in 0..<small.images * small.channels * small.height {
      let (map, line) = (row / small.height, row % small.height)
      let start = (map * wide.height + line * window.vertical.stride) * wide.width
      for column in 0..<small.width {
        spread[start + column * window.horizontal.stride] =
          input.values[row * small.width + column]
      }
    }
    window.slideBackwards()
    let geometry = ConvolutionGeometry(
      window: window, groups: groups, input: wide, output: large,
      fieldRows: weight.extents.dropFirst().reduce(1, *))
    return try geometry.receptiveFields(Tensor(shape: try wide.shape(), values: spread))
  }

  /// The convolution that this is the gradient of.
  func convolution(input: Shape, weight: Shape) throws(OperatorFault) -> ConvolutionGeometry {
    let (window, small, large) = try geometry(input: input, weight: weight)
    let geometry = ConvolutionGeometry(
      window: window, groups: groups, input: large, output: small,
      fieldRows: weight.extents.dropFirst().reduce(1, *))
    guard !geometry.isTooLarge else { throw OperatorFault("its receptive fields are too large") }
    return geometry
  }

  /// Its window, its output and its input.
  private func geometry(
    input: Shape, weight: Shape
  ) throws(OperatorFault) -> (window: Window, small: Maps, large: Maps) {
    let small = try Maps(input)
    guard weight.rank == input.rank, weight.count > 0, small.channels == weight[0],
      weight[0].isMultiple(of: groups)
    else {
      throw OperatorFault(
        "a weight of \(weight) in \(groups) groups does not fit an input of \(input)")
    }
    let kernel = Array(weight.extents[2...])
    let zeros = kernel.map { _ in 0 }
    let excess = try node.ints("output_padding") ?? zeros
    let wanted = try node.ints("output_shape")
    guard try node.ints("kernel_shape") ?? kernel == kernel, excess.count == kernel.count,
      excess.allSatisfy({ (0..<Window.limit).contains($0) }),
      wanted.map({ $0.count == kernel.count && $0.allSatisfy { (0..<Window.limit).contains($0) } })
        ?? true
    else { throw OperatorFault("its attributes do not fit its weight of \(weight)") }
    let plain = try Window(node, kernel: kernel)
    let sizes = kernel.count == 1 ? [small.width] : [small.height, small.width]
    let (window, extents) = try plain.transposed(sizes, excess: excess, wanted: wanted)
    let (filters, overflow) = weight[1].multipliedReportingOverflow(by: groups)
    guard !overflow else { throw OperatorFault("its output is too large") }
    let large = small.with(
      channels: filters, height: extents.count == 1 ? 1 : extents[0],
      width: extents[extents.count - 1])
    return (window, small, large)
  }
}

extension Maps {
  /// The maps with zeros between their elements.
  fileprivate func spread(_ vertical: Int, _ horizontal: Int) throws(OperatorFault) -> Maps {
    let rows = (max(1, height) - 1).multipliedReportingOverflow(by: vertical)
    let columns = (max(1, width) - 1).multipliedReportingOverflow(by: horizontal)
    guard !rows.overflow, !columns.overflow, rows.partialValue < Node.greatestCount,
      columns.partialValue < Node.greatestCount
    else { throw OperatorFault("its receptive fields are too large") }
    let spread = with(
      channels: channels, height: rows.partialValue + 1, width: columns.partialValue + 1)
    guard try spread.shape().count <= Node.greatestCount else {
      throw OperatorFault("its receptive fields are too large")
    }
    return spread
  }
}

extension Window {
  /// The window with its padding settled, and the size of what it slides over, where it is known how
  /// many places it takes.
  /// - Parameters:
  ///   - places: places on each axis.
  ///   - excess: how much larger than needed the other side is.
  ///   - wanted: the size asked for, which then settles the padding.
  /// - Returns: the window and the size on each axis.
  /// - Throws: `OperatorFault` when there is no such size.
  fileprivate func transposed(
    _ places: [Int], excess: [Int], wanted: [Int]?
  ) throws(OperatorFault) -> (Window, [Int]) {
    var window = self
    var sizes: [Int] = []
    for (index, count) in places.enumerated() {
      var axis = index == places.count - 1 ? horizontal : vertical
      guard count > 0, count < 1 << 31 else {
        throw OperatorFault("its input is empty or too large")
      }
      let whole = (count - 1) * axis.stride + axis.reach + excess[index]
      let isSame = padding == .sameUpper || padding == .sameLower
      if let size = wanted?[index] ?? (isSame ? count * axis.stride : nil) {
        let total = max(0, whole - size)
        axis.paddingBefore = padding == .sameUpper ? total / 2 : total - total / 2
        axis.paddingAfter = total - axis.paddingBefore
        sizes.append(size)
      } else {
        sizes.append(whole - axis.paddingBefore - axis.paddingAfter)
      }
      guard let size = sizes.last, size > 0 else {
        throw OperatorFault("its padding leaves nothing of the output")
      }
      if index == places.count - 1 { window.horizontal = axis } else { window.vertical = axis }
    }
    window.padding = .explicit
    return (window, sizes)
  }

  /// Becomes the window of stride 1 that gathers what this one, with its padding settled, hands out.
  fileprivate mutating func slideBackwards() {
    for axis in [\Window.vertical, \.horizontal] {
      self[keyPath: axis].stride = 1
      self[keyPath: axis].paddingBefore =
        self[keyPath: axis].reach - 1 - self[keyPath: axis].paddingBefore
    }
  }
}
