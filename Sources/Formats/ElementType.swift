import System

/// The kind of number a stored tensor is made of, little-endian; numbers of 4 bits, of which a file
/// holds two a byte, have a byte each once read.
package enum ElementType: String, CaseIterable, Sendable {
  case float64, float32, float16, bfloat16
  /// Floats of 8 bits, of 4 and 3 or of 5 and 2 for exponent and fraction (Micikevicius et al., FP8
  /// formats for deep learning, 2022); `fnuz` have an exponent bias of one more, and no -0.
  case float8e4m3fn, float8e4m3fnuz, float8e5m2, float8e5m2fnuz
  case int64, int32, int16, int8
  case uint64, uint32, uint16, uint8
  case int4, uint4
  case bool

  /// The number of bytes of one element.
  package var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .int4, .uint4, .bool: 1
    case .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz: 1
    }
  }

  /// The number of bytes that a file has for some elements.
  func storedByteCount(_ count: Int) -> (partialValue: Int, overflow: Bool) {
    switch self {
    case .int4, .uint4: (count / 2 + count % 2, false)
    default: count.multipliedReportingOverflow(by: byteCount)
    }
  }

  /// Whether it has a fraction.
  package var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    case .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz: true
    default: false
    }
  }

  /// Whether Float holds each of its numbers exactly.
  var isWithinFloat: Bool {
    switch self {
    case .float64, .int64, .int32, .uint64, .uint32: false
    default: true
    }
  }

  /// Elements that lie one behind the other, as Double.
  func doubles(_ bytes: Span<UInt8>) -> [Double] {
    switch self {
    case .float64: bytes.values(of: Double.self)
    case .int64: bytes.values(of: Int64.self).map { Double($0) }
    case .int32: bytes.values(of: Int32.self).map { Double($0) }
    case .uint64: bytes.values(of: UInt64.self).map { Double($0) }
    case .uint32: bytes.values(of: UInt32.self).map { Double($0) }
    default: floats(bytes).map { Double($0) }
    }
  }

  /// Elements that lie one behind the other, as Float; a bool is 0 or 1.
  func floats(_ bytes: Span<UInt8>) -> [Float] {
    switch self {
    case .float64: bytes.values(of: Double.self).map { Float($0) }
    case .float32: bytes.values(of: Float.self)
    case .float16: bytes.values(of: UInt16.self).map { Float(Float16(bitPattern: $0)) }
    case .bfloat16: bytes.values(of: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
    case .float8e4m3fn: bytes.values(of: UInt8.self).map { Self.float($0, fraction: 3, bias: 7) }
    case .float8e5m2:
      bytes.values(of: UInt8.self).map { Float(Float16(bitPattern: UInt16($0) << 8)) }
    case .float8e4m3fnuz: bytes.values(of: UInt8.self).map { Self.float($0, fraction: 3, bias: 8) }
    case .float8e5m2fnuz: bytes.values(of: UInt8.self).map { Self.float($0, fraction: 2, bias: 16) }
    case .int64: bytes.values(of: Int64.self).map { Float($0) }
    case .int32: bytes.values(of: Int32.self).map { Float($0) }
    case .int16: bytes.values(of: Int16.self).map { Float($0) }
    case .int8, .int4: bytes.values(of: Int8.self).map { Float($0) }
    case .uint64: bytes.values(of: UInt64.self).map { Float($0) }
    case .uint32: bytes.values(of: UInt32.self).map { Float($0) }
    case .uint16: bytes.values(of: UInt16.self).map { Float($0) }
    case .uint8, .uint4: bytes.values(of: UInt8.self).map { Float($0) }
    case .bool: bytes.values(of: UInt8.self).map { $0 == 0 ? 0 : 1 }
    }
  }

  /// A number of 8 bits: sign, exponent of this bias, fraction of so many bits; without infinities.
  ///
  /// No number is what has all other bits set, with the common bias of 7, else -0.
  private static func float(_ bits: UInt8, fraction width: Int, bias: Int) -> Float {
    guard bias == 7 ? bits & 0x7F != 0x7F : bits != 0x80 else { return .nan }
    let exponent = Int(bits & 0x7F) >> width
    let fraction = Float(bits & (1 << width - 1)) / Float(1 << width)
    let magnitude = exponent == 0 ? fraction : 1 + fraction
    let scale = Float(sign: .plus, exponent: max(1, exponent) - bias, significand: 1)
    return (bits & 0x80 == 0 ? 1 : -1) * magnitude * scale
  }

  /// Elements that lie one behind the other, as Int.
  ///
  /// Gives nil when the elements have fractions, or one is too large for Int.
  func integers(_ bytes: Span<UInt8>) -> [Int]? {
    switch self {
    case .float64, .float32, .float16, .bfloat16: return nil
    case .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz: return nil
    case .int64: return bytes.values(of: Int.self)
    case .int32: return bytes.values(of: Int32.self).map { Int($0) }
    case .int16: return bytes.values(of: Int16.self).map { Int($0) }
    case .int8, .int4: return bytes.values(of: Int8.self).map { Int($0) }
    case .uint64:
      let values = bytes.values(of: UInt64.self)
      return values.contains { $0 > UInt64(Int.max) } ? nil : values.map { Int($0) }
    case .uint32: return bytes.values(of: UInt32.self).map { Int($0) }
    case .uint16: return bytes.values(of: UInt16.self).map { Int($0) }
    case .uint8, .uint4: return bytes.values(of: UInt8.self).map { Int($0) }
    case .bool: return bytes.values(of: UInt8.self).map { $0 == 0 ? 0 : 1 }
    }
  }
}
