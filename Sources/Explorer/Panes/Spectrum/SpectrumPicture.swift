import DeepDataProfiler
import TerminalUI

/// The singular values of a layer: a chart of them, the fits, and the list of them.
struct SpectrumPicture {
  let chart: SpectrumChart
  /// The layer that is shown.
  let layer: Int
  /// The spectra that are shown as histograms on one axis.
  let parts: [StackedHistograms.Part]
  /// The largest values of the selected layer, as long as its spectrum is not known.
  let provisional: [Double]?
  let context: PaneContext

  func draw(on canvas: inout Canvas) {
    if let provisional { return drawProvisional(provisional, on: &canvas) }
    let spectrum = context.value(of: context.spectrum, waitingFor: "the spectrum", on: &canvas)
    if let spectrum { draw(spectrum, on: &canvas) }
  }

  private func drawProvisional(_ values: [Double], on canvas: inout Canvas) {
    let question = AnyQuestion(SpectrumQuestion(layer: context.selection.layer))
    let state =
      context.cancelled.contains(question)
      ? "cancelled; \(context.key(.redraw)) computes it"
      : "on its way" + (context.progress(of: question).map { ", \($0.percent())" } ?? "")
    let words =
      "The \(values.count) largest of \(context.vectorCount.grouped) singular values, provisional: "
      + "each is the exact one or less. The exact spectrum is \(state)."
    let rows = canvas.write(paragraph: words, row: 0, style: .role(.warning))
    var list = Canvas(
      size: Size(columns: canvas.size.columns, rows: max(0, canvas.size.rows - rows - 1)))
    SingularValueList(values: values, context: context).draw(on: &list)
    canvas.draw(list, row: rows + 1, column: 0)
  }

  private func draw(_ spectrum: Spectrum, on canvas: inout Canvas) {
    let facts = facts(spectrum, width: canvas.size.columns - 2)
    let shownFacts = facts.prefix(max(1, canvas.size.rows - 2))
    for (row, line) in shownFacts.enumerated() { canvas.write(line, row: row, column: 1) }
    let top = shownFacts.count
    var below = Canvas(
      size: Size(columns: canvas.size.columns, rows: max(0, canvas.size.rows - top)))
    drawBelow(spectrum, on: &below)
    canvas.draw(below, row: top, column: 0)
  }

  /// The chart, and the list on its right or below it.
  private func drawBelow(_ spectrum: Spectrum, on canvas: inout Canvas) {
    let size = canvas.size
    let list = SingularValueList(
      values: spectrum.singularValues, spectrum: spectrum, context: context)
    let isWide = size.columns >= VectorPicture.leastColumns
    if chart.isLarge {
      VectorPicture.draw(on: &canvas, list: list) { drawChart(spectrum, on: &$0) }
    } else if !isWide, size.rows >= 12 {
      let rows = size.rows * 3 / 5
      var part = Canvas(size: Size(columns: max(0, size.columns - 1), rows: rows))
      drawChart(spectrum, on: &part)
      canvas.draw(part, row: 0, column: 1)
      var rest = Canvas(size: Size(columns: size.columns, rows: size.rows - rows))
      list.draw(on: &rest)
      canvas.draw(rest, row: rows, column: 0)
    } else if size.rows >= 4, size.columns - size.columns / 2 > 16 {
      VectorPicture.drawBoth(on: &canvas, list: list) { drawChart(spectrum, on: &$0) }
    } else {
      list.draw(on: &canvas)
    }
  }

  private func drawChart(_ spectrum: Spectrum, on canvas: inout Canvas) {
    switch chart {
    case .histogram: HistogramChart(spectrum: spectrum, context: context).draw(on: &canvas)
    case .logarithmicHistogram:
      HistogramChart(spectrum: spectrum, context: context, isLogarithmic: true).draw(on: &canvas)
    case .density: DensityChart(spectrum: spectrum, context: context).draw(on: &canvas)
    case .distances:
      DistanceChart(spectrum: spectrum, layer: layer, context: context).draw(on: &canvas)
    case .matrizations, .shuffled, .beside: drawHistograms(spectrum, on: &canvas)
    }
  }

  /// Spectra on one axis, below what their comparison tells.
  private func drawHistograms(_ spectrum: Spectrum, on canvas: inout Canvas) {
    guard !parts.isEmpty else {
      canvas.write(
        paragraph:
          "\(context.findings.beside?.file ?? "the other model") has no layer of this name.",
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
      chart == .matrizations ? "one axis for all  m map size" : "one axis for both"
    StackedHistograms(parts: parts, legend: legend, context: context).draw(on: &charts)
    canvas.draw(charts, row: top, column: 0)
  }

  private func comparison(_ spectrum: Spectrum) -> String? {
    switch chart {
    case .shuffled:
      let question = SpectrumQuestion(layer: layer, shuffledBy: 0)
      guard let shuffled = context.findings[question].answer else { return nil }
      let comparison = ShuffleComparison(spectrum, shuffled: shuffled)
      let verdict = comparison.isAlike ? "no different from its shuffle" : "unlike its shuffle"
      return "\(verdict)  distance \(comparison.distance.text(decimals: 3))"
    case .beside:
      return context.alphaDifference(ofLayer: layer)
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
        let mu = reading.mu.text(decimals: 2)
        let verdict = reading.regularization.map { "\(mu), \($0.words) by " }
        // Whose rule it is must not be cut off.
        let owner =
          "mu \(verdict ?? "")DeepDataProfiler".columns <= width ? "DeepDataProfiler" : "DDP"
        items.append(("mu", verdict.map { $0 + owner } ?? mu, .foreground))
      }
      if let test = context.powerLawTest(ofLayer: layer) {
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

  private var plusMinus: String { context.display.isUnicode ? "±" : "+-" }

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
