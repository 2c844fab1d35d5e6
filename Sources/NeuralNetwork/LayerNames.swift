import Formats

/// What the layers of a graph are called.
///
/// A layer goes by its weight's name, less `.weight`. Where an exporter made the weight up (PyTorch's
/// calls it `onnx::Conv_193` once batch normalisation is folded into it), it goes by its node's
/// scope: `/layer1/layer1.0/conv1/Conv` is `layer1.0.conv1`.
struct LayerNames {
  /// One for each layer, in order.
  let names: [String]

  /// Names layers by the names of their weights and of their nodes.
  init(_ layers: [(weight: String, node: String)]) {
    let scopes = layers.map { layer -> (short: String, long: String)? in
      layer.weight.hasPrefix("onnx::") ? Self.scope(of: layer.node) : nil
    }
    let counts = scopes.reduce(into: [String: Int]()) { counts, scope in
      if let scope { counts[scope.short, default: 0] += 1 }
    }
    names = zip(layers, scopes).map { layer, scope in
      guard let scope else { return WeightName(Self.unquantized(layer.weight)).layer }
      return counts[scope.short] == 1 ? scope.short : scope.long
    }
  }

  /// The name that a weight had before onnxruntime's quantiser appended to it.
  private static func unquantized(_ weight: String) -> String {
    var name = weight[...]
    for ending in ["_quantized", "_Q2", "_Q4", "_Q8", "_DQ", "_Transposed"]
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
