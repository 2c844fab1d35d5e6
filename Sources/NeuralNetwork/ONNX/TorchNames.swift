import Formats

/// The names of modules and parameters that PyTorch's exporter notes in a graph (`torch.onnx.export`
/// with `dynamo=True`), which renames weights that it computes anew.
struct TorchNames {
  /// By the name that a parameter or buffer has in the exported program, that in the state dict.
  private let parameters: [String: String]
  private let names: Set<String>

  /// Reads the signature of the exported program, of lines `p_fc_weight: PARAMETER target='fc.weight'`
  /// or, in earlier versions, `name='p_fc_weight'), target='fc.weight'`.
  init(_ metadata: [String: String]) {
    let signature = metadata["pkg.torch.export.ExportedProgram.graph_signature"] ?? ""
    var parameters: [String: String] = [:]
    var before: Substring?
    for part in signature.split(separator: "target='", omittingEmptySubsequences: false) {
      defer { before = part }
      guard let before, let target = part.split(separator: "'", maxSplits: 1).first else {
        continue
      }
      let line = before.split(whereSeparator: \.isNewline).last ?? before
      let name =
        line.split(separator: "name='").dropFirst().last?.prefix { $0 != "'" }
        ?? line.prefix { $0 != ":" }
      parameters[String(name)] = String(target)
    }
    self.parameters = parameters
    names = Set(parameters.values)
  }

  /// Whether an exporter made a weight's name up.
  func isMadeUp(_ weight: String, at node: StoredNode) -> Bool {
    if weight.hasPrefix("onnx::") { return true }
    guard names.isEmpty else { return !names.contains(weight) }
    // The weight of a module's has that module's name before its own.
    return !(module(of: node)?.path.isEmpty ?? true) && !weight.contains(".")
  }

  /// The parameter that a node multiplies by, as the state dict has it.
  func weight(of node: StoredNode) -> String? {
    let call = node.metadata["pkg.torch.onnx.fx_node"] ?? ""
    return call.split(separator: "%").dropFirst().lazy.compactMap { operand in
      parameters[String(operand.prefix { $0.isLetter || $0.isNumber || $0 == "_" })]
    }.first { !$0.hasSuffix("bias") }
  }

  /// The module that a node belongs to, and its operation's name in there; nil when it tells none.
  ///
  /// Scopes are written as `['', 'layer1', 'layer1.0', 'linear_3']`.
  func module(of node: StoredNode) -> (path: String, operation: String)? {
    let scopes = (node.metadata["pkg.torch.onnx.name_scopes"] ?? "")
      .split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    guard scopes.count > 1, let operation = scopes.last else { return nil }
    return (scopes[scopes.count - 2], operation)
  }
}
