import CTurboJPEG
import LinearAlgebra

/// JPEG (ITU-T T.81), baseline and progressive, decoded by libjpeg-turbo.
enum JPEGPicture {
  static let format = PictureFormat(
    name: "JPEG", endings: [".jpg", ".jpeg"], magic: [0xFF, 0xD8, 0xFF], decode: decode)

  /// Decodes a file into gray or RGB, as Pillow does.
  ///
  /// Throws when it is damaged beyond what its decoder mends, cut short, or too large.
  static func decode(_ bytes: Span<UInt8>) throws(PictureFault) -> Picture {
    let outline = Outline(bytes)
    try Picture.check(width: outline.width, height: outline.height)
    guard outline.isWhole else { throw PictureFault("the file is cut short") }
    guard outline.scans > 0 else { throw PictureFault("it has no pixels") }
    guard outline.isCheap(bytes.count) else {
      throw PictureFault("the file is too short for its \(outline.scans) scans")
    }
    let channels = outline.components
    guard [1, 3, 4].contains(channels) else {
      throw PictureFault("a JPEG of \(channels) channels")
    }
    var pixels = [UInt8](repeating: 0, count: outline.width * outline.height * channels)
    if let fault = decode(bytes, outline, into: &pixels) { throw PictureFault(fault) }
    return Picture(
      width: outline.width, height: outline.height, channels: min(channels, 3),
      pixels: channels == 4 ? uninked(pixels) : pixels)
  }

  /// Has libjpeg-turbo fill the rows; gives its complaint, if it has one that it could not mend.
  private static func decode(
    _ bytes: Span<UInt8>, _ outline: Outline, into pixels: inout [UInt8]
  ) -> String? {
    guard let decoder = unsafe tjInitDecompress() else { return "there is no memory to decode it" }
    defer { unsafe tjDestroy(decoder) }
    let formats = [1: TJPF_GRAY, 3: TJPF_RGB, 4: TJPF_CMYK]
    let format = formats[outline.components] ?? TJPF_RGB
    let status = unsafe bytes.withUnsafeBufferPointer { input in
      unsafe pixels.withUnsafeMutableBufferPointer { output in
        unsafe tjDecompress2(
          decoder, input.baseAddress, UInt(input.count), output.baseAddress,
          Int32(outline.width), Int32(outline.width * outline.components), Int32(outline.height),
          Int32(format.rawValue), TJFLAG_LIMITSCANS)
      }
    }
    guard status != 0, unsafe tjGetErrorCode(decoder) != Int32(TJERR_WARNING.rawValue) else {
      return nil
    }
    return unsafe String(cString: tjGetErrorStr2(decoder))
  }

  /// RGB of four inks, which are stored inverted as Adobe does, by Pillow's arithmetic.
  private static func uninked(_ inks: [UInt8]) -> [UInt8] {
    let source = inks.span
    return [UInt8](capacity: source.count / 4 * 3) { output in
      for pixel in 0..<source.count / 4 {
        let light = Int32(source[4 * pixel + 3])
        for ink in 0..<3 {
          let product = (255 - Int32(source[4 * pixel + ink])) * light + 128
          let shade = (product + product >> 8) >> 8
          output.append(UInt8(clamping: light - shade))
        }
      }
    }
  }

  /// What the markers of a file tell, without decoding it.
  ///
  /// libjpeg-turbo makes the rest of a file that is cut short gray; here that is a fault.
  private struct Outline {
    private(set) var width = 0
    private(set) var height = 0
    private(set) var components = 0
    private(set) var scans = 0
    /// Whether the marker of the end is there.
    private(set) var isWhole = false

    /// Walks from marker to marker; bytes between segments are entropy-coded or stray.
    init(_ bytes: Span<UInt8>) {
      var position = 2
      while position + 1 < bytes.count {
        let code = bytes[position + 1]
        guard bytes[position] == 0xFF, code != 0xFF else {
          position += 1
          continue
        }
        position += 2
        switch code {
        case 0xD9:
          isWhole = true
          return
        case 0, 1, 0xD0...0xD8: continue
        default: break
        }
        guard position + 8 < bytes.count else { return }
        let size = Int(bytes[position]) << 8 | Int(bytes[position + 1])
        if code == 0xDA { scans += 1 }
        if (0xC0...0xCF).contains(code), ![0xC4, 0xC8, 0xCC].contains(code), components == 0 {
          height = Int(bytes[position + 3]) << 8 | Int(bytes[position + 4])
          width = Int(bytes[position + 5]) << 8 | Int(bytes[position + 6])
          components = Int(bytes[position + 7])
        }
        position += max(2, size)
      }
    }

    /// Whether its scans ask for no more work than a file of so many bytes may.
    ///
    /// Even a flat picture takes a byte for some hundred pixels of each of its ten scans; a file
    /// made to keep the decoder busy names scans without data.
    func isCheap(_ count: Int) -> Bool { scans * width * height <= 4096 * count + 1 << 20 }
  }
}
