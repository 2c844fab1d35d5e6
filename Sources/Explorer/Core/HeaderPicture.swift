import DeepDataProfiler
import Reports
import TerminalUI

/// The lines above the panes: the network, the data, and on a narrow screen which panes there are.
enum HeaderPicture {
  /// One row when everything fits into it, else two.
  static func rows(_ explorer: Explorer, columns: Int) -> Int {
    let (model, data) = (width(modelSpans(explorer)), width(dataSpans(explorer, columns)))
    return data == 0 || model + data + 3 <= columns ? 1 : 2
  }

  static func draw(on canvas: inout Canvas, explorer: Explorer, layout: Layout) {
    let data = dataSpans(explorer, canvas.size.columns)
    canvas.write(modelSpans(explorer), row: 0)
    if layout.headerRows == 1 {
      canvas.write(data, row: 0, column: canvas.size.columns - width(data) - 1)
    } else {
      canvas.write(data, row: 1, column: 1)
    }
    if layout.hasTabs { drawTabs(on: &canvas, explorer, layout) }
  }

  private static func width(_ spans: [StyledText]) -> Int {
    spans.reduce(0) { $0 + $1.text.columns }
  }

  private static func modelSpans(_ explorer: Explorer) -> [StyledText] {
    let model = explorer.findings.model
    let graph = model.architecture.map { " (graph assumed: torchvision's \($0))" } ?? ""
    var spans = [
      StyledText(" ddp-tui", .role(.title, .bold)), StyledText("  \(model.file)", .role(.title)),
      StyledText("  alpha-hat ", .role(.footer)),
      alphaHat(model, explorer),
    ]
    if let beside = explorer.findings.beside {
      spans += [
        StyledText("  \(beside.file) ", .role(.footer)),
        alphaHat(beside, explorer, of: 1),
      ]
    }
    spans.append(StyledText("  \(model.layers.count.counted("layer"))", .role(.footer)))
    if !model.leftOut.isEmpty {
      spans.append(StyledText("  \(model.leftOut.count.grouped) left out", .role(.warning)))
    }
    return spans + [
      StyledText("  \(model.parameters.counted("parameter"))", .role(.footer)),
      StyledText("  \(model.format)\(graph)", .role(.footer)),
    ]
  }

  /// The sum of `alpha log10 lambda_max` over a model's layers, once all spectra are known.
  private static func alphaHat(
    _ model: Findings.Model, _ explorer: Explorer, of index: Int = 0
  ) -> StyledText {
    let known = explorer.knownSpectra[index]
    guard !model.layers.isEmpty else { return StyledText("-", .role(.inactive)) }
    guard known.settled == model.layers.count else {
      let ellipsis = explorer.glyphs.ellipsis
      return StyledText(
        "\(ellipsis) \(known.settled) of \(model.layers.count) layers", .role(.inactive))
    }
    let terms = known.terms
    guard !terms.isEmpty else { return StyledText("no layer fits", .role(.warning)) }
    let value = terms.reduce(0, +).text(decimals: 2)
    if terms.count == model.layerCount { return StyledText(value, .role(.title, .bold)) }
    return StyledText("\(value) (\(terms.count) of \(model.layerCount) fit)", .role(.warning))
  }

  /// The images and the accuracy, or as much of the reason why there is none as fits.
  private static func dataSpans(_ explorer: Explorer, _ columns: Int) -> [StyledText] {
    guard let dataSet = explorer.findings.dataSet else {
      let model = explorer.findings.model
      guard model.hasGraph else { return [StyledText("no graph, so no images", .role(.inactive))] }
      let isFaulty = explorer.findings.dataSetFault != nil
      return [
        isFaulty
          ? StyledText("images not usable: 3 says why", .role(.warning))
          : StyledText("no images: --data PATH", .role(.inactive))
      ]
    }
    let count = dataSet.labels.count
    var images = count.counted("image")
    let found = explorer.findings[PredictionsQuestion()]
    if case .known(let predictions) = found, !predictions.leftOut.isEmpty {
      images = "\(predictions.images.count.grouped) of \(images)"
    }
    var spans = [
      StyledText(dataSet.file, .role(.title)), StyledText("  \(images)", .role(.footer)),
      StyledText("  \(explorer.classCount.counted("class", plural: "classes"))", .role(.footer)),
    ]
    switch found {
    case .known(let predictions):
      if !predictions.leftOut.isEmpty {
        let count = predictions.leftOut.count
        spans.append(StyledText("  \(count.grouped) left out", .role(.warning)))
      }
      if let warning = dataSet.warning(of: predictions) {
        spans.append(fault(warning, beside: spans, columns, explorer))
      }
      if let accuracy = predictions.accuracy {
        spans.append(StyledText("  \(accuracy.percent(decimals: 1))", .role(.title, .bold)))
        spans.append(StyledText(" accurate", .role(.footer)))
        if predictions.scores.choice != nil {
          spans.append(StyledText(" by output \(predictions.scores.output)", .role(.footer)))
        }
        if dataSet.isMatchedByOrder {
          spans.append(StyledText("  classes in order of outputs", .role(.warning)))
        }
      } else {
        spans.append(
          fault(
            "accuracy ?  \(dataSet.mismatch?.reason ?? "")", beside: spans, columns, explorer))
      }
    case .failed(let reason):
      spans.append(fault("no predictions: \(reason)", beside: spans, columns, explorer))
    case .unknown where explorer.context().dataSet == nil:
      spans.append(StyledText("  not usable", .role(.warning)))
    case .unknown, .working:
      spans.append(StyledText("  accuracy \(explorer.glyphs.ellipsis)", .role(.inactive)))
    }
    return spans
  }

  private static func fault(
    _ text: String, beside spans: [StyledText], _ columns: Int, _ explorer: Explorer
  ) -> StyledText {
    let room = max(0, columns - width(spans) - 4)
    let whole = " (\(explorer.keys.name(of: .help)) has all)"
    let words =
      text.columns <= room || room < whole.columns + 8
      ? text.cut(to: room) : text.cut(to: room - whole.columns) + whole
    return StyledText("  " + words, .role(.warning))
  }

  private static func drawTabs(on canvas: inout Canvas, _ explorer: Explorer, _ layout: Layout) {
    var column = 1
    let infos = explorer.shownPanes.map(\.info)
    let names = infos.map { " \(explorer.keys.title(of: $0)) " }
    let hasRoom = names.reduce(0) { $0 + $1.columns + 1 } < canvas.size.columns
    for (info, name) in zip(infos, names) {
      let isShown = layout.placements.contains { $0.slot == info.slot }
      var style = Style.role(isShown ? .title : .inactive)
      if info.id == explorer.focus { style.emphasis = [.bold, .reverse] }
      let start = column
      column += canvas.write(
        hasRoom || info.id == explorer.focus
          ? name : " \(explorer.keys.name(of: .focus(info.slot))) ",
        row: layout.headerRows, column: column, style: style)
      // No place to go to: what a click does is to focus the pane.
      canvas.mark(
        "pane;\(Action.focus(info.slot).name)", row: layout.headerRows, column: start,
        size: Size(columns: column - start, rows: 1))
      column += 1
    }
    if explorer.isZoomed {
      canvas.write("zoomed", row: layout.headerRows, column: column + 1, style: .role(.inactive))
    }
  }
}

extension Explorer {
  fileprivate var glyphs: Glyphs { .suited(to: theme.display) }
}
