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

  /// Layers in this order; those whose place is not known yet come last.
  func sorted(_ indices: [Int], reversed isReversed: Bool, _ context: PaneContext) -> [Int] {
    let layers = context.findings.model.layers
    let sorted: [Int]
    switch self {
    case .graph: sorted = indices
    case .name: sorted = indices.sorted { (layers[$0].name, $0) < (layers[$1].name, $1) }
    case .weights: sorted = indices.sorted(by: { Double(layers[$0].weightShape.count) })
    case .alpha: sorted = indices.sorted(by: { context.spectrum(ofLayer: $0)?.alpha })
    case .lambda: sorted = indices.sorted(by: { context.spectrum(ofLayer: $0)?.lambdaMax })
    }
    guard isReversed else { return sorted }
    let known = sorted.prefix { isPlaced($0, context) }
    return known.reversed() + sorted[known.count...]
  }

  /// Whether what is sorted by is known of a layer.
  private func isPlaced(_ layer: Int, _ context: PaneContext) -> Bool {
    switch self {
    case .graph, .name, .weights: true
    case .alpha: context.spectrum(ofLayer: layer)?.alpha != nil
    case .lambda: context.spectrum(ofLayer: layer) != nil
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
