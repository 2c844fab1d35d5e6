extension ConvolutionGeometry {
  /// The transpose of the convolution made ready.
  /// - Parameter weight: filters x channels of a group x kernel.
  /// - Returns: what takes maps of the output's extents to those of the input's.
  func transposed(_ weight: [Float]) -> any PreparedProduct {
    if let turned { return PreparedConvolution(turned, weight: self.turned(weight).span) }
    return ScatteredConvolution(self, weight: weight.span)
  }

  /// The transpose as a convolution, by the transposed weight turned by half a turn; nil where it has
  /// strides, does not reach all of the input, or is worth more as a product that is scattered.
  private var turned: ConvolutionGeometry? {
    let (vertical, horizontal) = axes
    guard let vertical = vertical.turned, let horizontal = horizontal.turned else { return nil }
    let turned = ConvolutionGeometry(
      window: Window(vertical: vertical, horizontal: horizontal, padding: .explicit),
      groups: groups, input: output, output: input,
      fieldRows: filters * window.vertical.kernel * window.horizontal.kernel)
    guard (try? turned.window.output(of: output, channels: input.channels)) == input else {
      return nil
    }
    // Receptive fields of many filters cost more to lay out than those of few channels to add up.
    let isWorthwhile =
      channels >= filters || isPointwise || filters == 1 || TiledConvolution.suits(turned)
    return isWorthwhile && !turned.isTooLarge ? turned : nil
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
