/// A picture, from black to white or in colours.
package struct ImageTile: Equatable, Sendable {
  private let values: [Float]
  package let height, width: Int
  let channels: Int

  /// A picture of channels x height x width values from 0 to 1; nil of other than one or three channels.
  package init?(_ values: [Float], channels: Int, height: Int, width: Int) {
    guard channels == 1 || channels == 3, values.count == channels * height * width else {
      return nil
    }
    self.values = values
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// The brightness of a block of one channel, 0 to 1.
  func mean(_ channel: Int, _ rows: Range<Int>, _ columns: Range<Int>) -> Float {
    var sum: Float = 0
    for y in rows {
      let start = (channel * height + y) * width
      for value in values[start + columns.lowerBound..<start + columns.upperBound] {
        sum += value.isFinite ? value : 0
      }
    }
    return min(max(sum / Float(rows.count * columns.count), 0), 1)
  }

  /// Draws the image within some room, as large as it goes without enlarging it more than some
  /// times.
  /// - Returns: the cells taken.
  @discardableResult
  package func draw(
    on canvas: inout Canvas, row: Int, column: Int, room: Size, display: Display, zoom most: Int = 8
  ) -> Size {
    let placement = Placement(
      height: height, width: width, in: room, isInHalves: display.showsPixels, zoom: most)
    guard let placement else { return Size(columns: 0, rows: 0) }
    let (pool, zoom, size) = (placement.pool, placement.zoom, placement.size)
    defer {
      if display.colors > .none {
        canvas.lay(
          Canvas.Picture(.image(self), size: size, halfRows: placement.halfRows), row: row,
          column: column)
      }
    }
    func pixel(_ y: Int, _ x: Int) -> [Float]? {
      let (r, c) = (y / zoom, x / zoom)
      guard r < placement.rows, c < placement.columns else { return nil }
      let (ys, xs) = (
        r * pool..<min(height, (r + 1) * pool), c * pool..<min(width, (c + 1) * pool)
      )
      return (0..<channels).map { mean($0, ys, xs) }
    }
    if display.showsPixels {
      for y in 0..<size.rows {
        for x in 0..<size.columns {
          guard let upper = pixel(2 * y, x) else { continue }
          let lower = pixel(2 * y + 1, x).map(Self.paint) ?? .role(.background)
          canvas.put(
            Canvas.Cell("▀", Style(Self.paint(upper), on: lower)), row: row + y, column: column + x)
        }
      }
      return size
    }
    let shades: [Character] =
      display.isUnicode ? [" ", "░", "▒", "▓", "█"] : Array(" .:-=+*#%@")
    for y in 0..<size.rows {
      for x in 0..<size.columns / 2 {
        guard let pixel = pixel(y, x) else { continue }
        let brightness = pixel.reduce(0, +) / Float(pixel.count)
        let glyph = shades[Int(brightness * Float(shades.count)).clamped(to: 0..<shades.count)]
        canvas.put(Canvas.Cell(glyph), row: row + y, column: column + 2 * x)
        canvas.put(Canvas.Cell(glyph), row: row + y, column: column + 2 * x + 1)
      }
    }
    return size
  }

  /// The image alone, in its own size where there are so many columns.
  package func canvas(columns: Int, display: Display) -> Canvas {
    let room = Size(columns: columns, rows: height)
    var canvas = Canvas(size: room)
    let size = draw(on: &canvas, row: 0, column: 0, room: room, display: display, zoom: 1)
    var cropped = Canvas(size: size)
    draw(on: &cropped, row: 0, column: 0, room: size, display: display, zoom: 1)
    return cropped
  }

  private static func paint(_ pixel: [Float]) -> Paint {
    func byte(_ channel: Int) -> UInt8 { UInt8((pixel[channel] * 255).rounded()) }
    return pixel.count == 3
      ? .pixel(red: byte(0), green: byte(1), blue: byte(2))
      : .pixel(red: byte(0), green: byte(0), blue: byte(0))
  }
}
