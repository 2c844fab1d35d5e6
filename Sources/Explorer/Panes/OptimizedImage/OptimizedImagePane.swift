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

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(VisualizationQuestion.self) else { return [] }
    return [context.name(ofLayer: asked.layer)] + asked.objective.terms.map(\.name)
  }

  func captions(_ context: PaneContext) -> [String] {
    guard let shown = shown(context) else {
      let terms = context.vectorImageQuestion?.title ?? "v\(context.selection.vector)"
      return ["\(context.name(ofLayer: context.selection.layer))  \(terms)"]
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
        of: context.found(context.vectorImageQuestion), waitingFor: "the gradient", on: &canvas)
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
    guard case .value(let image, let asked, _) = context.found(context.vectorImageQuestion) else {
      return nil
    }
    return VisualizationReport(
      VisualizationMaking(
        layer: context.findings.model.layers[asked.layer],
        subject: .init(objective: asked.objective), recipe: asked.recipe, rows: image.height,
        columns: image.width, findings: context.findings), file: nil, image: image)
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

extension VisualizationQuestion {
  /// The vectors.
  fileprivate var title: String {
    objective.terms.map(\.name).joined(separator: " ")
  }
}
