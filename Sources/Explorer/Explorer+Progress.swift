import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension Explorer {
  /// What is being computed: the most urgent of what is wanted.
  var running: Request? { wanted.first }

  /// What runs, how far it is and how much there is to do: `spectrum fc1 62 %  2/26`.
  var progressLine: String? {
    let wanted = wanted
    let pending = prefetchStart
    guard pending > 0, let running else { return nil }
    let fraction = progress[running].map { " " + $0.percent() } ?? ""
    return "\(name(of: running))\(fraction)  \(done + 1)/\(done + min(pending, wanted.count))"
  }

  /// What a request finds, in words.
  func name(of request: Request) -> String {
    switch request {
    case .spectrum(let layer, .unfolded): "spectrum \(name(ofLayer: layer))"
    case .spectrum(let layer, let matrization):
      "\(matrization.name) spectrum \(name(ofLayer: layer))"
    case .shuffledSpectrum(let layer, _, _): "shuffled spectrum \(name(ofLayer: layer))"
    case .largestSingularValues(let layer): "largest values \(name(ofLayer: layer))"
    case .candidates(let layer, _): "xmin of \(name(ofLayer: layer))"
    case .powerLawTest(let layer, _, _, _): "goodness of fit \(name(ofLayer: layer))"
    case .peerSpectrum(let layer, let peer): "\(peer.rawValue) \(name(ofLayer: layer))"
    case .decomposition(let layer): "vectors \(name(ofLayer: layer))"
    case .filter(let layer, let vector): "v\(vector) of \(name(ofLayer: layer))"
    case .gramMatrix(let layer): "W1 W1^T of \(name(ofLayer: layer))"
    case .beside(.spectrum(let layer, _)):
      "spectrum \(beside?.layers[layer].name.tail(to: 20) ?? "") beside"
    case .beside: "the model beside"
    case .predictions, .logits: "predictions"
    case .signals(let layer, _): "signals \(name(ofLayer: layer))"
    case .sortedSignals(let layer): "order of signals \(name(ofLayer: layer))"
    case .hierarchy(let layer, _): "hierarchy \(name(ofLayer: layer))"
    case .maps(let stage, let layer, let image):
      "\(stage.rawValue) \(name(ofLayer: layer)) image \(image)"
    }
  }

  /// A layer's name, or the end of a long one.
  func name(ofLayer index: Int) -> String {
    let layers = findings.model.layers
    return layers.indices.contains(index) ? layers[index].name.tail(to: 20) : String(index + 1)
  }
}
