import TerminalUI

/// Writes pictures in DEC's sixels: bands of six rows of pixels, a colour after the other, each
/// character one column of the band.
enum SixelEncoder {
  /// The sequence that draws a picture whose pixels are places in a palette; what is clear stays as it
  /// was.
  static func sequence(_ bitmap: Bitmap, palette: [UInt32]) -> [UInt8] {
    var bytes = Array("\u{1B}P0;1q\"1;1;\(bitmap.width);\(bitmap.height)".utf8)
    for (place, color) in palette.enumerated() {
      func share(_ shift: UInt32) -> UInt32 { ((color >> shift & 0xFF) * 100 + 127) / 255 }
      bytes += "#\(place);2;\(share(16));\(share(8));\(share(0))".utf8
    }
    for top in stride(from: 0, to: bitmap.height, by: 6) {
      if top > 0 { bytes.append(UInt8(ascii: "-")) }
      appendBand(bitmap, top, palette.count, to: &bytes)
    }
    return bytes + "\u{1B}\\".utf8
  }

  private static func appendBand(
    _ bitmap: Bitmap, _ top: Int, _ colors: Int, to bytes: inout [UInt8]
  ) {
    let width = bitmap.width
    var columns = [UInt8](repeating: 0, count: colors * width)
    var extents = [(first: Int, last: Int)?](repeating: nil, count: colors)
    for row in top..<min(top + 6, bitmap.height) {
      let bit = UInt8(1) << UInt8(row - top)
      for x in 0..<width {
        let pixel = bitmap.pixels[row * width + x]
        guard pixel != Bitmap.clear else { continue }
        let color = Int(pixel)
        columns[color * width + x] |= bit
        let extent = extents[color] ?? (x, x)
        extents[color] = (min(extent.first, x), max(extent.last, x))
      }
    }
    var isFirst = true
    for color in 0..<colors {
      guard let extent = extents[color] else { continue }
      if !isFirst { bytes.append(UInt8(ascii: "$")) }
      isFirst = false
      bytes += "#\(color)".utf8
      appendRun(of: 0, extent.first, to: &bytes)
      var x = extent.first
      while x <= extent.last {
        let bits = columns[color * width + x]
        var end = x + 1
        while end <= extent.last, columns[color * width + end] == bits { end += 1 }
        appendRun(of: bits, end - x, to: &bytes)
        x = end
      }
    }
  }

  /// A number of equal columns.
  private static func appendRun(of bits: UInt8, _ count: Int, to bytes: inout [UInt8]) {
    if count > 3 {
      bytes += "!\(count)".utf8
      bytes.append(bits + 63)
    } else {
      bytes += repeatElement(bits + 63, count: count)
    }
  }
}
