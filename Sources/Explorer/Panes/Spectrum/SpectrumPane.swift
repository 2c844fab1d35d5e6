import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let spectrum = PaneID(rawValue: "spectrum")
}

extension Action {
  static let mapSize = Action("map-size")
}

/// The singular values of a layer: a chart of them, the fits, and the list of them.
struct SpectrumPane: VectorPane {
  static let info = PaneInfo(
    id: .spectrum, title: "Spectrum", slot: .spectrum,
    words: .vectors + [
      PaneWord(
        "alpha ± D",
        "exponent of the fitted power law with its standard error; its largest distance from the data (Kolmogorov-Smirnov)"
      ),
      PaneWord("tail, xmin", "how many eigenvalues the law is fitted to, and from which on"),
      PaneWord(
        "bulk [ ]",
        "where random weights of the same variance would have their eigenvalues (Marchenko-Pastur)"),
      PaneWord("MP spikes", "eigenvalues above that"),
      PaneWord(
        "mu", "DeepDataProfiler's own exponent, of singular values: well trained from 2 to 4"),
      PaneWord(
        "fit p",
        "share of synthetic samples of the law that fit worse; below 0.1 it is no power law"),
      PaneWord(
        "┊ x ▲", "below a histogram: guide to the selected value, xmin, the selected vector"),
      PaneWord("gap", "how far a value is above the next"),
    ],
    page: "chart",
    pages: SpectrumChart.allCases.map(\.rawValue),
    pageMeanings: [
      "histogram": "how many singular values are in equal intervals",
      "density": "ESD of eigenvalues, both axes logarithmic, with the power law",
      "distances": "Kolmogorov-Smirnov distance D over xmin",
      "matrizations": "unfolded, slices and toeplitz on one axis",
      "shuffled": "beside the same weights in random order, which are noise",
    ],
    fileParts: [.page, .layer],
    keys: vectorKeys
      + [KeyEntry([([.character("m")], .mapSize)], "map of toeplitz spectra")])

  private var chart = SpectrumChart.histogram
  /// Rows and columns of the map of toeplitz spectra; nil for each layer's own input.
  private var mapSize: Int?

  var page: String {
    get { chart.rawValue }
    set { chart = SpectrumChart(rawValue: newValue) ?? chart }
  }

  func filePage(_ context: PaneContext) -> String {
    provisionalValues(context) == nil ? page : "provisional"
  }

  func pages(_ context: PaneContext) -> [String] {
    info.pages.filter { $0 != SpectrumChart.beside.rawValue || context.findings.beside != nil }
  }

  func picture(_ context: PaneContext) -> AnyQuestion? {
    provisionalValues(context) == nil ? context.spectrumQuestion.map { AnyQuestion($0) } : nil
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    let layer = context.selection.layer
    return [AnyQuestion(SpectrumQuestion(layer: layer))]
      + (chart == .distances ? [AnyQuestion(CandidatesQuestion(layer: layer))] : [])
      + parts(ofLayer: layer, context).map(\.question) + law(context)
  }

  func watched(_ context: PaneContext) -> [AnyQuestion] {
    [context.spectrumQuestion].compactMap { $0.map { AnyQuestion($0) } }
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    [question.as(SpectrumQuestion.self)].compactMap { $0.map { context.name(ofLayer: $0.layer) } }
  }

  mutating func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    guard action == .mapSize else { return moveVector(action, &context) }
    return .ask(
      Prompt(
        purpose: .pane, label: "toeplitz map",
        hint: "its rows and columns; nothing: the layer's input",
        line: LineEditor(mapSize.map { "\($0)" } ?? "")))
  }

  /// Takes over the map of toeplitz spectra, and shows them.
  mutating func accept(_ text: String) -> PaneEffect? {
    let size = Int(text)
    guard text.isEmpty || (size ?? 0) > 0 else {
      return .say(
        "\(text) is no size: give rows of a square map, or nothing for each layer's",
        isError: true)
    }
    mapSize = size
    chart = .matrizations
    return nil
  }

  func captions(_ context: PaneContext) -> [String] {
    let layer =
      provisionalValues(context) == nil
      ? context.spectrum.question?.layer ?? context.selection.layer : context.selection.layer
    let names =
      provisionalValues(context) == nil ? [chart.caption, chart.rawValue] : ["provisional"]
    return names.map { "\(context.name(ofLayer: layer))  \($0)" } + names
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    let layer = context.spectrum.question?.layer ?? context.selection.layer
    SpectrumPicture(
      chart: chart, layer: layer, parts: parts(ofLayer: layer, context),
      provisional: provisionalValues(context), context: context
    ).draw(on: &canvas)
  }

  func data(_ context: PaneContext) -> (any Report)? {
    if let values = provisionalValues(context), let layer = context.layer {
      return SpectraReport(layer: layer, provisional: values)
    }
    guard let index = context.spectrum.question?.layer,
      let spectrum = context.spectrum(ofLayer: index)
    else { return nil }
    let layer = context.findings.model.layers[index]
    switch chart {
    case .histogram, .logarithmicHistogram:
      return context.spectrumReport(ofLayers: [index], withValues: true)
    case .density: return DensityReport(layer: layer, spectrum: spectrum)
    case .distances:
      return context.findings[CandidatesQuestion(layer: index)].answer.map {
        DistancesReport(layer: layer, candidates: $0)
      }
    case .matrizations, .shuffled, .beside:
      return SpectraReport(
        layer: layer, chart: chart.rawValue,
        parts: parts(ofLayer: index, context).map { name, question in
          .init(
            name: name,
            found: context.findings.finding(of: question, as: SpectrumQuestion.self).outcome)
        })
    }
  }

  private func parts(ofLayer layer: Int, _ context: PaneContext) -> [StackedHistograms.Part] {
    chart.histograms(ofLayer: layer, mapSize: mapSize, context)
  }

  /// The largest values of the selected layer, as long as its spectrum is not known.
  private func provisionalValues(_ context: PaneContext) -> [Double]? {
    guard
      case .working(_, let values) = context.findings[
        SpectrumQuestion(layer: context.selection.layer)]
    else { return nil }
    return values
  }

  /// The test of the selected layer's power law, if it has one.
  private func law(_ context: PaneContext) -> [AnyQuestion] {
    context.spectrum(ofLayer: context.selection.layer)?.alpha == nil
      ? [] : [AnyQuestion(PowerLawTestQuestion(layer: context.selection.layer))]
  }
}
