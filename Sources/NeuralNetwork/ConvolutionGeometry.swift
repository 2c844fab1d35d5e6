import LinearAlgebra

/// How a convolution multiplies its weight with receptive fields.
struct ConvolutionGeometry {
  let window: Window
  let groups: Int
  let input: Maps
  let output: Maps
  /// Rows of one group's receptive field matrix: channels of the group * kernel.
  let fieldRows: Int

  /// Filters of one group.
  private var filters: Int { output.channels / groups }
  /// Channels of one group.
  private var channels: Int { input.channels / groups }

  /// Writes `W1 . Psi(X)` of each image.
  /// - Parameters:
  ///   - input: images x channels x height x width.
  ///   - weight: filters x channels of a group x kernel.
  ///   - output: images x filters x positions, all 0.
  func multiply(_ input: Span<Float>, _ weight: Span<Float>, into output: inout [Float]) {
    guard self.output.positions > 0, filters > 0 else { return }
    var result = output.mutableSpan
    let axes = window.axes(height: self.input.height, width: self.input.width)
    if channels == 1, filters <= Self.fewFilters {
      multiplyDepthwise(input, weight, into: &result)
    } else if axes.vertical.isIdentity, axes.horizontal.isIdentity,
      self.output.positions >= Self.fewPositions
    {
      multiplyPointwise(input, weight, into: &result)
    } else if self.output.positions >= columns {
      multiplyInBlocks(input, weight, into: &result)
    } else {
      multiplySideBySide(input, weight, into: &result)
    }
  }

  /// Up to how many filters of one channel each are summed without a product of matrices.
  private static let fewFilters = 4
  /// Below how many positions an image alone makes too thin a product.
  private static let fewPositions = 128

  /// How many columns of receptive fields are laid out at a time: at least 256, for the speed of the
  /// product, and else as many as 2 MB hold, for the cache.
  private var columns: Int { max(Self.fewestColumns, (1 << 19) / max(1, fieldRows)) }
  private static let fewestColumns = 256

  /// Whether the columns that are laid out at a time are too large: a row of positions at least.
  var isTooLarge: Bool {
    fieldRows > Node.greatestCount / max(Self.fewestColumns, output.width)
  }

  /// Each filter sees one channel: the shifted channel is added up, weighted.
  @_lifetime(result: copy result)
  private func multiplyDepthwise(
    _ input: Span<Float>, _ weight: Span<Float>, into result: inout MutableSpan<Float>
  ) {
    let (vertical, horizontal) = window.axes(height: self.input.height, width: self.input.width)
    let (width, positions) = (self.input.width, output.positions)
    for map in 0..<output.images * output.channels {
      let filter = map % output.channels
      let channel = map / output.channels * self.input.channels + filter / filters
      let plane = input.extracting(
        channel * self.input.positions..<(channel + 1) * self.input.positions)
      var target = result._mutatingExtracting(map * positions..<(map + 1) * positions)
      for kernelRow in 0..<vertical.kernel {
        let top = kernelRow * vertical.dilation - vertical.paddingBefore
        for kernelColumn in 0..<horizontal.kernel {
          let left = kernelColumn * horizontal.dilation - horizontal.paddingBefore
          let factor = weight[filter * fieldRows + kernelRow * horizontal.kernel + kernelColumn]
          let inside = horizontal.inside(width, offset: left, places: output.width)
          guard !inside.isEmpty else { continue }
          for place in vertical.inside(self.input.height, offset: top, places: output.height) {
            let start = (place * vertical.stride + top) * width + left
            var row = target._mutatingExtracting(
              place * output.width + inside.lowerBound..<place * output.width + inside.upperBound)
            if horizontal.stride == 1 {
              let run = plane.extracting(start + inside.lowerBound..<start + inside.upperBound)
              for index in run.indices { row[index] += factor * run[index] }
            } else {
              for index in row.indices {
                row[index] +=
                  factor * plane[start + (inside.lowerBound + index) * horizontal.stride]
              }
            }
          }
        }
      }
    }
  }

