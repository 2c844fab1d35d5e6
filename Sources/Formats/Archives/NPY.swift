/// Writes an array in NumPy's format (NEP 1, version 1.0).
package enum NPY {
  /// An element that NumPy knows.
  package protocol Element: BitwiseCopyable, Sendable {
    /// What NumPy calls it.
    static var type: String { get }
  }

  /// The bytes of a file that holds an array, row-major.
  package static func file<Value: Element>(_ values: [Value], shape: [Int]) -> [UInt8] {
    unsafe header(Value.type, shape) + values.withUnsafeBytes { unsafe Array($0) }
  }

  /// So many bytes of a number, the lowest first.
  static func littleEndian(_ number: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// Magic, version, length and a Python dictionary padded to a multiple of 64 bytes.
  static func header(_ type: String, _ shape: [Int]) -> [UInt8] {
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
    let blanks = 64 - (10 + text.utf8.count + 1) % 64
    let line = Array((text + String(repeating: " ", count: blanks) + "\n").utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + littleEndian(line.count, 2) + line
  }
}

extension Float: NPY.Element {
  package static var type: String { "<f4" }
}

extension Double: NPY.Element {
  package static var type: String { "<f8" }
}

extension Int: NPY.Element {
  package static var type: String { "<i8" }
}
