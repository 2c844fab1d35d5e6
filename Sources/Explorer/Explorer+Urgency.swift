import DeepDataProfiler
import NeuralNetwork

/// How long answers take, as far as can be told before they are there.
extension Explorer {
  /// Whether a request's first step, which looks for a spectrum that was kept, is still to come.
  func mayBeKept(_ request: Request) -> Bool {
    switch request {
    case .spectrum, .shuffledSpectrum, .beside: progress[request] == nil
    default: false
    }
  }

  /// Whether an answer takes a moment: so little that it may go between the steps of what takes longer.
  func isQuick(_ request: Request) -> Bool {
    switch request {
    case .spectrum(_, .toeplitz), .shuffledSpectrum(_, .toeplitz, _): false
    case .spectrum(let layer, _), .shuffledSpectrum(let layer, _, _), .gramMatrix(let layer):
      isSmall(layer)
    case .beside(.spectrum(let layer, _)): beside?.layers[layer].isSmall ?? false
    case .largestSingularValues: true
    case .candidates(let layer, _): spectrum(ofLayer: layer) != nil
    case .decomposition(let layer), .filter(let layer, _):
      isSmall(layer) || isDecomposed(layer)
    case .maps(let stage, let layer, _):
      !stage.hasVectors || isSmall(layer) || isDecomposed(layer)
    case .hierarchy(let layer, _):
      // The signals of the layer are known, then.
      if case .hierarchy(layer, _) = held[.hierarchy] { true } else { false }
    case .powerLawTest, .peerSpectrum, .predictions, .logits, .signals, .sortedSignals, .beside:
      false
    }
  }

  private func isSmall(_ layer: Int) -> Bool {
    let layers = findings.model.layers
    return layers.indices.contains(layer) && layers[layer].isSmall
  }

  /// Whether a picture that takes the layer's singular vectors is there.
  private func isDecomposed(_ layer: Int) -> Bool {
    [Demand.maps, .filter].contains { demand in
      switch held[demand] {
      case .maps(let stage, layer, _): stage.hasVectors
      case .filter(layer, _): true
      default: false
      }
    }
  }
}
