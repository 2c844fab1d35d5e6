import Formats
import LinearAlgebra

/// A convolution of three axes: at each place of the first, one of two axes over the planes that the
/// kernel meets there, each a channel.
///
/// Input `N x C x L x H x W`, weight `D x C/groups x kL x kH x kW`, output `N x D x oL x oH x oW`.
struct VolumeConvolution {
  /// The convolution of one place: `C * kL` channels.
  let planes: ConvolutionGeometry
  /// Places of the first axis.
  let places: Int
  private let depth: Window.Axis
  private let channels: Int
  private let length: Int

  /// - Throws: `OperatorFault` when the extents do not fit.
  init(_ node: StoredNode, groups: Int, input: Shape, weight: Shape) throws(OperatorFault) {
    let tooLarge = OperatorFault("its receptive fields are too large")
    guard input.rank == 5, weight.rank == 5 else {
      throw OperatorFault("a weight of \(weight) does not fit an input of \(input)")
    }
    let (axes, padding) = try Window.axes(node, kernel: Array(weight.extents[2...]))
    let isSame = padding == .sameUpper || padding == .sameLower
    depth =
      isSame ? axes[0].paddedToSame(input[2], excessFirst: padding == .sameLower) : axes[0]
    (channels, length) = (input[1], input[2])
    places = try depth.positions(length)
    let (met, overflow) = channels.multipliedReportingOverflow(by: depth.kernel)
    guard !overflow, let shape = Shape([1, met, input[3], input[4]]),
      shape.count <= Node.greatestCount
    else { throw tooLarge }
    let maps = try Maps(shape)
    let window = Window(vertical: axes[1], horizontal: axes[2], padding: padding)
    planes = ConvolutionGeometry(
      window: window, groups: groups, input: maps,
      output: try window.output(of: maps, channels: weight[0]),
      fieldRows: weight.extents.dropFirst().reduce(1, *))
    guard !planes.isTooLarge, planes.output.imageCount <= Node.greatestCount else {
      throw tooLarge
    }
  }

  /// The output's shape, or that of receptive fields in its place.
  func shape(images: Int, channels: Int) -> Shape? {
    Shape([images, channels, places, planes.output.height, planes.output.width])
  }

  /// The places in parts that are computed at a time, for planes that stay in the cache.
  var parts: [Range<Int>] {
    let count = max(1, (1 << 20) / max(1, planes.input.imageCount))
    return stride(from: 0, to: places, by: count).map { $0..<min(places, $0 + count) }
  }

  /// The plane that an element of the kernel meets at a place; nil where that is padding.
  ///
  /// Planes are counted from the first one of the first channel.
  func plane(channel: Int, element: Int, place: Int) -> Int? {
    let source = place * depth.stride + element * depth.dilation - depth.paddingBefore
    return (0..<length).contains(source) ? channel * length + source : nil
  }

  /// The planes that the kernel meets at some places of an image: places x channels * kernel x height
  /// x width.
  func planes(of images: Tensor, image: Int, places: Range<Int>) -> Tensor? {
    let (size, kernel) = (planes.input.positions, depth.kernel)
    let rows = places.count * channels * kernel
    return Shape([places.count, channels * kernel, planes.input.height, planes.input.width]).map {
      let values = unsafe [Float](rows: rows, of: size) { target, range in
        unsafe images.values.withUnsafeBufferPointer { source in
          guard let base = source.baseAddress else { return }
          for row in range {
            let to = unsafe target + (row - range.lowerBound) * size
            let plane = plane(
              channel: image * channels + row / kernel % channels, element: row % kernel,
              place: places.lowerBound + row / kernel / channels)
            if let plane {
              unsafe to.update(from: base + plane * size, count: size)
            } else {
              unsafe to.update(repeating: 0, count: size)
            }
          }
        }
      }
      return Tensor(shape: $0, values: values)
    }
  }

  /// Adds such planes up where they were taken from, place after place; an image is channels x length
  /// x height x width.
  func addUp(_ planes: Tensor, places: Range<Int>, to image: inout [Float]) {
    let (size, kernel) = (self.planes.input.positions, depth.kernel)
    image.changeRowsInParallel(of: length * size) { maps, channel in
      for (index, place) in places.enumerated() {
        for element in 0..<kernel {
          guard let plane = plane(channel: 0, element: element, place: place) else { continue }
          let start = ((index * channels + channel) * kernel + element) * size
          maps.add(planes.values.span.extracting(start..<start + size), from: plane * size)
        }
      }
    }
  }

  /// The receptive field matrices: images x columns of the unfolded matrix x places.
  func receptiveFields(_ input: Tensor) throws(OperatorFault) -> Tensor {
    let rows = planes.fieldRows * planes.groups
    guard let shape = shape(images: input.shape[0], channels: rows),
      shape.count <= Node.greatestCount
    else { throw OperatorFault("its receptive fields are too large") }
    var values = [Float](repeating: 0, count: shape.count)
    let positions = planes.output.positions
    for image in 0..<input.shape[0] {
      for place in 0..<places {
        guard let met = planes(of: input, image: image, places: place..<place + 1) else { continue }
        let fields = try planes.receptiveFields(met).values
        for row in 0..<rows {
          let start = ((image * rows + row) * places + place) * positions
          values.replaceSubrange(
            start..<start + positions, with: fields[row * positions..<(row + 1) * positions])
        }
      }
    }
    return Tensor(shape: shape, values: values)
  }
}
