import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let optimized = PaneID(rawValue: "optimised")
}

/// An image that brings out the selected singular vector, as it grows.
struct OptimizedImagePane: VectorPane {
  static let info = PaneInfo(
    id: .optimized, title: "Optimised image", slot: .spectrum, page: "chart", keys: vectorKeys)

  /// What is drawn before it is whole is not an answer that others would wait for.
  func picture(_ context: PaneContext) -> AnyQuestion? {
    partial(context) == nil ? question(context).map { AnyQuestion($0) } : nil
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    [
      question(context).map { AnyQuestion($0) },
      context.spectrumQuestion.map { AnyQuestion($0) },
    ].compactMap { $0 }
  }

  func watched(_ context: PaneContext) -> [AnyQuestion] {
    question(context).map { [AnyQuestion($0)] } ?? []
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(VisualizationQuestion.self) else { return [] }
    return [context.name(ofLayer: asked.layer)] + asked.objective.terms.map { "v\($0.vector)" }
  }

  func captions(_ context: PaneContext) -> [String] {
    guard let shown = shown(context) else {
      return ["\(context.name(ofLayer: context.selection.layer))  v\(context.selection.vector)"]
    }
    let (layer, terms) = (context.name(ofLayer: shown.question.layer), shown.question.title)
    let (first, last) = (shown.image.objectives.first, shown.image.objectives.last)
    return [
      "\(layer)  \(terms)  objective \(first.brief) to \(last.brief)", "\(layer)  \(terms)", terms,
    ]
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    guard let shown = shown(context) else {
      _ = context.value(
        of: context.found(question(context)), waitingFor: "the gradient", on: &canvas)
      return
    }
    VectorPicture.draw(
      on: &canvas, list: SingularValueList(ofLayer: shown.question.layer, context)
    ) {
      OptimizedImagePicture(
        image: shown.image, recipe: shown.question.recipe, display: context.display
      ).draw(on: &$0)
    }
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard case .value(let image, let asked, _) = context.found(question(context)) else {
      return nil
    }
    return VisualizationReport(
      file: nil, image: image, layer: context.findings.model.layers[asked.layer],
      subject: .init(objective: asked.objective), recipe: asked.recipe,
      findings: context.findings)
  }

  /// The image of the selected vector; nil where the network can't be run.
  private func question(_ context: PaneContext) -> VisualizationQuestion? {
    guard context.layer != nil, context.findings.model.hasGraph else { return nil }
    return VisualizationQuestion(
      layer: context.selection.layer, .init([.init(vector: context.selection.vector)]))
  }

  /// The image as far as it is, or the one before it.
  private func shown(
    _ context: PaneContext
  ) -> (image: OptimizedImage, question: VisualizationQuestion)? {
    if let partial = partial(context), let question = question(context) {
      return (partial, question)
    }
    guard case .value(let image, let question, _) = context.found(question(context)) else {
      return nil
    }
    return (image, question)
  }

  private func partial(_ context: PaneContext) -> OptimizedImage? {
    guard let question = question(context),
      case .working(_, let partial) = context.findings[question]
    else { return nil }
    return partial
  }
}

extension VisualizationQuestion {
  /// The vectors.
  fileprivate var title: String {
    objective.terms.map { "v\($0.vector)" }.joined(separator: " ")
  }
}
