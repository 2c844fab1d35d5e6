import System

/// Reads the fields of one message of protocol buffers, in a range of a mapped file.
///
/// Source: the encoding's specification, https://protobuf.dev/programming-guides/encoding.
struct ProtobufReader {
  /// One field: its number in the schema, and what it holds.
  struct Field {
    /// What a field holds; its meaning is the schema's.
    enum Value {
      case varint(UInt64)
      case fixed64(UInt64)
      case fixed32(UInt32)
      /// Text, bytes, a message or packed numbers: where they lie in the file.
      case bytes(Range<Int>)
    }

    /// Its number in the schema.
    let number: Int
    /// What it holds.
    let value: Value
    /// The file it is in.
    let file: MappedFile
    /// The byte of the file where it starts.
    let offset: Int
    fileprivate let message: Place
  }

  /// The file it is in.
  let file: MappedFile
  private let end: Int
  private let place: Place
  private var position: Int

  /// Starts at the first field of a message.
  init(_ file: MappedFile, range: Range<Int>, place: Place) {
    self.file = file
    self.place = place
    position = range.lowerBound
    end = min(range.upperBound, file.count)
  }

  /// The next field, or nil at the end.
  mutating func next() throws(Failure) -> Field? {
    guard position < end else { return nil }
    let offset = position
    let tag = try varint()
    guard tag >> 3 > 0, tag >> 3 < 1 << 29 else { throw damaged("has no field \(tag >> 3)") }
    let value: Field.Value
    switch tag & 7 {
    case 0: value = .varint(try varint())
    case 1: value = .fixed64(try fixed())
    case 2:
      let count = try varint()
      guard count <= UInt64(end - position) else { throw damaged("ends too early") }
      value = .bytes(position..<position + Int(count))
      position += Int(count)
    case 5: value = .fixed32(try fixed())
    default: throw damaged("has a field of kind \(tag & 7), which is not used")
    }
    return Field(
      number: Int(tag >> 3), value: value, file: file, offset: offset, message: place)
  }

  /// A number of seven bits a byte, the lowest first.
  mutating func varint() throws(Failure) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard position < end, let byte = file.byte(at: position) else { break }
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw damaged("ends too early")
  }

  private mutating func fixed<Value: FixedWidthInteger>() throws(Failure) -> Value {
    let count = Value.bitWidth / 8
    guard end - position >= count else {
      throw damaged("ends too early")
    }
    var value: Value = 0
    for index in 0..<count {
      value |= Value(truncatingIfNeeded: file.byte(at: position + index) ?? 0) << (8 * index)
    }
    position += count
    return value
  }

  /// Whether all of the message is read.
  var isAtEnd: Bool { position >= end }

  private func damaged(_ problem: String) -> Failure {
    place.inside("byte \(position)").damaged(problem)
  }
}

extension ProtobufReader.Field {
  /// The number it holds, as a signed one.
  func integer() throws(Failure) -> Int {
    guard case .varint(let value) = value else { throw mismatch }
    return Int(truncatingIfNeeded: value)
  }

  /// The 32-bit float it holds.
  func float() throws(Failure) -> Float {
    guard case .fixed32(let bits) = value else { throw mismatch }
    return Float(bitPattern: bits)
  }

  /// Where its bytes lie.
  func range() throws(Failure) -> Range<Int> {
    guard case .bytes(let range) = value else { throw mismatch }
    return range
  }

  /// The name it holds.
  func name() throws(Failure) -> String {
    let range = try range()
    try place.checkName(range.count)
    return String(decoding: file.bytes(in: range), as: UTF8.self)
  }

  /// The message it holds, with a name for errors.
  func message(_ name: String) throws(Failure) -> ProtobufReader {
    ProtobufReader(file, range: try range(), place: Place(file: file.path, part: name))
  }

  /// Adds the integer it holds, or the packed ones, to those that came before.
  func append(to integers: inout [Int]) throws(Failure) {
    guard case .bytes(let range) = value else {
      integers.append(try integer())
      return
    }
    var packed = ProtobufReader(file, range: range, place: place)
    while !packed.isAtEnd { integers.append(Int(truncatingIfNeeded: try packed.varint())) }
  }

  /// Adds the 32-bit float it holds, or the packed ones, to those that came before.
  func append(to floats: inout [Float]) throws(Failure) {
    guard case .bytes(let range) = value else {
      floats.append(try float())
      return
    }
    guard range.count.isMultiple(of: 4) else { throw mismatch }
    floats += file.withBytes(in: range) { $0.values(of: Float.self) }
  }

  /// Where it is, for errors.
  var place: Place { message.inside("byte \(offset)") }

  /// The error for a field that holds something else than the schema says.
  var mismatch: Failure {
    place.damaged("field \(number) does not hold what ONNX has there")
  }
}
