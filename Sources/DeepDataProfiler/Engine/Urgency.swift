/// What an explorer needs, by where it is shown.
package struct Needs: Equatable, Sendable {
  /// What the pane in focus shows.
  package var focused: [AnyQuestion] = []
  /// What other panes on the screen show.
  package var seen: [AnyQuestion] = []
  /// What the header and the list of layers are about.
  package var header: [AnyQuestion] = []
  /// What belongs to what is on the screen, takes long, and can wait for the rest of it.
  package var illustrations: [AnyQuestion] = []
  /// What the panes show that are not on the screen.
  package var hidden: [AnyQuestion] = []
  /// What one step further would show.
  package var likely: [AnyQuestion] = []

  /// Nothing.
  package init() {}

  /// All but what is only likely to be needed.
  private var all: [AnyQuestion] { focused + seen + header + illustrations + hidden }

  /// What stays known, as it is shown, or may be at once.
  package var kept: [AnyQuestion] { all + likely }

  /// What is missing, the most urgent first; what is only likely to be needed is not among it.
  ///
  /// What a pane on the screen shows and may have been kept from another time comes before all else, as a look
  /// for it takes next to nothing; then what takes a moment of the pane in focus, of the others, of the
  /// header, and what may have been kept of that; then what takes longer, in the same order; then
  /// illustrations, and the panes that are not seen.
  /// - Parameters:
  ///   - findings: what is known.
  ///   - isMissing: whether something is to be computed.
  /// - Returns: each question once.
  package func missing(
    in findings: Findings, where isMissing: (AnyQuestion) -> Bool
  ) -> [AnyQuestion] {
    var rest = self
    rest.focused = focused.filter(isMissing)
    rest.seen = rest.focused + seen.filter(isMissing)
    rest.header = header.filter(isMissing)
    rest.illustrations = illustrations.filter(isMissing)
    rest.hidden = hidden.filter(isMissing)
    let sorted =
      rest.seen.filter(findings.mayBeKept) + rest.focused.filter(findings.isQuick)
      + rest.seen.filter(findings.isQuick)
      + rest.header.filter { findings.mayBeKept($0) || findings.isQuick($0) } + rest.all
    var met: Set<AnyQuestion> = []
    return sorted.filter { met.insert($0).inserted }
  }
}

extension Findings {
  /// Whether a question's first step, which looks for an answer that was kept, is still to come.
  fileprivate func mayBeKept(_ question: AnyQuestion) -> Bool {
    question.question.mayBeKept && self[question] == nil
  }

  /// What is being worked on for a question: one that it needs, or itself.
  package func underWay(for question: AnyQuestion) -> AnyQuestion {
    for need in question.needs(in: model(of: question)) {
      let target = underWay(for: need)
      if case .working = self[target] { return target }
    }
    return question
  }

  /// Whether an answer takes a moment as things are.
  package func isQuick(_ question: AnyQuestion) -> Bool {
    let model = model(of: question)
    return question.question.isQuick(in: model)
      && question.needs(in: model).allSatisfy { need in
        if case .known = self[need] { true } else { isQuick(need) }
      }
  }
}
