import DeepDataProfiler
import TerminalUI

/// The singular values of a layer: a chart of them, the fits, and the list of them.
struct SpectrumView: PaneDrawing {
  let scene: Scene

  private var explorer: Explorer { scene.explorer }

  var captions: [String] {
    var layer = explorer.selection.layer
    if explorer.provisional == nil,
      case .value(_, let old, isStale: true) = explorer.spectrum
    {
      layer = old.layer
    }
    let chart = explorer.chart
    let names = explorer.provisional == nil ? [chart.caption, chart.rawValue] : ["provisional"]
    return names.map { "\(explorer.name(ofLayer: layer))  \($0)" } + names
  }

  var position: String {
    guard explorer.layer != nil else { return "" }
    let charts = explorer.charts
    let place = (charts.firstIndex(of: explorer.chart) ?? 0) + 1
    return "chart \(place) of \(charts.count)  "
      + "v\(explorer.selection.vector) of \(explorer.vectorCount)"
  }

  func draw(on canvas: inout Canvas) {
    if let provisional = explorer.provisional { return drawProvisional(provisional, on: &canvas) }
    let spectrum = scene.value(of: explorer.spectrum, waitingFor: "the spectrum", on: &canvas)
    if let spectrum { draw(spectrum, on: &canvas) }
  }

  private func drawProvisional(_ values: [Double], on canvas: inout Canvas) {
    let question = AnyQuestion(SpectrumQuestion(layer: explorer.selection.layer))
    let state =
      explorer.cancelled.contains(question)
      ? "cancelled; r computes it"
      : "on its way" + (explorer.progress(of: question).map { ", \($0.percent())" } ?? "")
    let words =
      "The \(values.count) largest of \(explorer.vectorCount.grouped) singular values, provisional: "
      + "each is the exact one or less. The exact spectrum is \(state)."
    let rows = canvas.write(paragraph: words, row: 0, style: .role(.warning))
    var list = Canvas(
      size: Size(columns: canvas.size.columns, rows: max(0, canvas.size.rows - rows - 1)))
    SingularValueList(values: values, scene: scene).draw(on: &list)
    canvas.draw(list, row: rows + 1, column: 0)
  }

  private func draw(_ spectrum: Spectrum, on canvas: inout Canvas) {
    let isWide = canvas.size.columns >= 64
    let facts = facts(spectrum, width: canvas.size.columns - 2)
    let shownFacts = facts.prefix(max(1, canvas.size.rows - 2))
    for (row, line) in shownFacts.enumerated() { canvas.write(line, row: row, column: 1) }
    let top = shownFacts.count
    let rows = canvas.size.rows - top
    guard rows > 0 else { return }
    if explorer.chart.isLarge, !isWide {
      drawChart(spectrum, on: &canvas, row: top, Size(columns: canvas.size.columns, rows: rows))
    } else if isWide || rows < 12 {
      let list = rows < 4 && !isWide ? canvas.size.columns : min(34, canvas.size.columns / 2)
      let chart = canvas.size.columns - list - 1
      if chart >= 16, rows >= 4 {
        drawChart(spectrum, on: &canvas, row: top, Size(columns: chart, rows: rows))
        drawList(
          spectrum, on: &canvas, row: top, column: chart + 1, Size(columns: list, rows: rows))
      } else {
        drawList(
          spectrum, on: &canvas, row: top, column: 0,
          Size(columns: canvas.size.columns, rows: rows))
      }
    } else {
      let chart = rows * 3 / 5
      drawChart(
        spectrum, on: &canvas, row: top, Size(columns: canvas.size.columns, rows: chart))
      drawList(
        spectrum, on: &canvas, row: top + chart, column: 0,
        Size(columns: canvas.size.columns, rows: rows - chart))
    }
  }

  private func drawChart(_ spectrum: Spectrum, on canvas: inout Canvas, row: Int, _ size: Size) {
    var chart = Canvas(size: Size(columns: size.columns - 1, rows: size.rows))
    switch explorer.chart {
    case .histogram:
      HistogramChart(spectrum: spectrum, scene: scene).draw(on: &chart)
    case .logarithmicHistogram:
      HistogramChart(spectrum: spectrum, scene: scene, isLogarithmic: true).draw(on: &chart)
    case .density: DensityChart(spectrum: spectrum, scene: scene).draw(on: &chart)
    case .distances: DistanceChart(spectrum: spectrum, scene: scene).draw(on: &chart)
    case .matrizations, .shuffled, .beside: drawHistograms(spectrum, on: &chart)
    case .filters:
      let filter = scene.value(
        of: explorer.filter, waitingFor: "the singular vectors", on: &chart)
      if let filter {
        var vector = explorer.selection.vector
        if case .value(_, let old, _) = explorer.filter { vector = old.vector }
        FilterChart(filter: filter, vector: vector, scene: scene).draw(on: &chart)
      }
    case .gram:
      let gram = scene.value(
        of: explorer.gramMatrix, waitingFor: "the products of filters", on: &chart)
      if let gram { GramChart(gram: gram, scene: scene).draw(on: &chart) }
    }
    canvas.draw(chart, row: row, column: 1)
  }

