import DeepDataProfiler

/// What the spectrum pane shows of a layer's singular values.
package enum SpectrumChart: String, CaseIterable, Sendable {
  /// How many there are in equal intervals.
  case histogram
  /// The empirical density of eigenvalues, both axes logarithmic, with the power law.
  case density
  /// The histogram with logarithmic heights.
  case logarithmicHistogram = "log-histogram"
  /// The distance between tail and power law over xmin.
  case distances
  /// The histograms under all matrizations, on one axis (paper figure 3).
  case matrizations
  /// The histograms of the layer's weights as they are and in another order, on one axis.
  case shuffled
  /// The singular vectors as filters.
  case filters
  /// The products of each two filters of the layer.
  case gram
  /// The histograms of the layer in this model and in the one beside it, on one axis.
  case beside

  /// What the pane's border says.
  var caption: String {
    switch self {
    case .histogram: "singular values"
    case .logarithmicHistogram: "singular values, log"
    case .density: "ESD, log-log"
    case .distances: "D over xmin"
    case .matrizations: "matrizations"
    case .shuffled: "and shuffled"
    case .filters: "singular vectors"
    case .gram: "W1 W1^T"
    case .beside: "both models"
    }
  }
}

extension SpectrumChart {
  /// Whether it leaves no room for a list in a narrow pane.
  var isLarge: Bool {
    switch self {
    case .histogram, .density, .logarithmicHistogram, .distances: false
    case .matrizations, .shuffled, .filters, .gram, .beside: true
    }
  }
}

extension Explorer {
  /// The charts that there are something for.
  var charts: [SpectrumChart] {
    SpectrumChart.allCases.filter { $0 != .beside || findings.beside != nil }
  }

  /// Goes to the chart some steps further, round and round.
  mutating func advanceChart(by steps: Int) {
    let place = (charts.firstIndex(of: chart) ?? 0) + steps
    chart = charts[(place % charts.count + charts.count) % charts.count]
  }

  /// The spectra that are shown as histograms on one axis.
  var histogramParts: [StackedHistograms.Part] {
    let layer = selection.layer
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
      guard let beside = findings.beside, let other = layerBeside(layer) else { return [] }
      return [
        (findings.model.file, AnyQuestion(SpectrumQuestion(layer: layer))),
        (beside.file, AnyQuestion(SpectrumQuestion(layer: other), of: 1)),
      ]
    case .histogram, .density, .logarithmicHistogram, .distances, .filters, .gram: return []
    }
  }

  /// What the chart of the spectrum pane is drawn from beside the spectrum.
  var chartQuestions: [AnyQuestion] {
    switch chart {
    case .histogram, .density, .logarithmicHistogram: []
    case .distances: [AnyQuestion(CandidatesQuestion(layer: selection.layer))]
    case .matrizations, .shuffled, .beside: histogramParts.map(\.question)
    case .filters: [question(for: .filter)].compactMap { $0 }
    case .gram: [question(for: .gramMatrix)].compactMap { $0 }
    }
  }
}
