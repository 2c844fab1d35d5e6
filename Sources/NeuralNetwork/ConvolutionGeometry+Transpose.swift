extension ConvolutionGeometry {
  /// The transpose of the convolution made ready.
  /// - Parameter weight: filters x channels of a group x kernel.
  /// - Returns: what takes maps of the output's extents to those of the input's.
  /// - Throws: what reading the weight throws.
  func transposed(_ weight: WeightSource) throws -> any PreparedProduct {
    let values = try weight.read()
    if let turned { return PreparedConvolution(turned, weight: self.turned(values)) }
    return ScatteredConvolution(self, weight: values.span)
  }

  /// The transpose as a convolution, by the transposed weight turned by half a turn; nil where it has
  /// strides or does not reach all of the input.
  private var turned: ConvolutionGeometry? {
    let (vertical, horizontal) = axes
    guard let vertical = vertical.turned, let horizontal = horizontal.turned else { return nil }
    let turned = ConvolutionGeometry(
      window: Window(vertical: vertical, horizontal: horizontal, padding: .explicit),
      groups: groups, input: output, output: input,
      fieldRows: filters * window.vertical.kernel * window.horizontal.kernel)
    guard !turned.isTooLarge,
      (try? turned.window.output(of: output, channels: input.channels)) == input
    else { return nil }
    return turned
  }

  /// A weight, filters x channels of a group x kernel, as that convolution has it.
  private func turned(_ weight: [Float]) -> [Float] {
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
