import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let optimized = PaneID(rawValue: "optimised")
}

/// An image that brings out the selected singular vector, as it grows.
struct OptimizedImagePane: VectorPane {
  static let info = PaneInfo(
    id: .optimized, title: "Optimised image", slot: .spectrum,
    words: .vectors + [
      PaneWord(
        "signal a to b", "of the image at the start and at the end of the ascent (equations 19, 20)"
      ),
      PaneWord("largest", "the largest signal of an image of the data set, to compare with"),
    ],
    page: "chart", fileParts: [.layer, .vector],
    keys: vectorKeys)

  /// What is drawn before it is whole is not an answer that others would wait for.
  func picture(_ context: PaneContext) -> AnyQuestion? {
    guard let question = context.vectorImageQuestion else { return nil }
    if case .working(_, _?) = context.findings[question] { return nil }
    return AnyQuestion(question)
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    [
      context.vectorImageQuestion.map { AnyQuestion($0) },
      context.spectrumQuestion.map { AnyQuestion($0) },
    ].compactMap { $0 }
  }

  func watched(_ context: PaneContext) -> [AnyQuestion] {
    context.vectorImageQuestion.map { [AnyQuestion($0)] } ?? []
  }

  /// What the data set's images reach, once their signals are known.
  func likely(_ context: PaneContext) -> [AnyQuestion] {
    context.vectorImageQuestion.flatMap { orderQuestion(of: $0, context) }
      .map { [AnyQuestion($0)].filter(context.findings.isQuick) } ?? []
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(VisualizationQuestion.self) else { return [] }
    return [context.name(ofLayer: asked.layer)] + asked.objective.terms.map(\.name)
  }

  func captions(_ context: PaneContext) -> [String] {
    guard let shown = shown(context) else {
      let terms =
        context.vectorImageQuestion.map { title(of: $0, context) }
        ?? context.selection.node.label(context.selection.parameters.polarity)
      return ["\(context.name(ofLayer: context.selection.layer))  \(terms)"]
    }
    let (layer, terms) = (
      context.name(ofLayer: shown.question.layer), title(of: shown.question, context)
    )
    let range = shown.question.words(of: shown.image.objectives)
    return ["\(layer)  \(terms)  \(range)", "\(layer)  \(terms)", terms]
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    guard let shown = shown(context) else {
      _ = context.value(
        of: context.found(context.vectorImageQuestion), waitingFor: "the gradient", on: &canvas)
      return
    }
    VectorPicture.draw(
      on: &canvas, list: SingularValueList(ofLayer: shown.question.layer, context)
    ) {
      OptimizedImagePicture(
        image: shown.image, question: shown.question,
        largest: largest(for: shown.question, context), context: context
      ).draw(on: &$0)
    }
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard case .value(let image, let asked, _) = context.found(context.vectorImageQuestion) else {
      return nil
    }
    return VisualizationReport(
      VisualizationMaking(
        layer: context.findings.model.layers[asked.layer],
        subject: .init(objective: asked.objective), recipe: asked.recipe, rows: image.height,
        columns: image.width, findings: context.findings), file: nil, image: image)
  }

  /// What asks for the data set's images by the signal that an image was optimised for.
  private func orderQuestion(
    of question: VisualizationQuestion, _ context: PaneContext
  ) -> ImageOrderQuestion? {
    guard context.dataSet != nil, question.objective.isSignal,
      let term = question.objective.terms.first
    else { return nil }
    let node = SignificanceHypergraph.Node(vector: term.vector, isNegative: term.weight < 0)
    return ImageOrderQuestion(by: .signal(layer: question.layer, nodes: [node]))
  }

  /// The largest of these signals, where they are known.
  private func largest(for question: VisualizationQuestion, _ context: PaneContext) -> Double? {
    guard let asked = orderQuestion(of: question, context),
      let order = context.findings[asked].answer, order.count > 0
    else { return nil }
    return order.score(of: order[0]).map(Double.init)
  }

  /// The vectors.
  private func title(of question: VisualizationQuestion, _ context: PaneContext) -> String {
    question.objective.terms.map { term in
      SignificanceHypergraph.Node(vector: term.vector, isNegative: term.weight < 0)
        .label(context.selection.parameters.polarity)
    }.joined(separator: " ")
  }

  /// The image as far as it is, or the one before it.
  private func shown(
    _ context: PaneContext
  ) -> (image: OptimizedImage, question: VisualizationQuestion)? {
    if let question = context.vectorImageQuestion, let image = context.image(question) {
      return (image, question)
    }
    guard case .value(let image, let question, _) = context.found(context.vectorImageQuestion)
    else { return nil }
    return (image, question)
  }
}
