import System

/// Reads the message `AttributeProto` of ONNX.
enum OnnxAttribute {
  /// The name and the value of an attribute, in a graph that lies so deep in others.
  static func read(
    _ message: ProtobufReader, depth: Int, files: inout NeighbourFiles
  ) throws(Failure) -> (name: String, value: StoredAttribute) {
    var reader = message
    var name = ""
    var kind: Int?
    var int = 0
    var float: Float = 0
    var string: String? = ""
    var ints: [Int] = []
    var floats: [Float] = []
    var strings: [String] = []
    var tensor: StoredTensor?
    var graph: StoredBody?
    var reference = ""
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try field.name()
      case 2: float = try field.float()
      case 3: int = try field.integer()
      case 4: string = try text(field)
      case 5: tensor = try OnnxTensor.read(field.message("tensor attribute"), files: &files)
      case 6 where depth < greatestDepth:
        let message = try field.message("graph in a node")
        graph = try OnnxGraph.body(message, depth: depth + 1, files: &files)
      case 7: try field.append(to: &floats)
      case 8: try field.append(to: &ints)
      case 9: try text(field).map { strings.append($0) }
      case 20: kind = try field.integer()
      case 22: tensor = try OnnxTensor.sparse(field.message("sparse attribute"), files: &files)
      case 21: reference = try field.name()
      default: break
      }
    }
    if !reference.isEmpty { return (name, .reference(reference)) }
    switch kind {
    case 1: return (name, .float(float))
    case 2: return (name, .int(int))
    case 3: return (name, string.map { .string($0) } ?? .unsupported("a long text"))
    case 4, 11: return (name, tensor.map { .tensor($0) } ?? .unsupported("a tensor left out"))
    case 5: return (name, graph.map { .graph($0) } ?? .unsupported("a graph deep in others"))
    case 6: return (name, .floats(floats))
    case 7: return (name, .ints(ints))
    case 8: return (name, .strings(strings))
    default: return (name, .unsupported("a value of kind \(kind.map(String.init) ?? "unknown")"))
    }
  }

  /// How deep graphs may lie in each other; those of exporters are two or three.
  private static let greatestDepth = 16

  /// Text; nil when it is too long for any setting of an operator that networks use.
  private static func text(_ field: ProtobufReader.Field) throws(Failure) -> String? {
    try field.range().count <= Place.longestName ? field.name() : nil
  }
}
