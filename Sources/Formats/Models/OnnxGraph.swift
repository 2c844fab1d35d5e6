/// Reads the messages `GraphProto`, `NodeProto` and `ValueInfoProto` of ONNX.
enum OnnxGraph {
  /// The initializers and the nodes of a graph.
  /// - Parameters:
  ///   - graph: The message.
  ///   - opset: The version of ONNX's operator set, which the graph itself does not say.
  ///   - files: The files beside the model that hold elements.
  /// - Returns: Its tensors and the rest of it.
  /// - Throws: ``FormatError`` when it is damaged, or a file that holds weights is not there.
  static func read(
    _ graph: ProtobufReader, opset: Int, files: inout NeighbourFiles
  ) throws(FormatError) -> (tensors: [StoredTensor], graph: StoredGraph) {
    var reader = graph
    var nodes: [StoredNode] = []
    var tensors: [StoredTensor] = []
    var names: Set<String> = []
    var inputs: [StoredValue] = []
    var outputs: [StoredValue] = []
    while let field = try reader.next() {
      switch field.number {
      case 1: nodes.append(try node(field.message("node \(nodes.count)"), files: &files))
      case 5, 15:
        let message = try field.message("initializer \(tensors.count)")
        let tensor =
          field.number == 5
          ? try OnnxTensor.read(message, files: &files)
          : try OnnxTensor.sparse(message, files: &files)
        guard names.insert(tensor.name).inserted else {
          throw field.place.damaged("has a second initializer \(tensor.name)")
        }
        tensors.append(tensor)
      case 11: inputs.append(try value(field.message("input \(inputs.count)")))
      case 12: outputs.append(try value(field.message("output \(outputs.count)")))
      default: break
      }
    }
    // Before version 4 of the format, initializers were listed among the inputs as well.
    inputs.removeAll { names.contains($0.name) }
    return (
      tensors, StoredGraph(nodes: nodes, inputs: inputs, outputs: outputs, opset: opset)
    )
  }

  private static func node(
    _ message: ProtobufReader, files: inout NeighbourFiles
  ) throws(FormatError) -> StoredNode {
    var reader = message
    var name = ""
    var operation = ""
    var domain = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [String: StoredAttribute] = [:]
    while let field = try reader.next() {
      switch field.number {
      case 1: inputs.append(try field.name())
      case 2: outputs.append(try field.name())
      case 3: name = try field.name()
      case 4: operation = try field.name()
      case 5:
        let (name, attribute) = try OnnxAttribute.read(
          field.message("attribute"), files: &files)
        attributes[name] = attribute
      case 7: domain = try field.name()
      default: break
      }
    }
    return StoredNode(
      name: name, operation: operation, domain: domain == "ai.onnx" ? "" : domain, inputs: inputs,
      outputs: outputs, attributes: attributes)
  }

  private static func value(_ message: ProtobufReader) throws(FormatError) -> StoredValue {
    var reader = message
    var name = ""
    var type: (extents: [Int?], element: ElementType?) = ([], nil)
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try field.name()
      case 2: type = try self.type(field)
      default: break
      }
    }
    return StoredValue(name: name, extents: type.extents, elementType: type.element)
  }

  /// The extents and the element type in a `TypeProto`: its field 1 is a tensor type, whose field 1 is
  /// the number of an element type and field 2 a shape.
  private static func type(
    _ type: ProtobufReader.Field
  ) throws(FormatError) -> (extents: [Int?], element: ElementType?) {
    var extents: [Int?] = []
    var element: ElementType?
    var types = try type.message("type")
    while let tensor = try types.next() {
      guard tensor.number == 1 else { continue }
      var parts = try tensor.message("tensor type")
      while let part = try parts.next() {
        if part.number == 1 { element = OnnxTensor.elementTypes[try part.integer()] }
        guard part.number == 2 else { continue }
        var dimensions = try part.message("shape")
        while let dimension = try dimensions.next() {
          if dimension.number == 1 { extents.append(try extent(dimension)) }
        }
      }
    }
    return (extents, element)
  }

  private static func extent(_ dimension: ProtobufReader.Field) throws(FormatError) -> Int? {
    var reader = try dimension.message("axis")
    while let field = try reader.next() {
      if field.number == 1 {
        let extent = try field.integer()
        return extent < 0 ? nil : extent
      }
    }
    return nil
  }
}
