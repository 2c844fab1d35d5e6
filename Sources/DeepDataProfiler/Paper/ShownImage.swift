/// An image as it is shown: from 0, black, to 1, white.
package struct ShownImage: Equatable, Sendable {
  /// 1, or 3 for red, green and blue.
  package let channels: Int
  package let height, width: Int
  /// channels x height x width.
  package let values: [Float]

  private init(channels: Int, height: Int, width: Int, values: [Float]) {
    self.channels = channels
    self.height = height
    self.width = width
    self.values = values
  }

  /// An image of values from 0 to 1; nil for what is no picture.
  /// - Parameters:
  ///   - values: channels x height x width, or features, which are a picture where they fill a square, of
  ///     three channels perhaps.
  ///   - extents: how many there are of each.
  package init?(_ values: [Float], extents: [Int]) {
    guard let (channels, height, width) = Self.shape(of: extents), height * width > 1,
      values.count == channels * height * width
    else { return nil }
    self.init(channels: channels, height: height, width: width, values: values)
  }

  /// The channels, rows and columns of images of some extents; nil for what are no pictures.
  package static func shape(of extents: [Int]) -> (channels: Int, height: Int, width: Int)? {
    if extents.count == 3, extents[0] == 1 || extents[0] == 3 {
      return (extents[0], extents[1], extents[2])
    }
    guard extents.count == 1 else { return nil }
    for channels in [1, 3] where extents[0].isMultiple(of: channels) {
      let side = Int(Double(extents[0] / channels).squareRoot().rounded())
      if side * side * channels == extents[0] { return (channels, side, side) }
    }
    return nil
  }

  /// An optimised image; nil for what is no picture.
  package init?(_ image: OptimizedImage) {
    guard image.channels == 1 || image.channels == 3 else { return nil }
    self.init(
      channels: image.channels, height: image.height, width: image.width, values: image.values)
  }

  /// A byte for each channel of each pixel, row by row.
  package var pixels: [UInt8] {
    let size = height * width
    return (0..<size).flatMap { place in
      (0..<channels).map { channel in
        let value = values[channel * size + place]
        return UInt8((value.isFinite ? min(max(value, 0), 1) * 255 : 0).rounded())
      }
    }
  }

  /// How bright black is where an image is not dark, so that it differs from what is.
  private static let lift: Float = 0.2

  /// The image times what a map says at each place, bilinearly between the middles of the map's cells;
  /// black where that is 0 or less.
  func darkened(by map: [Float], height rows: Int, width columns: Int) -> ShownImage {
    let strengths = map.map { $0.isNaN ? 0 : $0 }[...]
      .resampled(height: rows, width: columns, to: height, width)
    let size = height * width
    guard strengths.count == size else { return self }
    let darkened = values.enumerated().map { place, value in
      max(0, strengths[place % size]) * (Self.lift + (1 - Self.lift) * value)
    }
    return ShownImage(channels: channels, height: height, width: width, values: darkened)
  }

  /// The same with each pixel so many times as wide and as high.
  package func enlarged(by zoom: Int) -> ShownImage {
    guard zoom > 1 else { return self }
    let (height, width) = (self.height * zoom, self.width * zoom)
    let values = (0..<channels * height).flatMap { row in
      (0..<width).map { self.values[row / zoom * self.width + $0 / zoom] }
    }
    return ShownImage(channels: channels, height: height, width: width, values: values)
  }

  /// The rows and columns of one of the cells that it is divided into.
  package func pixels(
    ofRow row: Int, _ column: Int, of grid: (rows: Int, columns: Int)
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    (
      Self.pixels(of: row, among: grid.rows, height),
      Self.pixels(of: column, among: grid.columns, width)
    )
  }

  /// The same in colours, with a frame around one of the cells that it is divided into: yellow on what is
  /// dark, red on what is bright.
  /// - Parameters:
  ///   - row: the cell's row.
  ///   - column: the cell's column.
  ///   - grid: how many rows and columns of cells there are.
  ///   - thickness: the pixels that a line takes.
  /// - Returns: three channels.
  package func framed(
    row: Int, column: Int, of grid: (rows: Int, columns: Int), thickness: Int = 1
  ) -> ShownImage {
    let (ys, xs) = pixels(ofRow: row, column, of: grid)
    let places = places(around: ys, xs, thickness: thickness)
    let planes = inColors.values
    let sum = (0..<3).reduce(Float(0)) { sum, channel in
      places.reduce(sum) { $0 + planes[channel * height * width + $1] }
    }
    let isDark = sum < 1.5 * Float(places.count)
    return framed(ys, xs, thickness: thickness, isDark ? [1, 0.9, 0] : [0.8, 0, 0])
  }

  /// The same in colours, with a frame around some rows and columns, as far as it lies in the image.
  /// - Parameters:
  ///   - rows: the rows within the frame.
  ///   - columns: the columns within the frame.
  ///   - thickness: the pixels that a line takes.
  ///   - color: its red, green and blue.
  /// - Returns: three channels.
  package func framed(
    _ rows: Range<Int>, _ columns: Range<Int>, thickness: Int, _ color: [Float]
  ) -> ShownImage {
    var planes = inColors.values
    let places = places(around: rows, columns, thickness: thickness)
    for (channel, value) in color.enumerated() {
      for place in places { planes[channel * height * width + place] = value }
    }
    return ShownImage(channels: 3, height: height, width: width, values: planes)
  }

  /// The pixels of a frame, as far as it lies in the image.
  private func places(around ys: Range<Int>, _ xs: Range<Int>, thickness: Int) -> [Int] {
    func reach(_ range: Range<Int>, _ extent: Int) -> [Int] {
      (range.lowerBound - thickness..<range.upperBound + thickness).filter {
        (0..<extent).contains($0)
      }
    }
    let columns = reach(xs, width)
    return reach(ys, height).flatMap { y in
      columns.filter { !ys.contains(y) || !xs.contains($0) }.map { y * width + $0 }
    }
  }

  /// The same of three channels.
  private var inColors: ShownImage {
    channels == 3
      ? self
      : ShownImage(channels: 3, height: height, width: width, values: values + values + values)
  }

  /// A part of it.
  /// - Precondition: it has these rows and columns.
  package func part(_ rows: Range<Int>, _ columns: Range<Int>) -> ShownImage {
    ShownImage(
      channels: channels, height: rows.count, width: columns.count,
      values: (0..<channels).flatMap { channel in
        rows.flatMap { row in
          let start = (channel * height + row) * width
          return values[start + columns.lowerBound..<start + columns.upperBound]
        }
      })
  }

  /// The same in grey, dark where a map of its size is small, and tinted by the map's sign.
  /// - Parameters:
  ///   - map: a value for each pixel; where it is not a number the image is dark.
  ///   - scale: the magnitude at which the tint is strongest.
  ///   - tints: the red, green and blue of negative and of positive values.
  /// - Returns: three channels.
  package func tinted(
    by map: [Float], scale: Float, _ tints: (negative: [Float], positive: [Float])
  ) -> ShownImage {
    let size = height * width
    var planes = inColors.values
    for place in 0..<min(size, map.count) {
      let value = scale > 0 && map[place].isFinite ? map[place] / scale : 0
      let strength = min(abs(value), 1)
      let grey = (planes[place] + planes[size + place] + planes[2 * size + place]) / 3
      let dimmed = grey * (0.35 + 0.65 * strength)
      let tint = value < 0 ? tints.negative : tints.positive
      for channel in 0..<3 {
        planes[channel * size + place] = dimmed + (tint[channel] - dimmed) * 0.65 * strength
      }
    }
    return ShownImage(channels: 3, height: height, width: width, values: planes)
  }

  /// The pixels of a cell along one axis, at least one.
  private static func pixels(of cell: Int, among cells: Int, _ pixels: Int) -> Range<Int> {
    let cells = max(1, cells)
    let start = min(cell * pixels / cells, max(0, pixels - 1))
    return start..<min(pixels, max(start + 1, ((cell + 1) * pixels + cells - 1) / cells))
  }

  /// Some images side by side on grey, with a gap between two: three channels.
  package static func row(of images: [ShownImage], gap: Int) -> ShownImage {
    let height = images.map(\.height).max() ?? 0
    let width = images.reduce(0) { $0 + $1.width } + gap * max(0, images.count - 1)
    var values = [Float](repeating: 0.5, count: 3 * height * width)
    var left = 0
    for image in images {
      for channel in 0..<3 {
        for y in 0..<image.height {
          let start = ((channel % image.channels) * image.height + y) * image.width
          let target = (channel * height + y) * width + left
          values.replaceSubrange(
            target..<target + image.width, with: image.values[start..<start + image.width])
        }
      }
      left += image.width + gap
    }
    return ShownImage(channels: 3, height: height, width: width, values: values)
  }
}
