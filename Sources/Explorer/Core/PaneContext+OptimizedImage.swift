import DeepDataProfiler

extension PaneContext {
  /// What asks for the image that brings out the selected vector, with its sign.
  var vectorImageQuestion: VisualizationQuestion? {
    layer == nil || !findings.model.hasGraph
      ? nil
      : VisualizationQuestion(
        layer: selection.layer,
        .init([.init(vector: selection.vector, weight: selection.node.isNegative ? -1 : 1)]))
  }

  /// What asks for the image that brings out a group's vectors.
  func imageQuestion(
    of group: SemanticHierarchy.Group, ofLayer layer: Int
  ) -> VisualizationQuestion? {
    findings.model.hasGraph
      ? VisualizationQuestion(layer: layer, VisualizationObjective(group)) : nil
  }

  /// As much as there is of an optimised image.
  func image(_ question: VisualizationQuestion) -> OptimizedImage? {
    switch findings[question] {
    case .known(let image): image
    case .working(_, let partial): partial
    case .unknown, .failed: nil
    }
  }
}
