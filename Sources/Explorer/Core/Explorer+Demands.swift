package import DeepDataProfiler
import NeuralNetwork
import TerminalUI

extension Explorer {
  /// What should be computed now, the most urgent first; what is only likely to be wanted next comes last.
  package var wanted: [AnyQuestion] { demands.missing + demands.prefetched }

  /// What the screen still needs to be whole, the most urgent first.
  package var needed: [AnyQuestion] { demands.missing }

  /// What stays known whether it is wanted or not, as it is shown, or may be at once.
  package var kept: [AnyQuestion] { demands.kept }

  /// What is shown in part before it is known.
  package var watched: [AnyQuestion] { demands.watched }

  /// What one pane alone still needs, drawn as large as the screen, with illustrations or without, and for
  /// all of its data, be it in sight or not.
  package func wanted(
    by id: PaneID, isIllustrated: Bool = true, hasData: Bool = false
  ) -> [AnyQuestion] {
    guard let pane = panes[id], context().layer != nil else { return [] }
    var context = context(of: id)
    context.isZoomed = true
    context.room = size.withinBorder
    context.hasData = hasData
    let illustrations = isIllustrated ? pane.illustrations(context) : []
    return (pane.needs(context) + illustrations).filter(isMissing)
  }

  private func isMissing(_ question: AnyQuestion) -> Bool {
    findings[question]?.isSettled != true && !cancelled.contains(question)
  }

  private func needs(of pane: any Pane) -> [AnyQuestion] {
    let context = context(of: pane.info.id)
    return context.layer == nil ? [] : pane.needs(context)
  }

  /// Derives what is needed from the state.
  private func derivedDemands() -> Demands {
    let context = context()
    let panes = shownPanes
    let single = panes.filter { !$0.info.isAboutAllLayers }
    func all(_ panes: [any Pane]) -> [AnyQuestion] { panes.flatMap { self.needs(of: $0) } }
    var needs = Needs()
    needs.focused = all(single.filter { $0.info.id == focus })
    needs.seen = all(single.filter { rooms[$0.info.slot] != nil })
    needs.hidden = all(single.filter { rooms[$0.info.slot] == nil })
    if context.layer != nil {
      needs.header =
        spectra + (context.dataSet == nil ? [] : [AnyQuestion(PredictionsQuestion())])
        + all(panes.filter { $0.info.isAboutAllLayers })
      needs.illustrations = panes.flatMap { $0.illustrations(self.context(of: $0.info.id)) }
      needs.likely = panes.flatMap { $0.likely(self.context(of: $0.info.id)) }
    }
    let missing = needs.missing(in: findings, where: isMissing)
    let known = Set(missing)
    return Demands(
      missing: missing, prefetched: needs.likely.filter { isMissing($0) && !known.contains($0) },
      kept: needs.kept + held.values,
      watched: panes.flatMap { $0.watched(self.context(of: $0.info.id)) } + needs.illustrations)
  }

  /// Brings what depends on the selection and the findings in order after an event.
  mutating func settle() {
    knownSpectra = [KnownSpectra(), KnownSpectra()]
    for question in spectra { knownSpectra[question.model].note(findings[question]) }
    selection.layer = selection.layer.clamped(to: 0..<findings.model.layers.count)
    // A vector that the layer does not have gives way to what it begins with.
    if !(0..<context().vectorCount).contains(selection.vector) {
      (selection.vector, selection.isVectorChosen) = (0, false)
    }
    settleVector()
    selection.image = selection.image.clamped(to: 0..<(findings.dataSet?.labels.count ?? 0))
    rooms = Dictionary(
      uniqueKeysWithValues: layout(size).placements.map { ($0.slot, $0.size.withinBorder) })
    if !searches.isEmpty { dropSearches() }
    for pane in shownPanes {
      guard let question = pane.picture(context(of: pane.info.id)), case .known = findings[question]
      else {
        continue
      }
      held[PictureKind(question)] = question
    }
    for id in panes.keys {
      let context = context(of: id)
      panes[id]?.settle(context)
    }
    settleLate()
    done += wanted.count { findings[$0]?.isSettled == true }
    demands = derivedDemands()
    if demands.missing.isEmpty { done = 0 }
    noteStarts()
  }

  /// Fits vector and sign to the groups of the layer once they are known: as long as the person chose
  /// none, the strongest vector that belongs to a group; and of both signs the one that does.
  private mutating func settleVector() {
    guard case .value(let hierarchy, _, isStale: false) = context().hierarchy else { return }
    func isInGroup(_ selection: Selection) -> Bool {
      hierarchy.groups.contains { $0.nodes.contains(selection.node) }
    }
    if !selection.isVectorChosen, lookedThrough != selection.layer || !isInGroup(selection) {
      lookedThrough = selection.layer
      if let strongest = hierarchy.nodes.first {
        selection.vector = strongest.vector
        selection.isNegative = strongest.isNegative
      }
    }
    guard !isInGroup(selection) else { return }
    selection.isNegative.toggle()
    if !isInGroup(selection) { selection.isNegative = false }
  }
}
