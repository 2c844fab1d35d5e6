/// What the spectrum pane shows of a layer's singular values.
enum SpectrumChart: String, CaseIterable, Sendable {
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
    case .beside: "both models"
    }
  }

  /// Whether it leaves no room for a list in a narrow pane.
  var isLarge: Bool {
    switch self {
    case .histogram, .density, .logarithmicHistogram, .distances: false
    case .matrizations, .shuffled, .beside: true
    }
  }
}