  /// Spectra on one axis, below what their comparison tells.
  private func drawHistograms(_ spectrum: Spectrum, on canvas: inout Canvas) {
    let parts = explorer.histogramParts
    guard !parts.isEmpty else {
      canvas.write(
        paragraph:
          "\(explorer.findings.beside?.file ?? "the other model") has no layer of this name.",
        row: 0, style: .role(.warning))
      return
    }
    var top = 0
    if let words = comparison(spectrum) {
      canvas.write(words.cut(to: canvas.size.columns), row: 0, column: 0, style: .role(.footer))
      top = 1
    }
    var charts = Canvas(
      size: Size(columns: canvas.size.columns, rows: max(0, canvas.size.rows - top)))
    let legend =
      explorer.chart == .matrizations ? "one axis for all  m map size" : "one axis for both"
    StackedHistograms(parts: parts, legend: legend, scene: scene).draw(on: &charts)
    canvas.draw(charts, row: top, column: 0)
  }

  private func comparison(_ spectrum: Spectrum) -> String? {
    let layer = explorer.selection.layer
    switch explorer.chart {
    case .shuffled:
      let question = SpectrumQuestion(layer: layer, shuffledBy: 0)
      guard let shuffled = explorer.findings[question].answer else { return nil }
      let comparison = ShuffleComparison(spectrum, shuffled: shuffled)
      let verdict = comparison.isAlike ? "no different from its shuffle" : "unlike its shuffle"
      return "\(verdict)  distance \(comparison.distance.text(decimals: 3))"
    case .beside:
      return explorer.alphaDifference(ofLayer: layer)
    default: return nil
    }
  }

  /// Alpha never without its distance, its tail and the spikes above a random bulk.
  private func facts(_ spectrum: Spectrum, width: Int) -> [[StyledText]] {
    var items: [(String, String, Role)] = []
    switch spectrum.powerLaw {
    case .success(let law):
      items = [
        (
          "alpha", "\(law.alpha.text(decimals: 2)) \(plusMinus) \(law.sigma.text(decimals: 2))",
          .threshold
        ),
        ("D", law.distance.text(decimals: 3), .foreground),
        ("tail", "\(law.tailCount) of \(spectrum.rank)", .foreground),
      ]
      appendBulk(spectrum, to: &items)
      items.append(("xmin lambda", law.xmin.brief, .threshold))
      if let reading = AlphaReading(spectrum) {
        let words = reading.regularization.map { ", \($0.words) by DeepDataProfiler" } ?? ""
        items.append(("mu", reading.mu.text(decimals: 2) + words, .foreground))
      }
      if let test = explorer.powerLawTest(ofLayer: explorer.selection.layer) {
        let role: Role = test.isPoorFit ? .warning : .foreground
        items.append(("fit p", test.goodness.text(decimals: 3), role))
        let ratios = [("exponential", test.exponential), ("lognormal", test.lognormal)]
        for (name, ratio) in width < 62 ? [] : ratios {
          items.append(
            (
              "R to \(name)",
              "\(ratio.normalized.text(decimals: 2)), p \(ratio.p.text(decimals: 3))", .foreground
            ))
        }
      }
    case .failure(let fault):
      items = [("alpha", "no fit: \(fault.words)", .warning)]
      appendBulk(spectrum, to: &items)
    }
    return flow(items, width: width)
  }

  private func appendBulk(_ spectrum: Spectrum, to items: inout [(String, String, Role)]) {
    guard let spikes = spectrum.spikes else {
      let reason = spectrum.rank == 0 ? "all values are zero" : "a block has one row or column"
      items.append(("MP", "no bulk: \(reason)", .warning))
      return
    }
    items.append(("MP spikes", "\(spikes)", spikes == 0 ? .warning : .foreground))
    items.append(
      (
        "bulk lambda",
        spectrum.bulk.map { "[\($0.lowerEdge.brief) to \($0.upperEdge.brief)]" }
          ?? "none: all values are beyond it", .bulk
      ))
  }

  private var plusMinus: String { scene.display.isUnicode ? "±" : "+-" }

  private func flow(_ items: [(String, String, Role)], width: Int) -> [[StyledText]] {
    var lines: [[StyledText]] = [[]]
    var used = 0
    for (name, value, role) in items {
      let columns = name.columns + 1 + value.columns + 2
      if used > 0, used + columns - 2 > width {
        lines.append([])
        used = 0
      }
      lines[lines.count - 1] += [
        StyledText(name + " ", .role(.inactive)), StyledText(value + "  ", .role(role)),
      ]
      used += columns
    }
    return lines
  }

  private func drawList(
    _ spectrum: Spectrum, on canvas: inout Canvas, row: Int, column: Int, _ size: Size
  ) {
    var list = Canvas(size: size)
    SingularValueList(values: spectrum.singularValues, spectrum: spectrum, scene: scene)
      .draw(on: &list)
    canvas.draw(list, row: row, column: column)
  }
}

extension AlphaReading.Regularization {
  /// What is said of the layer's regularization.
  var words: String {
    switch self {
    case .good: "good"
    case .fair: "fair"
    case .none: "not trained"
    }
  }
}
