import LinearAlgebra

extension Window {
  /// Lays out the receptive field matrix `Psi(X)` of some channels of one image (paper equation 7).
  ///
  /// Stride, dilation and padding are in it.
  /// - Parameters:
  ///   - channels: channels x height x width.
  ///   - input: the extents of the whole input.
  ///   - output: the extents of the whole output.
  ///   - places: the rows of the output whose positions are laid out.
  ///   - fields: channels * kernel rows * kernel columns x columns; what the columns of the
  ///     positions held is lost.
  ///   - column: where in each row the positions begin.
  ///   - columns: how many columns a row has.
  @_lifetime(fields: copy fields)
  func layOut(
    _ channels: Span<Float>, input: Maps, output: Maps, places: Range<Int>,
    into fields: inout MutableSpan<Float>, column: Int = 0, columns: Int
  ) {
    let (vertical, horizontal) = axes(height: input.height, width: input.width)
    let (height, width) = (input.height, input.width)
    let count = height * width == 0 ? 0 : channels.count / (height * width)
    let positions = places.count * output.width
    var fieldRow = 0
    for channel in 0..<count {
      let plane = channels.extracting(channel * height * width..<(channel + 1) * height * width)
      for kernelRow in 0..<vertical.kernel {
        let top = kernelRow * vertical.dilation - vertical.paddingBefore
        let reached = vertical.inside(height, offset: top, places: output.height).clamped(
          to: places)
        for kernelColumn in 0..<horizontal.kernel {
          let left = kernelColumn * horizontal.dilation - horizontal.paddingBefore
          let inside = horizontal.inside(width, offset: left, places: output.width)
          let rows = inside.isEmpty ? places.lowerBound..<places.lowerBound : reached
          let start = fieldRow * columns + column
          var target = fields._mutatingExtracting(start..<start + positions)
          fieldRow += 1
          target.clear(0..<(rows.lowerBound - places.lowerBound) * output.width)
          target.clear((rows.upperBound - places.lowerBound) * output.width..<positions)
          for place in rows {
            let first = (place - places.lowerBound) * output.width
            target.clear(first..<first + inside.lowerBound)
            target.clear(first + inside.upperBound..<first + output.width)
            let row = (place * vertical.stride + top) * width + left
            var part = target._mutatingExtracting(
              first + inside.lowerBound..<first + inside.upperBound)
            if horizontal.stride == 1 {
              let run = plane.extracting(row + inside.lowerBound..<row + inside.upperBound)
              for index in run.indices { part[index] = run[index] }
            } else {
              for index in part.indices {
                part[index] = plane[row + (inside.lowerBound + index) * horizontal.stride]
              }
            }
          }
        }
      }
    }
  }

  /// Adds receptive fields up where they were taken from: the reverse of laying them out (col2im).
  /// - Parameters:
  ///   - fields: channels * kernel rows * kernel columns x positions of the places.
  ///   - input: the extents of what they were taken from.
  ///   - output: the extents of the places.
  ///   - places: the rows of the output whose positions are there.
  ///   - target: channels x height x width, to which they are added.
  @_lifetime(target: copy target)
  func addUp(
    _ fields: Span<Float>, input: Maps, output: Maps, places: Range<Int>,
    into target: inout MutableSpan<Float>
  ) {
    let (vertical, horizontal) = axes(height: input.height, width: input.width)
    let (height, width) = (input.height, input.width)
    let positions = places.count * output.width
    var fieldRow = 0
    for channel in 0..<target.count / (height * width) {
      for kernelRow in 0..<vertical.kernel {
        let top = kernelRow * vertical.dilation - vertical.paddingBefore
        let rows = vertical.inside(height, offset: top, places: output.height).clamped(to: places)
        for kernelColumn in 0..<horizontal.kernel {
          let left = kernelColumn * horizontal.dilation - horizontal.paddingBefore
          let inside = horizontal.inside(width, offset: left, places: output.width)
          for place in rows where !inside.isEmpty {
            let source = fieldRow * positions + (place - places.lowerBound) * output.width
            let row = (channel * height + place * vertical.stride + top) * width + left
            let values = fields.extracting(
              source + inside.lowerBound..<source + inside.upperBound)
            target.add(
              values, from: row + inside.lowerBound * horizontal.stride, step: horizontal.stride)
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

  /// For each element of the kernel that meets an input of `extent`, its offset and the places where
  /// it does.
  func runs(over extent: Int, places: Int) -> [(offset: Int, places: Range<Int>)] {
    (0..<kernel).map { $0 * dilation - paddingBefore }
      .map { ($0, inside(extent, offset: $0, places: places)) }
      .filter { !$1.isEmpty }
  }

  /// The elements of the kernel that lie in a range of the axis, padding included, at a place.
  func elements(at place: Int, in range: Range<Int>) -> Range<Int> {
    let start = place * stride - paddingBefore
    let first =
      start >= range.lowerBound ? 0 : (range.lowerBound - start + dilation - 1) / dilation
    let end = start >= range.upperBound ? 0 : (range.upperBound - 1 - start) / dilation + 1
    return min(first, kernel)..<max(min(first, kernel), min(end, kernel))
  }
}

extension MutableSpan<Float> {
  /// Sets a range of elements to zero.
  @_lifetime(self: copy self)
  mutating func clear(_ range: Range<Int>) {
    var part = _mutatingExtracting(range)
    for index in part.indices { part[index] = 0 }
  }
}
