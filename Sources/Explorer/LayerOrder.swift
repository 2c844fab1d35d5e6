import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork

/// What the list of layers is sorted by.
enum LayerOrder: String, CaseIterable, Sendable {
  case graph, name, weights, alpha, lambda

  /// The order that follows, round and round.
  var next: LayerOrder {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}

extension Explorer {
  /// The layers of the list, from top to bottom: those that are searched for, in the order that was
  /// chosen; those whose place is not known yet come last.
  var listedLayers: [Int] {
    let layers = findings.model.layers
    let shown = matches(in: .layers) ?? Array(layers.indices)
    let sorted: [Int]
    switch layerOrder {
    case .graph: sorted = shown
    case .name: sorted = shown.sorted { (layers[$0].name, $0) < (layers[$1].name, $1) }
    case .weights: sorted = shown.sorted(by: { Double(layers[$0].weightShape.count) })
    case .alpha: sorted = shown.sorted(by: { spectrum(ofLayer: $0)?.alpha })
    case .lambda: sorted = shown.sorted(by: { spectrum(ofLayer: $0)?.lambdaMax })
    }
    guard isLayerOrderReversed else { return sorted }
    let known = sorted.prefix { isPlaced($0) }
    return known.reversed() + sorted[known.count...]
  }

  /// Whether what the list is sorted by is known of a layer.
  private func isPlaced(_ layer: Int) -> Bool {
    switch layerOrder {
    case .graph, .name, .weights: true
    case .alpha: spectrum(ofLayer: layer)?.alpha != nil
    case .lambda: spectrum(ofLayer: layer) != nil
    }
  }
}

extension [Int] {
  /// Ascending by a number, those without one last; equals keep their order.
  fileprivate func sorted(by number: (Int) -> Double?) -> [Int] {
    map { (layer: $0, number: number($0) ?? .infinity) }
      .sorted { ($0.number, $0.layer) < ($1.number, $1.layer) }.map(\.layer)
  }
}
