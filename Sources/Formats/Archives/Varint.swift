/// Whole numbers of seven bits a byte, the lowest first, as protocol buffers pack them.
enum Varint {
  private static let greatestCount = 10

  /// How many numbers the bytes are; nil when one is too long or has no end.
  static func count(_ bytes: Span<UInt8>) -> Int? {
    var count = 0
    var length = 0
    for index in 0..<bytes.count {
      length += 1
      guard length <= greatestCount else { return nil }
      if bytes[index] & 0x80 == 0 {
        count += 1
        length = 0
      }
    }
    return length == 0 ? count : nil
  }

  /// The lowest bytes of each number, the lowest first.
  static func bytes(_ encoded: Span<UInt8>, width: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(encoded.count)
    var value: UInt64 = 0
    var shift: UInt64 = 0
    for index in 0..<encoded.count {
      value |= UInt64(encoded[index] & 0x7F) << shift
      shift += 7
      if encoded[index] & 0x80 == 0 {
        append(value, to: &bytes, width: width)
        (value, shift) = (0, 0)
      }
    }
    return bytes
  }

  /// Adds the lowest bytes of a number, the lowest first.
  static func append(_ value: UInt64, to bytes: inout [UInt8], width: Int) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }
}
