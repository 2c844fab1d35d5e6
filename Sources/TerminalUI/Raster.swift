/// Pixels that are painted over each other: red, green and blue, a byte each.
struct Raster {
  let width, height: Int
  private(set) var bytes: [UInt8]

  /// One of a single colour, 0xRRGGBB.
  init(width: Int, height: Int, ground: UInt32) {
    self.width = width
    self.height = height
    bytes = Array(repeating: UInt8(truncatingIfNeeded: ground), count: 3 * width * height)
    fill(columns: 0..<width, rows: 0..<height, ground, coverage: 255)
  }

  /// Paints a rectangle, as far as it lies within, with so much of the colour, of 255.
  mutating func fill(columns: Range<Int>, rows: Range<Int>, _ ink: UInt32, coverage: UInt8) {
    let (columns, rows) = (columns.clamped(to: 0..<width), rows.clamped(to: 0..<height))
    let width = width
    var bytes = bytes.mutableSpan
    for row in rows {
      for column in columns { Self.blend(&bytes, row * width + column, ink, coverage) }
    }
  }

  /// Paints through a mask, as far as it lies within some columns and rows.
  mutating func paint(
    _ mask: GlyphMask, row: Int, column: Int, within columns: Range<Int>, _ rows: Range<Int>,
    _ ink: UInt32, opacity: Double
  ) {
    let (columns, rows) = (columns.clamped(to: 0..<width), rows.clamped(to: 0..<height))
    let width = width
    var bytes = bytes.mutableSpan
    for y in 0..<mask.height where rows.contains(row + y) {
      for x in 0..<mask.width where columns.contains(column + x) {
        let coverage = UInt8((Double(mask.coverage[y * mask.width + x]) * opacity).rounded())
        Self.blend(&bytes, (row + y) * width + column + x, ink, coverage)
      }
    }
  }

  /// Takes over a run of pixels of a row of a bitmap; what is clear leaves what is there.
  mutating func copy(
    _ bitmap: Bitmap, row source: Int, columns: Range<Int>, toRow row: Int, column: Int
  ) {
    guard (0..<height).contains(row) else { return }
    let width = width
    var bytes = bytes.mutableSpan
    for x in columns where (0..<width).contains(column + x - columns.lowerBound) {
      let pixel = bitmap.pixels[source * bitmap.width + x]
      guard pixel != Bitmap.clear else { continue }
      Self.blend(&bytes, row * width + column + x - columns.lowerBound, pixel, 255)
    }
  }

  private static func blend(
    _ bytes: inout MutableSpan<UInt8>, _ pixel: Int, _ ink: UInt32, _ coverage: UInt8
  ) {
    let (cover, rest) = (UInt32(coverage), 255 - UInt32(coverage))
    for channel in 0..<3 {
      let color = ink >> UInt32(16 - 8 * channel) & 0xFF
      let below = UInt32(bytes[3 * pixel + channel])
      bytes[3 * pixel + channel] = UInt8((color * cover + below * rest + 127) / 255)
    }
  }
}

/// How much of each pixel a character covers, of 255.
struct GlyphMask {
  let width, height: Int
  /// From the pen and the line on which letters stand to the upper left pixel.
  let left, top: Int
  /// How far the pen goes on.
  let advance: Double
  let coverage: [UInt8]
}
