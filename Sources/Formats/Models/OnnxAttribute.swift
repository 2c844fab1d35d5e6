/// Reads the message `AttributeProto` of ONNX.
enum OnnxAttribute {
  /// The name and the value of an attribute.
  static func read(
    _ message: ProtobufReader
  ) throws(FormatError) -> (name: String, value: StoredAttribute) {
    var reader = message
    var name = ""
    var kind: Int?
    var int = 0
    var float: Float = 0
    var string = ""
    var ints: [Int] = []
    var floats: [Float] = []
    var strings: [String] = []
    var tensor: StoredAttribute?
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try field.string()
      case 2: float = try field.float()
      case 3: int = try field.integer()
      case 4: string = try field.string()
      case 5: tensor = try constant(field)
      case 7: try field.append(to: &floats)
      case 8: try field.append(to: &ints)
      case 9: strings.append(try field.string())
      case 20: kind = try field.integer()
      default: break
      }
    }
    switch kind {
    case 1: return (name, .float(float))
    case 2: return (name, .int(int))
    case 3: return (name, .string(string))
    case 4: return (name, tensor ?? .unsupported("a tensor left out"))
    case 5: return (name, .unsupported("a graph"))
    case 6: return (name, .floats(floats))
    case 7: return (name, .ints(ints))
    case 8: return (name, .strings(strings))
    default: return (name, .unsupported("a value of kind \(kind.map(String.init) ?? "unknown")"))
    }
  }

  /// A tensor, or why it is not read: one node that cannot run need not close the whole model.
  private static func constant(
    _ field: ProtobufReader.Field
  ) throws(FormatError) -> StoredAttribute {
    let message = try field.message("tensor attribute")
    do {
      return .tensor(try OnnxTensor.read(message))
    } catch {
      guard error.kind == .unsupported else { throw error }
      return .unsupported("a tensor that \(error.problem)")
    }
  }
}
