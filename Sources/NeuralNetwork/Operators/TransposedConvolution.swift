import Formats
import LinearAlgebra

/// The gradient of a convolution as an operator of its own (ONNX `ConvTranspose`): each element of
/// the input adds a weighted kernel to the output.
///
/// Input `N x C x H x W`, weight `C x D/groups x kH x kW`, bias `D`, output `N x D x oH x oW`.
struct TransposedConvolution: Operator {
  private let node: StoredNode
  private let groups: Int

  var isShort: Bool { false }
  var multiplies: Bool { true }

  init(_ node: StoredNode) throws(OperatorFault) {
    self.node = node
    groups = try node.int("group", default: 1)
    guard groups > 0 else { throw OperatorFault("group is not positive") }
  }

  func outputShapes(_ inputs: [Forecast?]) throws(OperatorFault) -> [Shape] {
    let geometry = try geometry(
      input: inputs.shape(0, "the input"), weight: inputs.shape(1, "the weight"))
    return [try geometry.large.shape()]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    let input = try inputs.tensor(0, "the input")
    let weight = try inputs.tensor(1, "the weight")
    let bias = try inputs.optionalTensor(2, "the bias")
    let (window, small, large) = try geometry(input: input.shape, weight: weight.shape)
    guard bias == nil || bias?.values.count == large.channels else {
      throw OperatorFault("its bias does not fit \(large.channels) filters")
    }
    var output = [Float](repeating: 0, count: shapes[0].count)
    if let bias {
      for index in output.indices {
        output[index] = bias.values[index / large.positions % large.channels]
      }
    }
    let (channels, filters) = (small.channels / groups, large.channels / groups)
    let fieldRows = weight.shape.extents.dropFirst().reduce(1, *)
    let fieldCount = fieldRows.multipliedReportingOverflow(by: small.positions)
    guard !fieldCount.overflow, fieldCount.partialValue <= Node.greatestCount else {
      throw OperatorFault("its receptive fields are too large")
    }
    var fields = [Float](repeating: 0, count: fieldCount.partialValue)
    var result = output.mutableSpan
    for part in 0..<small.images * groups {
      let group = part % groups
      let size = channels * fieldRows
      var products = fields.mutableSpan
      multiply(
        weight.values.span.extracting(group * size..<(group + 1) * size), transposingA: true,
        input.values.span.extracting(
          part * channels * small.positions..<(part + 1) * channels * small.positions),
        into: &products, rows: fieldRows, inner: channels, columns: small.positions)
      var target = result._mutatingExtracting(
        part * filters * large.positions..<(part + 1) * filters * large.positions)
      window.addUp(fields.span, input: large, output: small, into: &target)
    }
    return [.floats(Tensor(shape: shapes[0], values: output))]
  }

  /// The convolution that this is the gradient of: its window, its output and its input.
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

  /// Adds receptive fields up where they were taken from: the reverse of laying them out.
  @_lifetime(target: copy target)
  fileprivate func addUp(
    _ fields: Span<Float>, input: Maps, output: Maps, into target: inout MutableSpan<Float>
  ) {
    let (height, width) = (input.height, input.width)
    var fieldRow = 0
    for channel in 0..<target.count / (height * width) {
      for kernelRow in 0..<vertical.kernel {
        let top = kernelRow * vertical.dilation - vertical.paddingBefore
        for kernelColumn in 0..<horizontal.kernel {
          let left = kernelColumn * horizontal.dilation - horizontal.paddingBefore
          let inside = horizontal.inside(width, offset: left, places: output.width)
          for place in vertical.inside(height, offset: top, places: output.height) {
            let source = fieldRow * output.positions + place * output.width
            let row = (channel * height + place * vertical.stride + top) * width + left
            for index in inside {
              target[row + index * horizontal.stride] += fields[source + index]
            }
          }
          fieldRow += 1
        }
      }
    }
  }
}
