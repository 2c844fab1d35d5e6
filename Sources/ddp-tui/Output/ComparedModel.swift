import DeepDataProfiler
import NeuralNetwork
import Reports

extension ComparedModel {
  /// Opens a model and finds its spectra.
  static func open(
    file: String, weights: String?, accuracy: Double?, names: [MatrizationName], mapSize: Int?
  ) throws -> ComparedModel {
    let profiler = try Profiler.open(model: file, weights: weights)
    let layers = profiler.findings.model.layers
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
    return ComparedModel(
      file: file, accuracy: accuracy, model: profiler.findings.model, spectra: spectra)
  }
}
