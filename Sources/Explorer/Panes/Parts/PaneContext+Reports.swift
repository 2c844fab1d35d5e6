import DeepDataProfiler
import Reports
import System

extension PaneContext {
  /// What is known of the spectra of some layers; with the exponents of other matrices, if wanted.
  func spectrumReport(
    ofLayers layers: [Int], withValues hasValues: Bool = false, hasMatrizations: Bool = false
  ) -> SpectrumReport {
    func alpha(_ layer: Int, _ matrization: Matrization) -> Double? {
      findings[SpectrumQuestion(layer: layer, matrization)].answer?.alpha
    }
    let spectra = layers.compactMap { index -> LayerSpectrum? in
      let layer = findings.model.layers[index]
      switch findings[SpectrumQuestion(layer: index)] {
      case .known(let spectrum):
        return LayerSpectrum(
          layer: layer,
          outcome: .success(.init(spectrum: spectrum, test: powerLawTest(ofLayer: index))),
          others: hasMatrizations
            ? .init(slices: alpha(index, .slices), toeplitz: alpha(index, .toeplitz())) : nil)
      case .failed(let failure): return LayerSpectrum(layer: layer, outcome: .failure(failure))
      case .unknown, .working: return nil
      }
    }
    return SpectrumReport(spectra: spectra, model: findings.model, hasValues: hasValues)
  }

  /// What is known of which vectors are significant for which classes.
  var significances: Significances? {
    guard case .value(let hierarchy, let shown, _) = hierarchy,
      let spectrum = spectrum(ofLayer: shown.layer)
    else { return nil }
    return Significances(
      layer: findings.model.layers[shown.layer], spectrum: spectrum,
      significance: hierarchy.significance, pool: shown.pool,
      leftOut: findings[SignalsQuestion(layer: shown.layer)].answer?.leftOut,
      labels: findings.dataSet?.labels ?? [], dataSet: findings.dataSet, model: findings.model)
  }
}
