import LinearAlgebra

extension Window {
  /// Lays out the receptive field matrix `Psi(X)` of some channels of one image (paper equation 7).
  ///
  /// Stride, dilation and padding are in it.
  /// - Parameters:
  ///   - channels: channels x height x width.
  ///   - height: rows of a channel.
  ///   - width: columns of a channel.
  ///   - outputHeight: rows of positions.
  ///   - outputWidth: columns of positions.
  ///   - fields: channels * kernel rows * kernel columns x columns; what the columns of the
  ///     positions held is lost.
  ///   - column: where in each row the positions begin.
  ///   - columns: how many columns a row has.
  func layOut(
    _ channels: Span<Float>, height: Int, width: Int, outputHeight: Int, outputWidth: Int,
    into fields: inout MutableSpan<Float>, column: Int = 0, columns: Int
  ) {
    let (vertical, horizontal) = axes(height: height, width: width)
    let count = height * width == 0 ? 0 : channels.count / (height * width)
    var fieldRow = 0
    for channel in 0..<count {
      let plane = channels.extracting(channel * height * width..<(channel + 1) * height * width)
      for kernelRow in 0..<vertical.kernel {
        for kernelColumn in 0..<horizontal.kernel {
          let left = kernelColumn * horizontal.dilation - horizontal.paddingBefore
          let inside = horizontal.inside(width, offset: left, places: outputWidth)
          for place in 0..<outputHeight {
            let row =
              place * vertical.stride - vertical.paddingBefore
              + kernelRow * vertical.dilation
            let start = fieldRow * columns + column + place * outputWidth
            var target = fields._mutatingExtracting(start..<start + outputWidth)
            guard row >= 0, row < height, !inside.isEmpty else {
              target.clear(0..<outputWidth)
              continue
            }
            target.clear(0..<inside.lowerBound)
            target.clear(inside.upperBound..<outputWidth)
            let source = plane.extracting(row * width..<(row + 1) * width)
            let stride = horizontal.stride
            if stride == 1 {
              let run = source.extracting(inside.lowerBound + left..<inside.upperBound + left)
              var part = target._mutatingExtracting(inside)
              for index in run.indices { part[index] = run[index] }
            } else {
              for index in inside { target[index] = source[index * stride + left] }
            }
          }
          fieldRow += 1
        }
      }
    }
  }
}

extension Window.Axis {
  /// The places whose column, `place * stride + offset`, lies inside an input of `extent`.
  func inside(_ extent: Int, offset: Int, places: Int) -> Range<Int> {
    let first = offset >= 0 ? 0 : (-offset + stride - 1) / stride
    let last = offset >= extent ? 0 : (extent - 1 - offset) / stride + 1
    let end = min(places, max(0, last))
    return min(first, end)..<end
  }
}

extension MutableSpan<Float> {
  /// Sets a range of elements to zero.
  fileprivate mutating func clear(_ range: Range<Int>) {
    var part = _mutatingExtracting(range)
    for index in part.indices { part[index] = 0 }
  }
}
