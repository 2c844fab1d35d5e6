import DeepDataProfiler
import NeuralNetwork

/// A model's spectra under each matrization.
struct ComparedModel {
  let file: String
  let accuracy: Double?
  let model: Findings.Model
  var layers: [LinearLayer] { model.layers }
  /// For each matrization the spectrum of each layer, or why there is none.
  let spectra: [MatrizationName: [Result<Spectrum, any Error>]]

  /// Opens a model and finds its spectra.
  init(
    file: String, weights: String?, accuracy: Double?, names: [MatrizationName], mapSize: Int?
  ) throws {
    let profiler = try Profiler.open(model: file, weights: weights)
    self.file = file
    self.accuracy = accuracy
    model = profiler.findings.model
    let layers = model.layers
    let count = Double(layers.count * names.count)
    var spectra: [MatrizationName: [Result<Spectrum, any Error>]] = [:]
    for (place, name) in names.enumerated() {
      let matrization = name.matrization(mapSize: mapSize)
      spectra[name] = try profiler.inTurn(layers, together: 32) {
        [SpectrumQuestion(layer: $0.index, matrization)]
      } find: { index, layer in
        let bar = ProgressBar.of("\(name.rawValue) \(layer.name)")
        let done = Double(place * layers.count + index)
        bar(done / count)
        return Result {
          try profiler.wait(about: layer) {
            try await $0.spectrum(of: layer.index, matrization) { bar((done + $0) / count) }
          }
        }
      }
    }
    self.spectra = spectra
  }

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
