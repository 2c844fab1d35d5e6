import Foundation

/// A `.npy` file, version 1.0 (NEP 1): as little of it as these tests need.
struct NumpyFile {
  let header: String
  let elements: Data

  init?(_ data: Data) {
    guard data.count >= 10, data.prefix(8) == Data([0x93] + Array("NUMPY".utf8) + [1, 0]) else {
      return nil
    }
    let bytes = Array(data)
    let length = Int(bytes[8]) + 256 * Int(bytes[9])
    guard bytes.count >= 10 + length, (10 + length) % 64 == 0 else { return nil }
    header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
    elements = Data(bytes[(10 + length)...])
  }

  /// The elements as little-endian bit patterns.
  func patterns<Bits: FixedWidthInteger>(_ type: Bits.Type) -> [Bits] {
    let size = Bits.bitWidth / 8
    let bytes = Array(elements)
    return stride(from: 0, to: bytes.count - size + 1, by: size).map { start in
      bytes[start..<start + size].reversed().reduce(0) { $0 << 8 | Bits($1) }
    }
  }

  /// The bytes of a file that holds an array of Float.
  static func bytes(shape: [Int], _ values: [Float]) -> [UInt8] {
    let extents = shape.map { "\($0), " }.joined()
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(extents)), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let count = UInt16(header.utf8.count)
    var bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)]
    bytes += header.utf8
    for value in values {
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
    }
    return bytes
  }
}
