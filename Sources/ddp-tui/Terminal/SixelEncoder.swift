import TerminalUI

/// Writes pictures in DEC's sixels: bands of six rows of pixels, a colour after the other, each
/// character one column of the band.
enum SixelEncoder {
  /// The sequence that draws a part of a picture; what is clear stays as it was.
  /// - Parameters:
  ///   - bitmap: places in the palette.
  ///   - rows: the rows of the part.
  ///   - columns: its columns.
  ///   - palette: colours as 0xRRGGBB.
  /// - Returns: bytes for the terminal, with the cursor where the upper left corner is to be.
  static func sequence(
    _ bitmap: Bitmap, rows: Range<Int>, columns: Range<Int>, palette: [UInt32]
  ) -> [UInt8] {
    var bytes = Array("\u{1B}P0;1q\"1;1;\(columns.count);\(rows.count)".utf8)
    for (place, color) in palette.enumerated() {
      func share(_ shift: UInt32) -> UInt32 { ((color >> shift & 0xFF) * 100 + 127) / 255 }
      bytes += "#\(place);2;\(share(16));\(share(8));\(share(0))".utf8
    }
    for top in stride(from: rows.lowerBound, to: rows.upperBound, by: 6) {
      if top > rows.lowerBound { bytes.append(UInt8(ascii: "-")) }
      let runs = runs(bitmap, rows: top..<min(top + 6, rows.upperBound), columns: columns)
      for (place, (color, runs)) in runs.sorted(by: { $0.key < $1.key }).enumerated() {
        if place > 0 { bytes.append(UInt8(ascii: "$")) }
        bytes += "#\(color)".utf8
        var end = columns.lowerBound
        for run in runs {
          append(0, times: run.columns.lowerBound - end, to: &bytes)
          append(run.bits, times: run.columns.count, to: &bytes)
          end = run.columns.upperBound
        }
      }
    }
    return bytes + "\u{1B}\\".utf8
  }

  /// Columns of a band in which one colour has the same pixels.
  private struct Run {
    let columns: Range<Int>
    let bits: UInt8
  }

  /// The runs of each colour in a band.
  ///
  /// Enlarged pictures have few columns that differ from the one before.
  private static func runs(
    _ bitmap: Bitmap, rows: Range<Int>, columns: Range<Int>
  ) -> [UInt32: [Run]] {
    var runs: [UInt32: [Run]] = [:]
    var start = columns.lowerBound
    var column = pixels(bitmap, rows, start)
    for x in columns.dropFirst() {
      let next = pixels(bitmap, rows, x)
      guard next != column else { continue }
      note(column, start..<x, in: &runs)
      (start, column) = (x, next)
    }
    note(column, start..<columns.upperBound, in: &runs)
    return runs
  }

  /// The pixels of a column of a band.
  private static func pixels(_ bitmap: Bitmap, _ rows: Range<Int>, _ x: Int) -> SIMD8<UInt32> {
    var column = SIMD8(repeating: Bitmap.clear)
    for row in rows { column[row - rows.lowerBound] = bitmap.pixels[row * bitmap.width + x] }
    return column
  }

  private static func note(
    _ column: SIMD8<UInt32>, _ columns: Range<Int>, in runs: inout [UInt32: [Run]]
  ) {
    var bits: [UInt32: UInt8] = [:]
    for place in 0..<6 where column[place] != Bitmap.clear {
      bits[column[place], default: 0] |= 1 << UInt8(place)
    }
    for (color, bits) in bits {
      let last = runs[color]?.last
      if let last, last.columns.upperBound == columns.lowerBound, last.bits == bits {
        runs[color]?.removeLast()
        runs[color]?.append(
          Run(columns: last.columns.lowerBound..<columns.upperBound, bits: bits))
      } else {
        runs[color, default: []].append(Run(columns: columns, bits: bits))
      }
    }
  }

  /// Adds a number of equal columns.
  private static func append(_ bits: UInt8, times count: Int, to bytes: inout [UInt8]) {
    if count > 3 {
      bytes += "!\(count)".utf8
      bytes.append(bits + 63)
    } else {
      bytes += repeatElement(bits + 63, count: count)
    }
  }
}
