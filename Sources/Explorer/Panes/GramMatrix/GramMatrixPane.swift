import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let gram = PaneID(rawValue: "gram")
}

/// The products of each two filters of a layer.
struct GramMatrixPane: VectorPane {
  static let info = PaneInfo(
    id: .gram, title: "Gram matrix", slot: .spectrum,
    words: [
      PaneWord(
        "W1 W1^T",
        "products of all pairs of filters: large where they are alike, below zero where they are opposite"
      ),
      PaneWord("diagonal", "filters' squared lengths; the scale ends at the largest other product"),
    ],
    page: "chart", keys: vectorKeys)

  func picture(_ context: PaneContext) -> AnyQuestion? {
    question(context).map { AnyQuestion($0) }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    [picture(context), context.spectrumQuestion.map { AnyQuestion($0) }].compactMap { $0 }
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    [question.as(GramMatrixQuestion.self)].compactMap { $0.map { context.name(ofLayer: $0.layer) } }
  }

  func captions(_ context: PaneContext) -> [String] {
    let layer = context.found(question(context)).question?.layer ?? context.selection.layer
    return ["\(context.name(ofLayer: layer))  W1 W1^T", "W1 W1^T"]
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    let found = context.found(question(context))
    let gram = context.value(of: found, waitingFor: "the products of filters", on: &canvas)
    guard let gram, let shown = found.question else { return }
    VectorPicture.draw(on: &canvas, list: SingularValueList(ofLayer: shown.layer, context)) {
      GramMatrixPicture(gram: gram, context: context).draw(on: &$0)
    }
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard case .value(let gram, let shown, _) = context.found(question(context)) else { return nil }
    return GramMatrixReport(layer: context.findings.model.layers[shown.layer], gram: gram)
  }

  private func question(_ context: PaneContext) -> GramMatrixQuestion? {
    context.layer == nil ? nil : GramMatrixQuestion(layer: context.selection.layer)
  }
}
