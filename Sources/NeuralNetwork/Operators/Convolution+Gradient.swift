import LinearAlgebra

extension Convolution: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1]) }

  func preparedGradient(_ weight: WeightSource, input: Shape) throws -> (any PreparedProduct)? {
    guard weight.shape.rank < 5 else { return nil }
    let geometry = try geometry(input: input, weight: weight.shape)
    if let turned = geometry.turned {
      return try PreparedConvolution(turned) { geometry.turned(try weight.read()) }
    }
    let values = try weight.read()
    return ScatteredConvolution(geometry, weight: values.span)
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let input = try pass.shape(0)
    let weight = try pass.operands.tensor(1, "the weight")
    let gradient = try pass.takeGradientForInput()
    let product = try withWeightInMemory {
      try preparedGradient(WeightSource(weight), input: input)?
        .apply(.floats(gradient), shape: input, ending: ProductEnding())
    }
    if case .floats(let gradient)? = product?.plain { return [0: gradient] }
    return [0: try volume(input: input, weight: weight.shape).backward(gradient, weight, input)]
  }
}

extension ConvolutionGeometry {
  /// The convolution that takes the gradient of the output to that of the input, by the transposed
  /// weight turned by half a turn; nil where it has strides, or is worth more as a product that is
  /// scattered.
  fileprivate var turned: ConvolutionGeometry? {
    let (vertical, horizontal) = axes
    guard let vertical = vertical.turned, let horizontal = horizontal.turned else { return nil }
    let turned = ConvolutionGeometry(
      window: Window(vertical: vertical, horizontal: horizontal, padding: .explicit),
      groups: groups, input: output, output: input,
      fieldRows: filters * window.vertical.kernel * window.horizontal.kernel)
    // Receptive fields of many filters cost more to lay out than those of few channels to add up.
    let isWorthwhile =
      channels >= filters || isPointwise || filters == 1 || TiledConvolution.suits(turned)
    return isWorthwhile && !turned.isTooLarge ? turned : nil
  }

  /// A weight, filters x channels of a group x kernel, as that convolution has it.
  fileprivate func turned(_ weight: [Float]) -> [Float] {
    let taps = fieldRows / channels
    let turned = [Float](capacity: weight.count) { turned in
      for group in 0..<groups {
        for channel in 0..<channels {
          for filter in 0..<filters {
            let start = ((group * filters + filter) * channels + channel) * taps
            for tap in (start..<start + taps).reversed() { turned.append(weight[tap]) }
          }
        }
      }
    }
    return turned
  }
}

extension Window.Axis {
  /// The axis that gathers what this one hands out; nil where it has a stride, or padding beyond its
  /// reach.
  fileprivate var turned: Window.Axis? {
    guard stride == 1, paddingBefore < reach, paddingAfter < reach else { return nil }
    var axis = self
    axis.paddingBefore = reach - 1 - paddingBefore
    axis.paddingAfter = reach - 1 - paddingAfter
    return axis
  }
}
