import DeepDataProfiler
import NeuralNetwork

/// What the page of the selected vector asks.
extension PaneContext {
  /// What asks for the signals of the selected vector; nil where there are none.
  var vectorSignalsQuestion: VectorSignalsQuestion? {
    layer == nil || dataSet == nil
      ? nil
      : VectorSignalsQuestion(
        layer: selection.layer, node: selection.node, selection.parameters)
  }

  /// The layer that takes what the selected one gives, alone; nil where none does, or it is not known.
  var nextLayer: Int? {
    let successors = findings[SuccessorsQuestion()].answer ?? []
    guard successors.indices.contains(selection.layer),
      case .layer(let next, _) = successors[selection.layer]
    else { return nil }
    return next
  }

  /// What asks for the links of the selected vector; nil where there are none, and while the vectors of a
  /// large next layer are not known: they take long.
  var linksQuestion: LinksQuestion? {
    guard let next = nextLayer else { return nil }
    let vectors = AnyQuestion(DecompositionQuestion(layer: next))
    guard findings.isQuick(vectors) || findings[vectors]?.isSettled == true else { return nil }
    return LinksQuestion(layer: selection.layer, vector: selection.vector, to: next)
  }
}
