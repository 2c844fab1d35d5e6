package import DeepDataProfiler
import NeuralNetwork

/// A model's spectra under each matrization.
package struct ComparedModel: Sendable {
  let file: String
  let accuracy: Double?
  let model: Findings.Model
  /// For each matrization the spectrum of each layer, or why there is none.
  let spectra: [MatrizationName: [Result<Spectrum, any Error>]]

  package init(
    file: String, accuracy: Double?, model: Findings.Model,
    spectra: [MatrizationName: [Result<Spectrum, any Error>]]
  ) {
    self.file = file
    self.accuracy = accuracy
    self.model = model
    self.spectra = spectra
  }

  var layers: [LinearLayer] { model.layers }

  /// Alpha-hat under a matrization, of the layers that have a fit.
  func alphaHat(_ name: MatrizationName, _ convention: AlphaHat.Convention) -> AlphaHat {
    AlphaHat(
      zip(layers, spectra[name] ?? []).map { (filters: $0.rows, spectrum: try? $1.get()) },
      among: model.layerCount, convention)
  }

  /// Alpha of the layer of a name.
  func alpha(ofLayer name: String, _ matrization: MatrizationName) -> Double? {
    guard let place = layers.firstIndex(where: { $0.name == name }) else { return nil }
    return (try? spectra[matrization]?[place].get())?.alpha
  }
}
