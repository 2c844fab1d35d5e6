package import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension Explorer {
  /// The most thumbnails of exemplary images.
  static let thumbnails = 8

  /// What should be computed, derived once an event.
  struct Demands {
    /// What is needed and missing, the most urgent first.
    var missing: [AnyQuestion] = []
    /// What is missing of what is only likely to be needed next.
    var prefetched: [AnyQuestion] = []
    /// What is shown or may be at once, known or not.
    var kept: [AnyQuestion] = []
  }

  /// What should be computed now, the most urgent first; its tail is `prefetched`.
  package var wanted: [AnyQuestion] { demands.missing + demands.prefetched }

  /// What is only likely to be wanted next.
  package var prefetched: [AnyQuestion] { demands.prefetched }

  /// Where the tail of `wanted` starts that is only likely to be wanted next.
  package var prefetchStart: Int { demands.missing.count }

  /// What stays known whether it is wanted or not, as it is shown, or may be at once.
  package var kept: [AnyQuestion] { demands.kept }

  /// What is shown in part before it is known: the selected layer's spectrum.
  package var watched: [AnyQuestion] {
    layer == nil ? [] : [AnyQuestion(SpectrumQuestion(layer: selection.layer))]
  }

  /// What one pane alone still needs.
  package func wanted(by view: View) -> [AnyQuestion] { missing(needs(of: view)) }

  private func missing(_ questions: [AnyQuestion]) -> [AnyQuestion] { questions.filter(isMissing) }

  private func isMissing(_ question: AnyQuestion) -> Bool {
    findings[question]?.isSettled != true && !cancelled.contains(question)
  }

  /// Derives what is needed from the state.
  private func derivedDemands() -> Demands {
    let shown = Layout(explorer: self, size: size).placements.map(\.view)
    func all(of views: [View]) -> [AnyQuestion] { views.flatMap { self.needs(of: $0) } }
    var needs = Needs()
    // The list of layers is about all of them: what is selected in it stands in the other panes.
    needs.focused = focus == .layers ? [] : self.needs(of: focus)
    needs.seen = all(of: View.allCases.filter { $0 != .layers && shown.contains($0) })
    needs.header =
      self.needs(of: .layers)
      + (layer == nil || dataSet == nil ? [] : [AnyQuestion(PredictionsQuestion())])
    needs.hidden = all(of: View.allCases.filter { $0 != .layers && !shown.contains($0) })
    needs.likely = neighbours
    let missing = needs.missing(in: findings, where: isMissing)
    let known = Set(missing)
    return Demands(
      missing: missing, prefetched: needs.likely.filter { isMissing($0) && !known.contains($0) },
      kept: needs.kept + held.values)
  }

  private func needs(of view: View) -> [AnyQuestion] {
    guard layer != nil else { return [] }
    switch view {
    case .layers: return spectra
    case .spectrum:
      return [AnyQuestion(SpectrumQuestion(layer: selection.layer))] + chartQuestions + law
    case .projection:
      return [question(for: .maps), question(for: .input)].compactMap { $0 }
        + [AnyQuestion(SpectrumQuestion(layer: selection.layer))]
    case .hypergraph:
      return [question(for: .hierarchy)].compactMap { $0 }
    case .hierarchy:
      return [question(for: .hierarchy)].compactMap { $0 } + exemplarInputs
    }
  }

  /// The test of the selected layer's power law, if it has one.
  private var law: [AnyQuestion] {
    spectrum(ofLayer: selection.layer)?.alpha == nil
      ? [] : [AnyQuestion(PowerLawTestQuestion(layer: selection.layer))]
  }

  private var exemplarInputs: [AnyQuestion] {
    guard dataSet != nil, case .value(let hierarchy, _, isStale: false) = hierarchy,
      let group = group(in: hierarchy)
    else { return [] }
    return exemplars(of: hierarchy.groups[group]).prefix(Self.thumbnails).map {
      AnyQuestion(FeatureMapsQuestion(.input, layer: 0, image: $0.image))
    }
  }

  /// What one step further would show, as far as it takes no more than a moment; then what lets another
  /// threshold of the layer take a moment.
  private var neighbours: [AnyQuestion] {
    guard layer != nil, let dataSet else { return [] }
    let images = [selection.image + 1, selection.image - 1]
      .filter(dataSet.labels.indices.contains)
      .map { FeatureMapsQuestion(stage, layer: selection.layer, image: $0) }
    let layers = [selection.layer + 1, selection.layer - 1]
      .filter(findings.model.layers.indices.contains)
      .map { FeatureMapsQuestion(stage, layer: $0, image: selection.image) }
    var questions = (images + layers).map { AnyQuestion($0) }.filter(findings.isQuick)
    if held[.hierarchy]?.as(HierarchyQuestion.self)?.layer == selection.layer {
      questions.append(AnyQuestion(SortedSignalsQuestion(layer: selection.layer)))
    }
    return questions
  }

  /// Brings what depends on the selection and the findings in order after an event.
  mutating func settle() {
    selection.layer = selection.layer.clamped(to: 0..<findings.model.layers.count)
    settleVector()
    selection.vector = selection.vector.clamped(to: 0..<vectorCount)
    selection.image = selection.image.clamped(to: 0..<(findings.dataSet?.labels.count ?? 0))
    for demand in Demand.allCases {
      guard let question = question(for: demand), case .known = findings[question] else {
        continue
      }
      held[demand] = question
    }
    if let maps = maps.value {
      cell.row = cell.row.clamped(to: 0..<maps.height)
      cell.column = cell.column.clamped(to: 0..<maps.width)
    }
    settleLate()
    done += wanted.count { findings[$0]?.isSettled == true }
    demands = derivedDemands()
    if demands.missing.isEmpty { done = 0 }
  }
}
