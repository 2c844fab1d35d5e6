/// Rows of pixels, each a number: a colour as 0xRRGGBB, or a place in a palette.
package struct Bitmap: Equatable, Sendable {
  package let width, height: Int
  /// The numbers, row by row, `hatched` added to those that are drawn as stripes.
  package var pixels: [UInt32]

  /// Marks a pixel that is told by its stripes, and not by its colour alone.
  package static let hatched: UInt32 = 1 << 31
  /// A pixel through which what is behind is seen.
  package static let clear = UInt32.max

  package init(width: Int, height: Int, pixels: [UInt32]) {
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// One that is clear.
  package init(width: Int, height: Int) {
    self.init(
      width: width, height: height, pixels: Array(repeating: Self.clear, count: width * height))
  }

  /// Takes over a part of another, its upper left pixel to a place.
  package mutating func copy(
    _ other: Bitmap, rows: Range<Int>, columns: Range<Int>, toRow row: Int, column: Int
  ) {
    for y in rows {
      let (source, target) = (y * other.width, (row + y - rows.lowerBound) * width + column)
      pixels.replaceSubrange(
        target..<target + columns.count,
        with: other.pixels[source + columns.lowerBound..<source + columns.upperBound])
    }
  }

  /// The same with clear rows below.
  package func padded(height: Int) -> Bitmap {
    let clear = repeatElement(Self.clear, count: max(0, height - self.height) * width)
    return Bitmap(width: width, height: max(height, self.height), pixels: pixels + clear)
  }

  /// The same as squares, so many across and down, at least as many as it has itself.
  package func enlarged(width: Int, height: Int) -> Bitmap {
    guard self.width > 0, self.height > 0 else {
      return Bitmap(width: 0, height: 0, pixels: [])
    }
    var result: [UInt32] = []
    result.reserveCapacity(width * height)
    let columns = (0..<width).map { $0 * self.width / width }
    for y in 0..<height {
      let start = y * self.height / height * self.width
      for (x, column) in columns.enumerated() {
        let pixel = pixels[start + column]
        let isGap = pixel & Self.hatched != 0 && (x + y) % 4 > 1
        result.append(isGap ? Self.clear : pixel & ~Self.hatched)
      }
    }
    return Bitmap(width: width, height: height, pixels: result)
  }
}

extension Theme {
  /// A paint as a pixel; for the terminal's own colour, another.
  func pixel(_ paint: Paint, else other: UInt32 = 0x808080) -> UInt32 {
    guard case .rgb(let red, let green, let blue) = color(paint).lab?.color else { return other }
    return UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
  }
}

extension Theme {
  /// A step of the diverging scale as a pixel; in a theme of sixteen colours, which has one for each sign, the
  /// less of it the nearer to zero.
  fileprivate func heatPixel(_ step: Int) -> UInt32 {
    let ink = pixel(.heat(Int8(step)))
    guard display.colors <= .sixteen else { return ink }
    let ground = opaque(color(.role(.background)), .background)
    let (most, part) = (UInt32(Paint.heatSteps), UInt32(abs(step)))
    return [16, 8, 0].reduce(0) { pixel, shift in
      let (own, other) = (ink >> shift & 0xFF, ground >> shift & 0xFF)
      return pixel | ((own * part + other * (most - part)) / most) << shift
    }
  }
}

extension ImageTile {
  /// Its pixels; where there are more than so many, the mean of those that fall together.
  func bitmap(width most: Int, height mostRows: Int) -> Bitmap {
    let (columns, rows) = (min(width, most), min(height, mostRows))
    var pixels: [UInt32] = []
    pixels.reserveCapacity(max(0, rows * columns))
    for y in 0..<max(0, rows) {
      let ys = y * height / rows..<(y + 1) * height / rows
      for x in 0..<max(0, columns) {
        let xs = x * width / columns..<(x + 1) * width / columns
        let bytes = (0..<3).map { channel in
          channel < channels ? UInt32((mean(channel, ys, xs) * 255).rounded()) : 0
        }
        pixels.append(
          channels == 1 ? bytes[0] * 0x10101 : bytes[0] << 16 | bytes[1] << 8 | bytes[2])
      }
    }
    return Bitmap(width: max(0, columns), height: max(0, rows), pixels: pixels)
  }
}

extension Heatmap {
  /// Its values as pixels; where there are more than so many, the largest in magnitude of those that
  /// fall together.
  func bitmap(width most: Int, height mostRows: Int, marked: Block?, theme: Theme) -> Bitmap {
    let (columns, rows) = (max(0, min(width, most)), max(0, min(height, mostRows)))
    let last = Int(Paint.heatSteps)
    let scale = (-last...last).map { theme.heatPixel($0) }
    let (nan, cursor) = (theme.pixel(.role(.heatNaN)), theme.pixel(.role(.heatCursor)))
    var pixels: [UInt32] = []
    pixels.reserveCapacity(rows * columns)
    for y in 0..<rows {
      let ys = y * height / rows..<(y + 1) * height / rows
      for x in 0..<columns {
        let xs = x * width / columns..<(x + 1) * width / columns
        if let marked, marked.rows.overlaps(ys), marked.columns.overlaps(xs) {
          pixels.append(cursor)
          continue
        }
        let value = strongest(ys, xs)
        pixels.append(value.isNaN ? nan | Bitmap.hatched : scale[Int(step(value)) + last])
      }
    }
    return Bitmap(width: columns, height: rows, pixels: pixels)
  }
}
