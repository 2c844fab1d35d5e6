/// Writes an array in NumPy's format (NEP 1, version 1.0).
enum NPY {
  /// The bytes of a file that holds an array of Double, row-major.
  static func file(_ values: [Double], shape: [Int]) -> [UInt8] {
    header(type: "<f8", shape: shape)
      + values.flatMap { littleEndian($0.bitPattern, bytes: 8) }
  }

  /// The bytes of a file that holds an array of Float, row-major.
  static func file(_ values: [Float], shape: [Int]) -> [UInt8] {
    header(type: "<f4", shape: shape)
      + values.flatMap { littleEndian(UInt64($0.bitPattern), bytes: 4) }
  }

  private static func littleEndian(_ bits: UInt64, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
  }

  /// Magic, version, length and a Python dictionary padded to a multiple of 64 bytes.
  private static func header(type: String, shape: [Int]) -> [UInt8] {
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
    let blanks = 64 - (10 + text.utf8.count + 1) % 64
    let line = Array((text + String(repeating: " ", count: blanks) + "\n").utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0]
      + littleEndian(UInt64(line.count), bytes: 2) + line
  }
}
