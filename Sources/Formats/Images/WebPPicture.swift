import CWebP
import LinearAlgebra

/// WebP (RFC 9649), lossy and lossless, decoded by libwebp.
enum WebPPicture {
  static let format = PictureFormat(
    name: "WebP", endings: [".webp"],
    magic: Array("RIFF".utf8) + [nil, nil, nil, nil] + Array("WEBP".utf8), decode: decode)

  /// Decodes a file into RGB, as Pillow does: without transparency or profile.
  ///
  /// Throws when it is damaged, cut short, animated or too large.
  static func decode(_ bytes: Span<UInt8>) throws(PictureFault) -> Picture {
    var features = WebPBitstreamFeatures()
    let status = unsafe bytes.withUnsafeBufferPointer {
      unsafe WebPGetFeatures($0.baseAddress, $0.count, &features)
    }
    switch status {
    case VP8_STATUS_OK: break
    case VP8_STATUS_NOT_ENOUGH_DATA: throw PictureFault("the file is cut short")
    default: throw PictureFault("its header is damaged")
    }
    guard features.has_animation == 0 else { throw PictureFault("an animated WebP") }
    let (width, height) = (Int(features.width), Int(features.height))
    try Picture.check(width: width, height: height)
    guard isCheap(width: width, height: height, bytes.count) else {
      throw PictureFault("the file is too short for \(width)x\(height) pixels")
    }
    let rowSize = 3 * width
    var pixels = [UInt8](repeating: 0, count: rowSize * height)
    let isDecoded = unsafe bytes.withUnsafeBufferPointer { input in
      unsafe pixels.withUnsafeMutableBufferPointer { output in
        unsafe WebPDecodeRGBInto(
          input.baseAddress, input.count, output.baseAddress, output.count, Int32(rowSize)) != nil
      }
    }
    guard isDecoded else { throw PictureFault("its compressed bytes are damaged or cut short") }
    return Picture(width: width, height: height, channels: 3, pixels: pixels)
  }

  /// Whether it asks for no more work than a file of so many bytes may.
  ///
  /// A flat picture of any size takes some tens of bytes; one made to keep the decoder busy is larger
  /// than any of a data set.
  private static func isCheap(width: Int, height: Int, _ count: Int) -> Bool {
    width * height <= 4096 * count + 1 << 22
  }
}
