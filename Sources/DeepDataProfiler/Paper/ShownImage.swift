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

  /// What a network takes: its least value is black, its largest white; nil for what is no picture.
  package init?(_ input: FeatureMaps) {
    guard input.count == 1 || input.count == 3, input.height * input.width > 1 else { return nil }
    let finite = input.values.filter(\.isFinite)
    guard let least = finite.min(), let most = finite.max() else { return nil }
    let span = most > least ? most - least : 1
    self.init(
      channels: input.count, height: input.height, width: input.width,
      values: input.values.map { $0.isFinite ? ($0 - least) / span : 0 })
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
      (0..<channels).map { UInt8((min(max(values[$0 * size + place], 0), 1) * 255).rounded()) }
    }
  }

  /// How bright black is where an image is not dark, so that it differs from what is.
  private static let lift: Float = 0.2

  /// The image times what a map says at each place, bilinearly between the middles of the map's cells;
  /// black where that is 0 or less.
  func darkened(by map: [Float], height rows: Int, width columns: Int) -> ShownImage {
    guard rows > 0, columns > 0 else { return self }
    let across = Self.neighbours(width, among: columns)
    let down = Self.neighbours(height, among: rows)
    let size = height * width
    var result = values
    for (y, (upper, lower, below)) in down.enumerated() {
      for (x, (left, right, beside)) in across.enumerated() {
        func mixed(_ row: Int) -> Float {
          let (a, b) = (map[row * columns + left], map[row * columns + right])
          return (a.isNaN ? 0 : a) * (1 - beside) + (b.isNaN ? 0 : b) * beside
        }
        let strength = max(0, mixed(upper) * (1 - below) + mixed(lower) * below)
        for place in stride(from: y * width + x, to: channels * size, by: size) {
          result[place] = strength * (Self.lift + (1 - Self.lift) * values[place])
        }
      }
    }
    return ShownImage(channels: channels, height: height, width: width, values: result)
  }

  /// For each pixel of a row, between which two cells its middle lies, and how near it is to the second.
  private static func neighbours(
    _ pixels: Int, among cells: Int
  ) -> [(first: Int, second: Int, share: Float)] {
    (0..<pixels).map { pixel in
      let middle = (Float(pixel) + 0.5) * Float(cells) / Float(pixels) - 0.5
      let place = min(max(middle, 0), Float(cells - 1))
      let first = Int(place)
      return (first, min(first + 1, cells - 1), place - Float(first))
    }
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
    let ys = Self.pixels(of: row, among: grid.rows, height)
    let xs = Self.pixels(of: column, among: grid.columns, width)
    let size = height * width
    var result = (0..<3).flatMap { channel in
      values[(channel % channels) * size..<(channel % channels + 1) * size]
    }
    func clamp(_ range: Range<Int>, by reach: Int, _ extent: Int) -> Range<Int> {
      max(0, range.lowerBound - reach)..<min(extent, range.upperBound + reach)
    }
    let (rows, columns) = (clamp(ys, by: thickness, height), clamp(xs, by: thickness, width))
    let places = rows.flatMap { y in
      columns.filter { !ys.contains(y) || !xs.contains($0) }.map { y * width + $0 }
    }
    let sum = places.reduce(0) { $0 + result[$1] + result[size + $1] + result[2 * size + $1] }
    let isDark = sum < 1.5 * Float(places.count)
    let color: [Float] = isDark ? [1, 0.9, 0] : [0.8, 0, 0]
    for (channel, value) in color.enumerated() {
      for place in places { result[channel * size + place] = value }
    }
    return ShownImage(channels: 3, height: height, width: width, values: result)
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
