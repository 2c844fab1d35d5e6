import System

/// Reads the message `FunctionProto` of ONNX, an operation that a model defines by others.
enum OnnxFunction {
  /// The function; the elements of its tensors stay where they are.
  /// - Throws: ``Failure`` when it is damaged, or a file that holds weights is not there.
  static func read(
    _ message: ProtobufReader, files: inout NeighbourFiles
  ) throws(Failure) -> StoredFunction {
    var reader = message
    var (name, domain, overload) = ("", "", "")
    var inputs: [String] = []
    var outputs: [String] = []
    var nodes: [StoredNode] = []
    var defaults: [String: StoredAttribute] = [:]
    var opset: Int?
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try field.name()
      case 4: inputs.append(try field.name())
      case 5: outputs.append(try field.name())
      case 7:
        let message = try field.message("node \(nodes.count) of function \(name)")
        nodes.append(try OnnxGraph.node(message, depth: 0, files: &files))
      case 9: opset = try OnnxModel.defaultOpset(field) ?? opset
      case 10: domain = try OnnxModel.domain(field)
      case 11:
        let (name, attribute) = try OnnxAttribute.read(
          field.message("default attribute"), depth: 0, files: &files)
        defaults[name] = attribute
      case 13: overload = try field.name()
      default: break
      }
    }
    return StoredFunction(
      StoredFunction.Identifier(domain: domain, name: name, overload: overload),
      body: StoredBody(nodes: nodes, inputs: inputs, outputs: outputs), defaults: defaults,
      opset: opset)
  }
}
