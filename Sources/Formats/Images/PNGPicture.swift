import CPNG

/// PNG (ISO/IEC 15948), decoded by libpng.
enum PNGPicture {
  static let format = PictureFormat(
    name: "PNG", endings: [".png"], magic: [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10],
    decode: decode)

  /// The size and the kind of pixel, as the header has them.
  private struct Header {
    let width: Int
    let height: Int
    let depth: Int
    let color: Int

    init?(_ bytes: Span<UInt8>) {
      guard bytes.count >= 33 else { return nil }
      func number(at start: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(bytes[start + $1]) } }
      (width, height) = (number(at: 16), number(at: 20))
      (depth, color) = (Int(bytes[24]), Int(bytes[25]))
    }

    /// How many bits a pixel takes in the file; 0 when there is no such kind of pixel.
    var bits: Int {
      let samples = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][color] ?? 0
      return [1, 2, 4, 8, 16].contains(depth) ? samples * depth : 0
    }
    var isGray: Bool { color == 0 || color == 4 }
    /// Whether pixels are gray numbers of two bytes.
    var isWide: Bool { color == 0 && depth == 16 }
  }

  /// Decodes a file into gray or RGB, as Pillow does: without gamma, profile or transparency.
  ///
  /// Throws when it is damaged or too large.
  static func decode(_ bytes: Span<UInt8>) throws(PictureFault) -> Picture {
    if let header = Header(bytes) {
      try Picture.check(width: header.width, height: header.height)
    }
    return try decodeLarge(bytes)
  }

  /// The same, however many pixels there are.
  static func decodeLarge(_ bytes: Span<UInt8>) throws(PictureFault) -> Picture {
    guard let header = Header(bytes) else { throw PictureFault("the file is cut short") }
    let sides = 1...1 << 20
    guard sides.contains(header.width), sides.contains(header.height) else {
      throw PictureFault("\(header.width)x\(header.height) pixels are none, or too many")
    }
    guard header.bits > 0 else { throw PictureFault("its header names no kind of pixel") }
    let stored = header.width * header.height * header.bits / 8
    guard stored / Inflate.greatestRatio <= bytes.count else {
      throw PictureFault("the file is too short for \(header.width)x\(header.height) pixels")
    }
    let channels = header.isGray ? 1 : 3
    let rowSize = header.width * (header.isWide ? 2 : channels)
    var pixels = [UInt8](repeating: 0, count: rowSize * header.height)
    if let fault = decode(bytes, into: &pixels, rowSize: rowSize) { throw PictureFault(fault) }
    return Picture(
      width: header.width, height: header.height, channels: channels,
      pixels: header.isWide ? narrowed(pixels) : pixels)
  }

  /// Has libpng fill the rows; gives its complaint, if it has one.
  private static func decode(
    _ bytes: Span<UInt8>, into pixels: inout [UInt8], rowSize: Int
  ) -> String? {
    var source = unsafe png_source()
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe source.bytes = bytes.baseAddress
      unsafe source.count = bytes.count
      let rows = pixels.count / rowSize
      let isDone = unsafe pixels.withUnsafeMutableBufferPointer {
        unsafe png_decode(&source, $0.baseAddress, rowSize, rows) != 0
      }
      guard !isDone else { return nil }
      return unsafe withUnsafeBytes(of: &source.message) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
  }

  /// Gray of 16 bits as Pillow makes bytes of it: it does not scale, but cuts off above 255.
  private static func narrowed(_ wide: [UInt8]) -> [UInt8] {
    (0..<wide.count / 2).map { wide[2 * $0] == 0 ? wide[2 * $0 + 1] : 255 }
  }
}
