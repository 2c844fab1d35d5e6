import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let vector = PaneID(rawValue: "vector")
}

/// All that is known of the selected singular vector, on one page.
struct VectorPagePane: VectorPane, ThresholdPane {
  static let info = PaneInfo(
    id: .vector, title: "Vector", slot: .spectrum,
    words: .vectors + .signals + .thresholds + [
      PaneWord(
        "strip",
        "a class's signals: a line from the smallest to the largest, a box between the quartiles, the median in it"
      ),
      PaneWord("● ·", "whether the share of a class's images over q is the majority"),
      PaneWord("feeds", "vectors of the next layer that this one reaches most"),
    ],
    page: "chart", fileParts: [.layer, .vector],
    keys: vectorKeys + thresholdKeys)

  func perform(_ action: Action, _ context: inout PaneContext) -> PaneEffect? {
    changeThreshold(action, &context.selection) ? nil : moveVector(action, &context)
  }

  /// The signals, once they take a moment; until then the page has a filter without them.
  func picture(_ context: PaneContext) -> AnyQuestion? {
    [context.vectorSignalsQuestion.map { AnyQuestion($0) }].compactMap { $0 }
      .first { context.findings[$0]?.isSettled == true || context.findings.isQuick($0) }
      ?? filterQuestion(context).map { AnyQuestion($0) }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    guard let filter = filterQuestion(context) else { return [] }
    var needs = [AnyQuestion(filter), AnyQuestion(SpectrumQuestion(layer: filter.layer))]
    needs.append(AnyQuestion(SuccessorsQuestion()))
    if let links = context.linksQuestion { needs.append(AnyQuestion(links)) }
    if let signals = context.vectorSignalsQuestion {
      needs.append(AnyQuestion(signals))
      needs += context.hierarchyQuestion.map { [AnyQuestion($0)] } ?? []
      needs += images(of: signals, context)
    }
    return needs
  }

  func illustrations(_ context: PaneContext) -> [AnyQuestion] {
    context.vectorImageQuestion.map { [AnyQuestion($0)] } ?? []
  }

  /// The neighbours' signals and filters, and the images at the ends of those that are known.
  func likely(_ context: PaneContext) -> [AnyQuestion] {
    [1, -1].flatMap { step -> [AnyQuestion] in
      var context = context
      context.selection.vector += step
      guard (0..<context.vectorCount).contains(context.selection.vector),
        let filter = filterQuestion(context)
      else { return [] }
      let signals = context.vectorSignalsQuestion
      let own = [signals.map { AnyQuestion($0) }, context.linksQuestion.map { AnyQuestion($0) }]
      return [AnyQuestion(filter)] + own.compactMap { $0 }
        + (signals.map { images(of: $0, context) } ?? [])
    }.filter(context.findings.isQuick)
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    if let asked = question.as(FilterQuestion.self) {
      return [context.name(ofLayer: asked.layer), "v\(asked.vector)"]
    }
    guard let asked = question.as(VectorSignalsQuestion.self) else { return [] }
    return [
      context.name(ofLayer: asked.layer), asked.node.label(asked.parameters.polarity),
      "q \(asked.parameters.quantile.percent())", "p \(asked.parameters.majority.percent())",
      asked.parameters.polarity.rawValue,
    ]
  }

  func captions(_ context: PaneContext) -> [String] {
    guard context.layer != nil else { return [] }
    let context = shown(context)
    let name = context.selection.node.label(context.selection.parameters.polarity)
    let layer = context.name(ofLayer: context.selection.layer)
    return ["\(layer)  all of \(name)", "\(layer)  \(name)", name]
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    guard let question = filterQuestion(context) else {
      _ = context.value(
        of: context.found(filterQuestion(context)), waitingFor: "the singular vectors", on: &canvas)
      return
    }
    var page = Canvas(size: Size(columns: canvas.size.columns - 2, rows: canvas.size.rows))
    let shown = shown(context)
    // A fault of the layer's own weight: there is nothing else to tell.
    if case .failed(let failure) = shown.findings[DecompositionQuestion(layer: question.layer)] {
      canvas.write(paragraph: "\(failure)", row: 0, style: .role(failure.role))
      return
    }
    VectorPagePicture(context: shown).draw(on: &page)
    canvas.draw(page, row: 0, column: 1)
  }

  func data(_ context: PaneContext) -> (any Report)? {
    let shown = shown(context)
    guard let question = shown.vectorSignalsQuestion,
      let signals = shown.findings[question].answer,
      let spectrum = shown.spectrum(ofLayer: question.layer)
    else { return nil }
    return VectorReport(
      layer: shown.findings.model.layers[question.layer], node: shown.selection.node,
      spectrum: spectrum, signals: signals,
      links: shown.linksQuestion.flatMap { shown.findings[$0].answer },
      dataSet: shown.findings.dataSet, model: shown.findings.model)
  }

  private func filterQuestion(_ context: PaneContext) -> FilterQuestion? {
    context.layer == nil
      ? nil : FilterQuestion(layer: context.selection.layer, vector: context.selection.vector)
  }

  /// The images at both ends, where these are known.
  private func images(
    of signals: VectorSignalsQuestion, _ context: PaneContext
  ) -> [AnyQuestion] {
    guard let signals = context.findings[signals].answer else { return [] }
    let shown =
      signals.highest.prefix(ExtremeImages.most)
      + signals.lowest.prefix(ExtremeImages.most)
    return shown.map { AnyQuestion(InputImagesQuestion([$0.image])) }
  }

  /// The same with what the page is about in place of the selection: the vector before it, until what is
  /// needed of this one is known.
  private func shown(_ context: PaneContext) -> PaneContext {
    var shown = context
    if picture(context)?.as(VectorSignalsQuestion.self) != nil {
      guard case .value(_, let asked, _) = context.found(context.vectorSignalsQuestion) else {
        return shown
      }
      shown.selection.layer = asked.layer
      shown.selection.select(node: asked.node)
      shown.selection.parameters = asked.parameters
    } else if case .value(_, let asked, _) = context.found(filterQuestion(context)) {
      shown.selection.layer = asked.layer
      shown.selection.vector = asked.vector
    }
    return shown
  }
}
