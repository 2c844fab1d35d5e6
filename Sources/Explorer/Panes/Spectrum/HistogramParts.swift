import DeepDataProfiler

/// The spectra that a chart shows as histograms on one axis.
struct HistogramParts {
  let chart: SpectrumChart
  /// Rows and columns of the map of toeplitz spectra; nil for each layer's own input.
  let mapSize: Int?

  /// A name for each, and what asks for it.
  func parts(ofLayer layer: Int, _ context: PaneContext) -> [StackedHistograms.Part] {
    switch chart {
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