  /// A kernel of one element at every place: the receptive fields are the input itself.
  @_lifetime(result: copy result)
  private func multiplyPointwise(
    _ input: Span<Float>, _ weight: Span<Float>, into result: inout MutableSpan<Float>
  ) {
    let positions = output.positions
    for part in 0..<output.images * groups {
      var products = result._mutatingExtracting(
        part * filters * positions..<(part + 1) * filters * positions)
      LinearAlgebra.multiply(
        weight.extracting(weightRange(group: part % groups)),
        input.extracting(part * channels * positions..<(part + 1) * channels * positions),
        into: &products, rows: filters, inner: fieldRows, columns: positions)
    }
  }

  /// Some rows of positions at a time, each product written where it belongs.
  @_lifetime(result: copy result)
  private func multiplyInBlocks(
    _ input: Span<Float>, _ weight: Span<Float>, into result: inout MutableSpan<Float>
  ) {
    let positions = output.positions
    let planes = channels * self.input.positions
    let step = max(1, columns / output.width)
    var fields = [Float](repeating: 0, count: fieldRows * min(step, output.height) * output.width)
    for part in 0..<output.images * groups {
      for first in stride(from: 0, to: output.height, by: step) {
        let places = first..<min(output.height, first + step)
        let columns = places.count * output.width
        var rows = fields.mutableSpan
        window.layOut(
          input.extracting(part * planes..<(part + 1) * planes), input: self.input, output: output,
          places: places, into: &rows, columns: columns)
        let start = part * filters * positions + first * output.width
        var products = result._mutatingExtracting(
          start..<start + (filters - 1) * positions + columns)
        LinearAlgebra.multiply(
          weight.extracting(weightRange(group: part % groups)),
          fields.span.extracting(0..<fieldRows * columns), into: &products, rows: filters,
          inner: fieldRows, columns: columns, leading: positions)
      }
    }
  }

  /// The receptive fields of several images side by side, as a product of few columns takes its time
  /// to read the weight.
  @_lifetime(result: copy result)
  private func multiplySideBySide(
    _ input: Span<Float>, _ weight: Span<Float>, into result: inout MutableSpan<Float>
  ) {
    let positions = output.positions
    let planes = channels * self.input.positions
    let together = max(1, min(output.images, columns / positions))
    var fields = [Float](repeating: 0, count: fieldRows * together * positions)
    var product = [Float](repeating: 0, count: filters * together * positions)
    for first in stride(from: 0, to: output.images, by: together) {
      let images = first..<min(output.images, first + together)
      let columns = images.count * positions
      for group in 0..<groups {
        var rows = fields.mutableSpan
        for image in images {
          let start = (image * groups + group) * planes
          window.layOut(
            input.extracting(start..<start + planes), input: self.input, output: output,
            places: 0..<output.height, into: &rows, column: (image - first) * positions,
            columns: columns)
        }
        var maps = product.mutableSpan
        var products = maps._mutatingExtracting(0..<filters * columns)
        LinearAlgebra.multiply(
          weight.extracting(weightRange(group: group)),
          fields.span.extracting(0..<fieldRows * columns),
          into: &products, rows: filters, inner: fieldRows, columns: columns)
        for image in images {
          for filter in 0..<filters {
            let map = (image * groups + group) * filters + filter
            var target = result._mutatingExtracting(map * positions..<(map + 1) * positions)
            let start = filter * columns + (image - first) * positions
            let source = products.span.extracting(start..<start + positions)
            for index in source.indices { target[index] = source[index] }
          }
        }
      }
    }
  }

  /// Where the weight of a group lies.
  private func weightRange(group: Int) -> Range<Int> {
    group * filters * fieldRows..<(group + 1) * filters * fieldRows
  }

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
