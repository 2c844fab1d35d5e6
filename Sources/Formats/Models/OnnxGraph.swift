import System

/// Reads the messages `GraphProto`, `NodeProto` and `ValueInfoProto` of ONNX.
enum OnnxGraph {
  /// The initializers and the nodes of a model's graph.
  /// - Parameters:
  ///   - graph: The message.
  ///   - opset: The version of ONNX's operator set, which the graph itself does not say.
  ///   - functions: The operations that the model defines.
  ///   - files: The files beside the model that hold elements.
  /// - Returns: Its tensors and the rest of it.
  /// - Throws: ``Failure`` when it is damaged, or a file that holds weights is not there.
  static func read(
    _ graph: ProtobufReader, opset: Int, functions: [StoredFunction], files: inout NeighbourFiles
  ) throws(Failure) -> (tensors: [StoredTensor], graph: StoredGraph) {
    let content = try content(of: graph, depth: 0, files: &files)
    return (
      content.tensors,
      StoredGraph(
        nodes: content.nodes, inputs: content.inputs, outputs: content.outputs, opset: opset,
        functions: functions, metadata: content.metadata)
    )
  }

  /// A graph that lies so deep in others.
  static func body(
    _ graph: ProtobufReader, depth: Int, files: inout NeighbourFiles
  ) throws(Failure) -> StoredBody {
    let content = try content(of: graph, depth: depth, files: &files)
    return StoredBody(
      tensors: content.tensors, nodes: content.nodes, inputs: content.inputs.map(\.name),
      outputs: content.outputs.map(\.name))
  }

  private struct Content {
    var tensors: [StoredTensor] = []
    var nodes: [StoredNode] = []
    var inputs: [StoredValue] = []
    var outputs: [StoredValue] = []
    var metadata: [String: String] = [:]
  }

  private static func content(
    of graph: ProtobufReader, depth: Int, files: inout NeighbourFiles
  ) throws(Failure) -> Content {
    var reader = graph
    var content = Content()
    var names: Set<String> = []
    while let field = try reader.next() {
      switch field.number {
      case 1:
        let message = try field.message("node \(content.nodes.count)")
        content.nodes.append(try node(message, depth: depth, files: &files))
      case 5, 15:
        let message = try field.message("initializer \(content.tensors.count)")
        let tensor =
          field.number == 5
          ? try OnnxTensor.read(message, files: &files)
          : try OnnxTensor.sparse(message, files: &files)
        guard names.insert(tensor.name).inserted else {
          throw field.place.damaged("has a second initializer \(tensor.name)")
        }
        content.tensors.append(tensor)
      case 11:
        content.inputs.append(try value(field.message("input \(content.inputs.count)")))
      case 12:
        content.outputs.append(try value(field.message("output \(content.outputs.count)")))
      case 16: try OnnxMetadata.add(field, to: &content.metadata)
      default: break
      }
    }
    // Before version 4 of the format, initializers were listed among the inputs as well.
    content.inputs.removeAll { names.contains($0.name) }
    return content
  }

  /// A node of a graph that lies so deep in others.
  static func node(
    _ message: ProtobufReader, depth: Int, files: inout NeighbourFiles
  ) throws(Failure) -> StoredNode {
    var reader = message
    var name = ""
    var operation = ""
    var domain = ""
    var overload = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [String: StoredAttribute] = [:]
    var metadata: [String: String] = [:]
    while let field = try reader.next() {
      switch field.number {
      case 1: inputs.append(try field.name())
      case 2: outputs.append(try field.name())
      case 3: name = try field.name()
      case 4: operation = try field.name()
      case 5:
        let (name, attribute) = try OnnxAttribute.read(
          field.message("attribute"), depth: depth, files: &files)
        attributes[name] = attribute
      case 7: domain = try OnnxModel.domain(field)
      case 8: overload = try field.name()
      case 9: try OnnxMetadata.add(field, to: &metadata)
      default: break
      }
    }
    return StoredNode(
      name: name, operation: operation, domain: domain, overload: overload, inputs: inputs,
      outputs: outputs, attributes: attributes, metadata: metadata)
  }

  private static func value(_ message: ProtobufReader) throws(Failure) -> StoredValue {
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
  ) throws(Failure) -> (extents: [Int?], element: ElementType?) {
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

  private static func extent(_ dimension: ProtobufReader.Field) throws(Failure) -> Int? {
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
