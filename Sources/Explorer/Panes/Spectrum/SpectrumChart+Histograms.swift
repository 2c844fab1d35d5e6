import DeepDataProfiler

extension SpectrumChart {
  /// The spectra of a layer that it shows as histograms on one axis: a name for each, and what asks for
  /// it.
  /// - Parameters:
  ///   - layer: the layer.
  ///   - mapSize: rows and columns of the map of toeplitz spectra; nil for the layer's own input.
  ///   - context: what there is.
  /// - Returns: none of a chart that shows one spectrum.
  func histograms(
    ofLayer layer: Int, mapSize: Int?, _ context: PaneContext
  ) -> [StackedHistograms.Part] {
    switch self {
    case .matrizations:
      // The quickest first.
      return [Matrization.unfolded, .slices, .toeplitz(mapSize: mapSize)].map {
        ($0.name, AnyQuestion(SpectrumQuestion(layer: layer, $0)))
      }
    case .shuffled:
      return [
        ("as it is", AnyQuestion(SpectrumQuestion(layer: layer))),
        ("shuffled", AnyQuestion(SpectrumQuestion(layer: layer, shuffledBy: 0))),
      ]
    case .beside:
      guard let beside = context.findings.beside, let other = context.layerBeside(layer) else {
        return []
      }
      return [
        (context.findings.model.file, AnyQuestion(SpectrumQuestion(layer: layer))),
        (beside.file, AnyQuestion(SpectrumQuestion(layer: other), of: 1)),
      ]
    case .histogram, .density, .logarithmicHistogram, .distances: return []
    }
  }
}
