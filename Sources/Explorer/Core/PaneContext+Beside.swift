import DeepDataProfiler
import NeuralNetwork
import TerminalUI

/// The model that stands beside the first: another checkpoint, say, whose layers of the same names are
/// compared.
extension PaneContext {
  /// The layer of the other model that has a layer's name.
  func layerBeside(_ layer: Int) -> Int? {
    let layers = findings.model.layers
    guard let beside = findings.beside, layers.indices.contains(layer) else { return nil }
    return beside.layers.firstIndex { $0.name == layers[layer].name }
  }

  /// What is known of the spectrum of that layer; nil where there is none of that name.
  func finding(besideLayer layer: Int) -> Finding<SpectrumQuestion>? {
    layerBeside(layer).map { findings[SpectrumQuestion(layer: $0), of: 1] }
  }

  /// How a layer's alpha differs from that of the other model's; nil where either has none.
  func alphaDifference(ofLayer layer: Int) -> String? {
    guard let own = spectrum(ofLayer: layer)?.alpha,
      let other = finding(besideLayer: layer)?.answer?.alpha
    else { return nil }
    if own == other { return "alpha is the same" }
    return "alpha is \(own < other ? "lower" : "higher") by \(abs(own - other).text(decimals: 2))"
  }
}
