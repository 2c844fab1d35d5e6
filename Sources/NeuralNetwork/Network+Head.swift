import LinearAlgebra

extension Network {
  /// The fully connected layers that a pass ends with, where they have most of its weights.
  ///
  /// Images go through the layers before it a few at a time, as their maps are large; their features go
  /// through it all together, as its weights are read once for them.
  package struct Head: Hashable, Sendable {
    /// Its layers, as indices of `layers`.
    package let layers: Set<Int>
    /// What it takes: images x features.
    let features: ValueID
  }

  /// The fewest weights that are worth it: what caches do not hold beside the rest.
  private static let fewestWeights = 1 << 21

  /// The head of a pass; nil where there is none, or where images do not go through the network
  /// independently of one another.
  package func head(of goal: Goal) -> Head? {
    guard imagesAtOnce == nil, !goal.isActivation, let end = try? value(at: goal) else {
      return nil
    }
    let path = graph.nodesLeading(to: end)
    let layers = Dictionary(
      layerNodes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let passed = path.map { layers[$0] }
    let weights = passed.map { layer in layer.map { self.layers[$0].weightShape.count } ?? 0 }
    var last = [end: path.count]
    for (place, index) in path.enumerated() {
      for value in graph.nodes[index].taken { last[value] = place }
    }
    let all = weights.reduce(0, +)
    var ahead = all
    // What was given and is still to be taken; where it is one value, all behind comes from that.
    var open = Set([imageInput.value].compactMap { $0 })
    for (place, node) in path.lazy.map({ graph.nodes[$0] }).enumerated() {
      guard ahead > max(all / 2, Self.fewestWeights) else { return nil }
      if let features = open.first, open.count == 1, ahead < all, node.inputs.first == features,
        let layer = passed[place], self.layers[layer].inputShape?.rank == 1,
        (try? node.operation.get() as? FullyConnected)?.isPreparable == true
      {
        return Head(layers: Set(passed[place...].compactMap { $0 }), features: features)
      }
      ahead -= weights[place]
      open.formUnion(node.outputs.compactMap { $0 }.filter { last[$0] != nil })
      open.subtract(node.taken.filter { last[$0] == place })
    }
    return nil
  }
}

extension Network.Goal {
  fileprivate var isActivation: Bool { if case .activation = self { true } else { false } }
}

extension Node {
  /// What must be there that it runs.
  fileprivate var taken: [ValueID] { inputs.compactMap { $0 } + branches.map(\.condition) }
}
