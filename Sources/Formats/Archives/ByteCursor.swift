import System

/// Bytes read from front to back, little-endian; every read is checked against their end.
struct ByteCursor {
  /// The bytes.
  let bytes: [UInt8]
  /// The file and the part of it that they are, for errors.
  let place: Place
  /// The byte that comes next.
  private(set) var position = 0

  /// Starts at the first byte.
  init(_ bytes: [UInt8], place: Place) {
    self.bytes = bytes
    self.place = place
  }

  /// Whether all are read.
  var isAtEnd: Bool { position >= bytes.count }

  /// Where it stands, for errors.
  var here: Place { place.inside("byte \(position)") }

  /// The next so many bytes.
  mutating func take(_ count: Int) throws(Failure) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else {
      throw here.damaged("ends too early")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// The next number, as wide as its type.
  mutating func take<Value: FixedWidthInteger>(
    _ type: Value.Type = Value.self
  ) throws(Failure) -> Value {
    var value: Value = 0
    for byte in try take(Value.bitWidth / 8).reversed() {
      value = value << 8 | Value(truncatingIfNeeded: byte)
    }
    return value
  }

  /// The bytes up to the next line feed, which is passed over.
  mutating func takeLine() throws(Failure) -> ArraySlice<UInt8> {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw here.damaged("ends too early")
    }
    defer { position = end + 1 }
    return bytes[position..<end]
  }
}
