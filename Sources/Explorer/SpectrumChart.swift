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

  /// What the pane's border says.
  var caption: String {
    switch self {
    case .histogram: "singular values"
    case .logarithmicHistogram: "singular values, log"
    case .density: "ESD, log-log"
    case .distances: "D over xmin"
    case .matrizations: "matrizations"
    }
  }

  /// The chart some steps further, round and round.
  func advanced(by steps: Int) -> SpectrumChart {
    let all = Self.allCases
    let place = (all.firstIndex(of: self) ?? 0) + steps
    return all[(place % all.count + all.count) % all.count]
  }
}
