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
      guard let scope else { return WeightName(layer.weight).layer }
      return counts[scope.short] == 1 ? scope.short : scope.long
    }
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
