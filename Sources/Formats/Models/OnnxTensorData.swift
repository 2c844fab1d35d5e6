import System

/// The elements of a `TensorProto` of ONNX, which has six fields for them and uses one.
struct OnnxTensorData {
  private var field: Int?
  private var bytes: (file: MappedFile, range: Range<Int>)?
  private var loose: [UInt8] = []
  private var integers: [UInt64] = []

  /// Adds what a field holds.
  mutating func add(_ next: ProtobufReader.Field) throws(Failure) {
    guard field == nil || field == next.number, bytes == nil else {
      throw next.place.damaged("has elements in more than one field")
    }
    field = next.number
    switch (next.number, next.value) {
    case (4...11, .bytes(let range)):
      guard loose.isEmpty, integers.isEmpty else { throw next.mismatch }
      bytes = (next.file, range)
    case (4, .fixed32(let bits)): Varint.append(UInt64(bits), to: &loose, width: 4)
    case (10, .fixed64(let bits)): Varint.append(bits, to: &loose, width: 8)
    case (5, .varint(let bits)), (7, .varint(let bits)), (11, .varint(let bits)):
      integers.append(bits)
    default: throw next.mismatch
    }
  }

  /// The elements as bytes of a type.
  ///
  /// Throws when the field they came in is not the one for that type.
  func bytes(of type: ElementType, place: Place) throws(Failure) -> StoredBytes {
    let typed =
      switch type {
      case .float32: 4
      case .float64: 10
      case .int64: 7
      case .uint32, .uint64: 11
      default: 5
      }
    guard let field else { return .owned([]) }
    guard field == 9 || field == typed else {
      throw place.damaged("has \(type.rawValue) elements in field \(field), which is not theirs")
    }
    if let bytes {
      guard [5, 7, 11].contains(field) else { return .mapped(bytes.file, bytes.range) }
      guard let count = bytes.file.withBytes(in: bytes.range, Varint.count) else {
        throw place.damaged("has a number without end")
      }
      return .varints(bytes.file, bytes.range, count: count, width: type.byteCount)
    }
    var owned = loose
    for integer in integers { Varint.append(integer, to: &owned, width: type.byteCount) }
    return .owned(owned)
  }
}
