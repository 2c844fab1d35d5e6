internal import CKernels
internal import LinearAlgebra

/// The transpose of a convolution, from the gradient of its output to that of its input: products of the
/// transposed weight, added up where the receptive fields were taken from (col2im).
struct ScatteredConvolution: PreparedProduct {
  private let geometry: ConvolutionGeometry
  /// For each group, and in it for some channels at a time, channels * kernel x filters.
  private let weights: [PackedRows]
  /// How many channels are added up at a time.
  private let channels: Int

  /// How many rows a product has at most, unless a channel has more.
  private static let rowCount = 256
  /// How many numbers of a product are there at a time, for the second-level cache.
  private static let productCount = 1 << 16

  /// Prepares a weight: filters x channels of a group x kernel.
  init(_ geometry: ConvolutionGeometry, weight: Span<Float>) {
    self.geometry = geometry
    let (filters, all) = (geometry.filters, geometry.channels)
    let taps = geometry.fieldRows / all
    let channels =
      (1...all).last { all.isMultiple(of: $0) && ($0 == 1 || $0 * taps <= Self.rowCount) } ?? 1
    self.channels = channels
    let rows = channels * taps
    weights = (0..<geometry.groups * all / channels).map { block in
      let (group, first) = (block / (all / channels), block % (all / channels) * rows)
      let matrix = [Float](capacity: rows * filters) { matrix in
        for row in 0..<rows {
          for filter in 0..<filters {
            matrix.append(weight[(group * filters + filter) * geometry.fieldRows + first + row])
          }
        }
      }
      return PackedRows(matrix.span, rows: rows, inner: filters)
    }
  }

  var byteCount: Int { weights.reduce(0) { $0 + $1.byteCount } }

  func apply(_ input: Value, shape: Shape, ending: ProductEnding) -> Value {
    guard case .floats(let input) = input.plain else { return input }
    return .floats(scattered(input, shape: shape, ending: ending))
  }

  private func scattered(_ input: Tensor, shape: Shape, ending: ProductEnding) -> Tensor {
    var values = [Float](repeating: 0, count: shape.count)
    unsafe ending.withKernelEnding(inBlocks: false) { ending in
      let ending = unsafe SharedEnding(ending: ending)
      values.changeRowsInParallel(of: channels * geometry.input.positions) { part, piece in
        let (image, block) = (piece / weights.count, piece % weights.count)
        let group = block / (weights.count / geometry.groups)
        let size = geometry.filters * geometry.output.positions
        let start = (image * geometry.groups + group) * size
        scatter(
          input.values.span.extracting(start..<start + size), weights[block], into: &part)
        unsafe finish(&part, ending.ending, from: piece * channels)
      }
    }
    return Tensor(shape: shape, values: values)
  }

  /// Finishes some maps, of which the first has an index among those of all images.
  private func finish(
    _ maps: inout MutableSpan<Float>, _ ending: kernel_ending, from first: Int
  ) {
    let positions = geometry.input.positions
    unsafe maps.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for map in 0..<channels {
        var ending = unsafe ending.from(
          filter: (first + map) % geometry.input.channels, element: (first + map) * positions)
        let target = unsafe base + map * positions
        unsafe kernel_end_row(target, target, positions, &ending)
      }
    }
  }

  /// Adds up some channels of one image.
  /// - Parameters:
  ///   - gradient: that of the filters of the group.
  ///   - weight: of these channels.
  ///   - target: the channels.
  @_lifetime(target: copy target)
  private func scatter(
    _ gradient: Span<Float>, _ weight: PackedRows, into target: inout MutableSpan<Float>
  ) {
    let (output, panel) = (geometry.output, PackedRows.panelColumns)
    let height = max(1, Self.productCount / (weight.rows * output.width))
    let padded = (min(height, output.height) * output.width + panel - 1) / panel * panel
    var fields = [Float](
      repeating: 0, count: weight.rows * min(height, output.height) * output.width)
    var panels = [Float](repeating: 0, count: weight.inner * padded)
    for first in stride(from: 0, to: output.height, by: height) {
      let rows = first..<min(output.height, first + height)
      let columns = rows.count * output.width
      unsafe gradient.withUnsafeBufferPointer { gradient in
        unsafe panels.withUnsafeMutableBufferPointer { panels in
          unsafe fields.withUnsafeMutableBufferPointer { fields in
            guard let from = gradient.baseAddress, let panels = panels.baseAddress,
              let to = fields.baseAddress
            else { return }
            unsafe kernel_pack_columns(
              from + first * output.width, weight.inner, columns, output.positions, 1, panels,
              weight.inner)
            unsafe weight.multiply(
              rows: 0..<weight.rows, part: 0..<weight.inner, by: panels, columns: columns, into: to,
              leading: columns, ending: nil)
          }
        }
      }
      geometry.window.addUp(
        fields.span, input: geometry.input, output: output, places: rows, into: &target)
    }
  }
}
