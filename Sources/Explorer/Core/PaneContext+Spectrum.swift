import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension PaneContext {
  /// What asks for the selected layer's spectrum; nil when there is no layer.
  var spectrumQuestion: SpectrumQuestion? {
    layer == nil ? nil : SpectrumQuestion(layer: selection.layer)
  }

  /// The selected layer's spectrum.
  var spectrum: Found<SpectrumQuestion> { found(spectrumQuestion) }

  /// The spectrum of one layer, if it is known.
  func spectrum(ofLayer layer: Int) -> Spectrum? { findings[SpectrumQuestion(layer: layer)].answer }

  /// Whether a layer's power law is plausible, if that is known.
  func powerLawTest(ofLayer layer: Int) -> PowerLawTest? {
    findings[PowerLawTestQuestion(layer: layer)].answer
  }

  /// How many singular vectors the selected layer has, as far as is known.
  var vectorCount: Int {
    guard let layer else { return 0 }
    return spectrum(ofLayer: selection.layer)?.singularValues.count
      ?? min(layer.rows, layer.columns)
  }

  /// Selects a vector some places below the selected one, or above it.
  mutating func moveVector(by steps: Int) {
    selection.select(vector: (selection.vector + steps).clamped(to: 0..<vectorCount))
  }
}
