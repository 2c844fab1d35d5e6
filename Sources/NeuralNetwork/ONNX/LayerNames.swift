import Formats

/// What the layers of a graph are called.
///
/// A layer goes by its weight's name, less `.weight`. Where an exporter made the weight up, it goes by
/// the parameter or the module that the exporter notes at the node, or by the node's scope: PyTorch's
/// calls the weight `onnx::Conv_193` once batch normalisation is folded into it, and its node
/// `/layer1/layer1.0/conv1/Conv`, which is `layer1.0.conv1`.
struct LayerNames {
  /// One for each layer, in order.
  let names: [String]

  /// Names layers by the names of their weights and by their nodes.
  init(_ layers: [(weight: String, node: StoredNode)], _ torch: TorchNames) {
    let scopes = layers.map { weight, node -> (short: String, long: String)? in
      guard torch.isMadeUp(Self.unquantized(weight), at: node) else { return nil }
      if let weight = torch.weight(of: node), let operation = torch.module(of: node)?.operation {
        let layer = WeightName(weight).layer
        return (layer, "\(layer).\(operation)")
      }
      if let module = torch.module(of: node), !module.path.isEmpty {
        return (module.path, "\(module.path).\(module.operation)")
      }
      return Self.scope(of: node.name)
    }
    let counts = scopes.reduce(into: [String: Int]()) { counts, scope in
      if let scope { counts[scope.short, default: 0] += 1 }
    }
    names = zip(layers, scopes).map { layer, scope in
      guard let scope else { return WeightName(Self.unquantized(layer.weight)).layer }
      return counts[scope.short] == 1 ? scope.short : scope.long
    }
  }

  private static let quantizerEndings = [
    "_QuantizeLinear_Output", "_quantized", "_Q2", "_Q4", "_Q8", "_DQ", "_Transposed",
  ]

  /// The name that a weight had before onnxruntime's quantiser appended to it.
  private static func unquantized(_ weight: String) -> String {
    var name = weight[...]
    for ending in Self.quantizerEndings
    where name.hasSuffix(ending) && name.count > ending.count {
      name = name.dropLast(ending.count)
    }
    return String(name)
  }

  /// The module that a node belongs to, without and with the operator; nil when its name tells none.
  private static func scope(of node: String) -> (short: String, long: String)? {
    let parts = node.split(separator: "/").map(String.init)
    guard node.hasPrefix("/"), parts.count > 1, let operation = parts.last else { return nil }
    var modules: [String] = []
    for part in parts.dropLast() {
      // A module in a list repeats the list's name: `layer1`, then `layer1.0`.
      if let outer = modules.last, part.hasPrefix(outer + ".") { modules.removeLast() }
      modules.append(part)
    }
    let short = modules.joined(separator: ".")
    return (short, "\(short).\(operation)")
  }
}
