import LinearAlgebra

/// Reads the message `TensorProto` of ONNX.
enum OnnxTensor {
  /// A tensor that is part of a model; its elements stay in the file unless they are varints.
  ///
  /// Throws when it is damaged, its elements are of a type that is not read, or lie elsewhere.
  static func read(_ message: ProtobufReader) throws(FormatError) -> StoredTensor {
    var reader = message
    var name = ""
    var extents: [Int] = []
    var typeNumber = 0
    var data = OnnxTensorData()
    var isExternal = false
    while let field = try reader.next() {
      switch field.number {
      case 1: try field.append(to: &extents)
      case 2: typeNumber = try field.integer()
      case 8: name = try field.string()
      case 4, 5, 7, 9, 10, 11: try data.add(field)
      case 13: isExternal = true
      case 14 where try field.integer() == 1: isExternal = true
      default: break
      }
    }
    let place = Place(file: message.file.path, part: "tensor \(name)")
    guard !isExternal else {
      throw place.unsupported(
        "keeps its numbers in another file, which is not read yet",
        cure: "save it in one file: onnx.save(onnx.load(FILE), OTHER)")
    }
    guard let elementType = elementTypes[typeNumber] else {
      let type = otherTypes[typeNumber] ?? "number \(typeNumber)"
      throw place.unsupported(
        "has elements of type \(type)", cure: "export the network with float32 weights")
    }
    guard extents.count <= greatestRank, let shape = Shape(extents) else {
      throw place.damaged("has an impossible shape, \(extents.prefix(greatestRank))")
    }
    let bytes = try data.bytes(of: elementType, place: place)
    guard bytes.count / elementType.byteCount == shape.count,
      bytes.count.isMultiple(of: elementType.byteCount)
    else {
      throw place.damaged(
        "of shape \(shape) and type \(elementType.rawValue) it has \(bytes.count) bytes")
    }
    return try StoredTensor(
      name: name, elementType: elementType, shape: shape, storage: bytes, offset: 0, place: place)
  }

  private static let greatestRank = 64

  private static let elementTypes: [Int: ElementType] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool,
    10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 16: .bfloat16,
  ]

  private static let otherTypes: [Int: String] = [
    8: "string", 14: "complex64", 15: "complex128", 17: "float8", 18: "float8", 19: "float8",
    20: "float8", 21: "uint4", 22: "int4", 23: "float4", 24: "float8",
  ]
}

/// The elements of a `TensorProto`, which has six fields for them and uses one.
struct OnnxTensorData {
  private var field: Int?
  private var bytes: StoredBytes?
  private var loose: [UInt8] = []
  private var integers: [Int] = []

  /// Adds what a field holds.
  mutating func add(_ next: ProtobufReader.Field) throws(FormatError) {
    guard field == nil || field == next.number, bytes == nil else {
      throw next.place.damaged("has elements in more than one field")
    }
    field = next.number
    switch (next.number, next.value) {
    case (5, _), (7, _), (11, _): try next.append(to: &integers)
    case (4, .bytes(let range)), (9, .bytes(let range)), (10, .bytes(let range)):
      guard loose.isEmpty else { throw next.mismatch }
      bytes = .mapped(next.file, range)
    case (4, .fixed32(let bits)): loose += Self.bytes(UInt64(bits), count: 4)
    case (10, .fixed64(let bits)): loose += Self.bytes(bits, count: 8)
    default: throw next.mismatch
    }
  }

  /// The elements as bytes of a type.
  ///
  /// Throws when the field they came in is not the one for that type.
  func bytes(of type: ElementType, place: Place) throws(FormatError) -> StoredBytes {
    let fields =
      switch type {
      case .float32: [9, 4]
      case .float64: [9, 10]
      case .int64: [9, 7]
      case .uint32, .uint64: [9, 11]
      default: [9, 5]
      }
    guard let field else { return .owned([]) }
    guard fields.contains(field) else {
      throw place.damaged("has \(type.rawValue) elements in field \(field), which is not theirs")
    }
    if let bytes { return bytes }
    if !loose.isEmpty { return .owned(loose) }
    return .owned(
      integers.flatMap { Self.bytes(UInt64(truncatingIfNeeded: $0), count: type.byteCount) })
  }

  /// The lowest bytes of a number, the lowest first.
  private static func bytes(_ bits: UInt64, count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
  }
}
