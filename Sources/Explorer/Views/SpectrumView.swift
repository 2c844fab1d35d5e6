import DeepDataProfiler

/// The singular values of a layer: their histogram or the ESD, the fits, and the list of them.
struct SpectrumView: PaneDrawing {
  let scene: Scene

  private var explorer: Explorer { scene.explorer }
  var isStale: Bool { explorer.spectrum.isStale }

  func caption(width: Int) -> String {
    var layer = explorer.selection.layer
    if case .value(_, .spectrum(let old, _), isStale: true) = explorer.spectrum { layer = old }
    return explorer.name(ofLayer: layer)
      + "  " + explorer.chart.caption
  }

  var position: String {
    explorer.layer == nil ? "" : "v\(explorer.selection.vector) of \(explorer.vectorCount)"
  }

  func draw(on canvas: inout Canvas) {
    let spectrum = scene.value(of: explorer.spectrum, waitingFor: "the spectrum", on: &canvas)
    if let spectrum { draw(spectrum, on: &canvas) }
  }

  private func draw(_ spectrum: Spectrum, on canvas: inout Canvas) {
    let isWide = canvas.size.columns >= 64
    let facts = facts(spectrum, width: canvas.size.columns - 2)
    let shownFacts = facts.prefix(max(1, canvas.size.rows - 2))
    for (row, line) in shownFacts.enumerated() { canvas.write(line, row: row, column: 1) }
    let top = shownFacts.count
    let rows = canvas.size.rows - top
    guard rows > 0 else { return }
    if explorer.chart == .matrizations, !isWide {
      // Three charts leave no room for a list.
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
    case .matrizations: MatrizationsChart(scene: scene).draw(on: &chart)
    }
    canvas.draw(chart, row: row, column: 1)
  }

  /// Alpha never without its distance, its tail and the spikes above a random bulk.
  private func facts(_ spectrum: Spectrum, width: Int) -> [[Span]] {
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
    case .failure(let fault):
      items = [("alpha", "no fit: \(fault.words)", .warning)]
      appendBulk(spectrum, to: &items)
    }
    return flow(items, width: width)
  }

  private func appendBulk(_ spectrum: Spectrum, to items: inout [(String, String, Role)]) {
    guard let bulk = spectrum.bulk else {
      items.append(("MP", "no bulk: all values are zero", .warning))
      return
    }
    items.append(("MP spikes", "\(bulk.spikes)", bulk.spikes == 0 ? .warning : .foreground))
    items.append(
      ("bulk lambda", "[\(bulk.lowerEdge.brief) to \(bulk.upperEdge.brief)]", .bulk))
  }

  private var plusMinus: String { scene.display.isUnicode ? "±" : "+-" }

  private func flow(_ items: [(String, String, Role)], width: Int) -> [[Span]] {
    var lines: [[Span]] = [[]]
    var used = 0
    for (name, value, role) in items {
      let columns = name.columns + 1 + value.columns + 2
      if used > 0, used + columns - 2 > width {
        lines.append([])
        used = 0
      }
      lines[lines.count - 1] += [
        Span(name + " ", .role(.inactive)), Span(value + "  ", .role(role)),
      ]
      used += columns
    }
    return lines
  }

  private func drawList(
    _ spectrum: Spectrum, on canvas: inout Canvas, row: Int, column: Int, _ size: Size
  ) {
    let values = spectrum.singularValues
    let shown = (explorer.matches(in: .spectrum) ?? Array(values.indices))
      .filter(values.indices.contains)
    var list = Canvas(size: size)
    if size.rows > 3 {
      let heading = "  vector      s_i" + (size.columns >= Self.gapEnd ? "      gap" : "")
      list.write(heading, row: 0, column: 0, style: .role(.inactive))
    }
    let top = size.rows > 3 ? 1 : 0
    if shown.isEmpty { list.write("  no vector matches", row: top, column: 0) }
    let cursor = shown.firstIndex { $0 >= explorer.selection.vector } ?? shown.count - 1
    for (row, index) in LayersView.window(shown.count, around: cursor, rows: size.rows - top)
      .enumerated()
    {
      drawValue(shown[index], of: spectrum, on: &list, row: top + row)
    }
    canvas.draw(list, row: row, column: column)
  }

  private func drawValue(
    _ index: Int, of spectrum: Spectrum, on list: inout Canvas, row: Int
  ) {
    let isSelected = index == explorer.selection.vector
    let style = isSelected ? scene.selected : Style()
    list.fill(rows: row..<row + 1, style: style)
    let value = spectrum.singularValues[index]
    let gap = spectrum.gap(after: index).map { $0.percent(decimals: 1) } ?? "-"
    var note = ""
    if index >= spectrum.rank {
      note = "  past the rank"
    } else if let bulk = spectrum.bulk, value * value > bulk.upperEdge {
      note = "  spike"
    }
    list.write(
      (isSelected ? scene.marker : " ") + " " + "v\(index)".padded(to: 6)
        + value.brief.aligned(to: 9), row: row, column: 0, style: style)
    guard list.size.columns >= Self.gapEnd else { return }
    list.write(gap, row: row, endingAt: Self.gapEnd, style: style)
    var quiet = style
    if !isSelected { quiet.foreground = .role(.inactive) }
    guard list.size.columns >= Self.gapEnd + note.columns else { return }
    list.write(note, row: row, column: Self.gapEnd, style: quiet)
  }

  /// Where the column of gaps ends; a narrower list has none.
  private static let gapEnd = 26
}
