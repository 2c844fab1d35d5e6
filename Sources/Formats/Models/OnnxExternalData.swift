import LinearAlgebra
import System

/// Where a `TensorProto` of ONNX says that another file has its elements (its `external_data`).
struct OnnxExternalData {
  private var location = ""
  private var offset = "0"
  /// How many bytes; nil when it does not say.
  private var count: String?

  /// Adds a pair of a key and a value.
  mutating func add(_ field: ProtobufReader.Field) throws(Failure) {
    var reader = try field.message("external data")
    var key = ""
    var value = ""
    while let field = try reader.next() {
      switch field.number {
      case 1: key = try field.name()
      case 2: value = try field.name()
      default: break
      }
    }
    switch key {
    case "location": location = value
    case "offset": offset = value
    case "length": count = value
    default: break
    }
  }

  /// The elements of a tensor, as they lie in that file.
  ///
  /// Throws when the file is not there, lies outside the model's folder or is too short.
  func bytes(
    of shape: Shape, _ type: ElementType, place: Place, files: inout NeighbourFiles
  ) throws(Failure) -> StoredBytes {
    let (wanted, overflow) = type.storedByteCount(shape.count)
    guard !overflow, let offset = Int(offset), offset >= 0, count.map({ Int($0) == wanted }) ?? true
    else {
      throw place.damaged(
        "of shape \(shape) and type \(type.rawValue) it has an impossible part of \(location)")
    }
    if wanted == 0 { return .owned([]) }
    let file = try files.file(named: location, place: place)
    guard offset <= file.count, wanted <= file.count - offset else {
      throw place.damaged(
        "needs \(wanted) bytes from byte \(offset) of \(location), which has \(file.count)",
        cure: "get a whole copy of that file")
    }
    return .mapped(file, offset..<offset + wanted)
  }
}
