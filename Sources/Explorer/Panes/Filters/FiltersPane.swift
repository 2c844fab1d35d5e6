import DeepDataProfiler
import Reports
import TerminalUI

extension PaneID {
  package static let filters = PaneID(rawValue: "filters")
}

/// The selected pair of singular vectors as filters.
struct FiltersPane: VectorPane {
  static let info = PaneInfo(
    id: .filters, title: "Filters", slot: .spectrum,
    words: .vectors + [
      PaneWord("u3", "the left singular vector: how much of v_3 each filter of the layer has"),
      PaneWord("1 = 0.56", "what the ends of the colour scale stand for"),
    ],
    page: "chart", fileParts: [.layer, .vector],
    keys: vectorKeys)

  func picture(_ context: PaneContext) -> AnyQuestion? {
    filterQuestion(context).map { AnyQuestion($0) }
  }

  func needs(_ context: PaneContext) -> [AnyQuestion] {
    [picture(context), context.spectrumQuestion.map { AnyQuestion($0) }].compactMap { $0 }
  }

  func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(FilterQuestion.self) else { return [] }
    return [context.name(ofLayer: asked.layer), "v\(asked.vector)"]
  }

  func captions(_ context: PaneContext) -> [String] {
    guard let shown = found(context).question ?? filterQuestion(context) else { return [] }
    let (layer, vectors) = (context.name(ofLayer: shown.layer), "u\(shown.vector) v\(shown.vector)")
    return ["\(layer)  singular vectors \(vectors)", "\(layer)  \(vectors)", vectors]
  }

  func draw(on canvas: inout Canvas, _ context: PaneContext) {
    let found = found(context)
    let filter = context.value(of: found, waitingFor: "the singular vectors", on: &canvas)
    guard let filter, let shown = found.question else { return }
    VectorPicture.draw(on: &canvas, list: SingularValueList(ofLayer: shown.layer, context)) {
      FiltersPicture(filter: filter, vector: shown.vector, context: context).draw(on: &$0)
    }
  }

  func data(_ context: PaneContext) -> (any Report)? {
    guard case .value(let filter, let shown, _) = found(context) else { return nil }
    return FilterReport(
      layer: context.findings.model.layers[shown.layer], vector: shown.vector, filter: filter)
  }

  private func filterQuestion(_ context: PaneContext) -> FilterQuestion? {
    context.layer == nil
      ? nil
      : FilterQuestion(layer: context.selection.layer, vector: context.selection.vector)
  }

  private func found(_ context: PaneContext) -> Found<FilterQuestion> {
    context.found(filterQuestion(context))
  }
}
