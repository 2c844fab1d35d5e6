import System

/// Reads ONNX (https://onnx.ai/onnx/repo-docs/IR.html; field numbers from `onnx.proto`).
///
/// Weights stay where they lie in the file.
enum OnnxModel {
  /// Whether a file of no other known kind may be ONNX.
  ///
  /// Such a file starts with its version of the format, or else has a graph among its fields.
  static func recognizes(_ file: MappedFile) -> Bool {
    if file.byte(at: 0) == 0x08, let version = file.byte(at: 1), version < 0x80 { return true }
    var reader = ProtobufReader(file, range: 0..<file.count, place: Place(file: file.path))
    var hasGraph = false
    do {
      while let field = try reader.next() { hasGraph = hasGraph || field.number == 7 }
    } catch {
      return false
    }
    return hasGraph
  }

  /// The model in a file.
  ///
  /// Throws when it is damaged, or a file that holds its weights is not there.
  static func model(_ file: MappedFile) throws(Failure) -> StoredModel {
    let place = Place(file: file.path, part: "ONNX model")
    var reader = ProtobufReader(file, range: 0..<file.count, place: place)
    var graph: ProtobufReader?
    var opset = 1
    var functions: [StoredFunction] = []
    var files = NeighbourFiles()
    while let field = try reader.next() {
      switch field.number {
      case 7: graph = try field.message("graph")
      case 8: opset = try defaultOpset(field) ?? opset
      case 25:
        let message = try field.message("function \(functions.count)")
        functions.append(try OnnxFunction.read(message, files: &files))
      default: break
      }
    }
    guard let graph else {
      let foreign = ForeignFile.protobuf(file)
      throw Place(file: file.path).unsupported(
        foreign?.name ?? "protocol buffers without an ONNX graph",
        cure: foreign?.cure ?? "give the .onnx file of a model")
    }
    let (tensors, stored) = try OnnxGraph.read(
      graph, opset: opset, functions: functions, files: &files)
    return StoredModel(
      format: .onnx, path: file.path, files: [file] + files.all, tensors: tensors, graph: stored)
  }

  /// The version of an imported operator set, if it is ONNX's own.
  static func defaultOpset(_ field: ProtobufReader.Field) throws(Failure) -> Int? {
    var reader = try field.message("opset import")
    var domain = ""
    var version: Int?
    while let field = try reader.next() {
      switch field.number {
      case 1: domain = try self.domain(field)
      case 2: version = try field.integer()
      default: break
      }
    }
    return domain.isEmpty ? version : nil
  }

  /// The name of an operator set; empty for ONNX's own.
  static func domain(_ field: ProtobufReader.Field) throws(Failure) -> String {
    let domain = try field.name()
    return domain == "ai.onnx" ? "" : domain
  }
}
