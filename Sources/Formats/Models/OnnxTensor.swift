import LinearAlgebra
import System

/// Reads the messages `TensorProto` and `SparseTensorProto` of ONNX.
enum OnnxTensor {
  /// A tensor that is part of a model; its elements stay where they are.
  ///
  /// A tensor of a type that is not read closes no model: whoever uses it gets the error.
  /// - Parameters:
  ///   - message: The message.
  ///   - files: The files beside the model that hold elements.
  /// - Returns: The tensor.
  /// - Throws: ``Failure`` when it is damaged, or its elements are in a file that is not there.
  static func read(
    _ message: ProtobufReader, files: inout NeighbourFiles
  ) throws(Failure) -> StoredTensor {
    var reader = message
    var name = ""
    var extents: [Int] = []
    var typeNumber = 0
    var data = OnnxTensorData()
    var external = OnnxExternalData()
    var isExternal = false
    while let field = try reader.next() {
      switch field.number {
      case 1: try field.append(to: &extents)
      case 2: typeNumber = try field.integer()
      case 8: name = try field.name()
      case 4, 5, 7, 9, 10, 11: try data.add(field)
      case 13: try external.add(field)
      case 14: isExternal = try field.integer() == 1
      default: break
      }
    }
    let place = Place(file: message.file.path, part: "tensor \(name)")
    let shape = try shape(extents, place: place)
    guard let elementType = elementTypes[typeNumber] else {
      let type = otherTypes[typeNumber] ?? "number \(typeNumber)"
      return StoredTensor(
        name: name, shape: shape,
        refused: place.unsupported(
          "has elements of type \(type)", cure: "export the network with float32 weights"))
    }
    if isExternal {
      let bytes = try external.bytes(of: shape, elementType, place: place, files: &files)
        .unpacked(shape.count, elementType)
      return try StoredTensor(
        name: name, elementType: elementType, shape: shape, storage: bytes, offset: 0, place: place)
    }
    let bytes = try data.bytes(of: elementType, place: place)
    let (wanted, overflow) = elementType.storedByteCount(shape.count)
    guard !overflow, bytes.count == wanted else {
      throw place.damaged(
        "of shape \(shape) and type \(elementType.rawValue) it has \(bytes.count) bytes")
    }
    return try StoredTensor(
      name: name, elementType: elementType, shape: shape,
      storage: bytes.unpacked(shape.count, elementType), offset: 0, place: place)
  }

  /// A sparse tensor, which is refused under the name that its values have.
  static func sparse(
    _ message: ProtobufReader, files: inout NeighbourFiles
  ) throws(Failure) -> StoredTensor {
    var reader = message
    var name = ""
    var extents: [Int] = []
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try read(field.message("sparse initializer"), files: &files).name
      case 3: try field.append(to: &extents)
      default: break
      }
    }
    let place = Place(file: message.file.path, part: "tensor \(name)")
    return StoredTensor(
      name: name, shape: try shape(extents, place: place),
      refused: place.unsupported("is sparse", cure: "export the network with dense weights"))
  }

  private static func shape(_ extents: [Int], place: Place) throws(Failure) -> Shape {
    guard extents.count <= greatestRank, let shape = Shape(extents) else {
      throw place.damaged("has an impossible shape, \(extents.prefix(greatestRank))")
    }
    return shape
  }

  private static let greatestRank = 64

  /// The types that are read, by their numbers in `TensorProto`.
  static let elementTypes: [Int: ElementType] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool,
    10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 16: .bfloat16, 17: .float8e4m3fn,
    18: .float8e4m3fnuz, 19: .float8e5m2, 20: .float8e5m2fnuz, 21: .uint4, 22: .int4,
  ]

  private static let otherTypes: [Int: String] = [
    8: "string", 14: "complex64", 15: "complex128", 23: "float4", 24: "float8e8m0",
  ]
}

extension StoredBytes {
  /// The bytes of some elements, which are numbers of four bits for some types.
  fileprivate func unpacked(_ count: Int, _ type: ElementType) -> StoredBytes {
    guard type == .int4 || type == .uint4 else { return self }
    let isSigned = type == .int4
    switch self {
    case .mapped(let file, let range):
      return .nibbles(file, range, count: count, isSigned: isSigned)
    case .varints(let file, let encoded, _, _):
      let bytes = file.withBytes(in: encoded) { Varint.bytes($0, width: 1) }
      return .owned(Nibbles.bytes(bytes.span, in: 0..<count, isSigned: isSigned))
    case .owned(let bytes):
      return .owned(Nibbles.bytes(bytes.span, in: 0..<count, isSigned: isSigned))
    default: return self
    }
  }
}
