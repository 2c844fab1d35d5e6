import System

/// Reads `metadata_props` of ONNX, pairs of a key and a value (`StringStringEntryProto`).
enum OnnxMetadata {
  /// Adds a pair whose key is PyTorch's; others are left where they are.
  ///
  /// Source: `torch/onnx/_internal/exporter/_core.py`, which writes `pkg.torch.onnx.name_scopes` and
  /// `pkg.torch.onnx.fx_node` at each node, `pkg.torch.export.ExportedProgram.graph_signature` at the
  /// graph.
  static func add(
    _ field: ProtobufReader.Field, to metadata: inout [String: String]
  ) throws(Failure) {
    var reader = try field.message("metadata")
    var key: String?
    var value: Range<Int>?
    while let field = try reader.next() {
      switch field.number {
      case 1 where keys.contains { field.holds($0) }: key = try field.name()
      case 2: value = try field.range()
      default: break
      }
    }
    guard let key, let value else { return }
    metadata[key] = String(decoding: field.file.bytes(in: value), as: UTF8.self)
  }

  private static let keys = [
    "pkg.torch.onnx.name_scopes", "pkg.torch.onnx.fx_node",
    "pkg.torch.export.ExportedProgram.graph_signature",
  ]
}

extension ProtobufReader.Field {
  /// Whether it holds just a text.
  fileprivate func holds(_ text: String) -> Bool {
    guard case .bytes(let range) = value, range.count == text.utf8.count else { return false }
    return file.bytes(in: range).elementsEqual(text.utf8)
  }
}
