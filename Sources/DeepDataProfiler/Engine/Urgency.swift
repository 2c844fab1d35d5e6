/// What an explorer needs, by where it is shown.
package struct Needs: Equatable, Sendable {
  /// What the pane in focus shows.
  package var focused: [AnyQuestion] = []
  /// What other panes on the screen show.
  package var seen: [AnyQuestion] = []
  /// What the header and the list of layers are about.
  package var header: [AnyQuestion] = []
  /// What the panes show that are not on the screen.
  package var hidden: [AnyQuestion] = []
  /// What one step further would show.
  package var likely: [AnyQuestion] = []

  /// Nothing.
  package init() {}

  /// What is needed, whether it is known or not, the most urgent first; what is only likely to be is not
  /// among it.
  ///
  /// Answers that may be kept from another time come before all else, as a look for one takes next to
  /// nothing; then what takes a moment, and what takes longer, of the pane in focus before the others;
  /// then what the header shows; then the panes that are not seen.
  package func inOrder(by findings: Findings) -> [AnyQuestion] {
    let seen = focused + seen
    let all = seen + header + hidden
    let sorted =
      all.filter(findings.mayBeKept) + focused.filter(findings.isQuick)
      + (seen + header).filter(findings.isQuick) + all
    var met: Set<AnyQuestion> = []
    met.reserveCapacity(all.count)
    return sorted.filter { met.insert($0).inserted }
  }
}

extension Findings {
  /// Whether a question's first step, which looks for an answer that was kept, is still to come.
  fileprivate func mayBeKept(_ question: AnyQuestion) -> Bool {
    question.question.mayBeKept && self[question] == nil
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
