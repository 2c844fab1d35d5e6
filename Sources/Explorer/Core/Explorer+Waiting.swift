import DeepDataProfiler
import TerminalUI

/// Pictures of what was selected before, which stay until those of what is selected are there.
extension Explorer {
  /// What a pane's picture is to be drawn from and is still to come.
  private func unanswered(in id: PaneID) -> AnyQuestion? {
    guard let question = panes[id]?.picture(context(of: id)),
      findings[question]?.isSettled != true, !cancelled.contains(question)
    else { return nil }
    return question
  }

  /// What a pane shows in place of something else that is selected: the question whose answer is shown.
  private func stale(in id: PaneID) -> AnyQuestion? {
    guard let question = unanswered(in: id), let old = held[PictureKind(question)],
      case .known = findings[old]
    else { return nil }
    return old
  }

  /// Whether a pane shows something else than is selected.
  func isStale(_ id: PaneID) -> Bool { stale(in: id) != nil }

  /// Whether a pane has shown it for so long that it looks like it.
  func isLate(_ id: PaneID) -> Bool {
    stale(in: id).map { late.contains(PictureKind($0)) } ?? false
  }

  private var staleKinds: Set<PictureKind> {
    Set(shown.values.compactMap { stale(in: $0).map { PictureKind($0) } })
  }

  /// Whether a picture has become one of something else than is selected, and does not look like one
  /// yet: most successors are there before it would be seen.
  package var hasNewlyStale: Bool { !staleKinds.isSubset(of: late) }

  /// Marks what is stale now as late.
  mutating func noteLate() { late = staleKinds }

  /// Forgets what is no longer stale.
  mutating func settleLate() { late.formIntersection(staleKinds) }

  /// What a stale picture is of, and what it waits for: `conv1, until conv2 is there (12 %)`.
  func waitingWords(in id: PaneID) -> String {
    guard let pane = panes[id], let old = stale(in: id), let new = unanswered(in: id) else {
      return ""
    }
    let context = context(of: id)
    let pairs = zip(pane.parts(of: old, context), pane.parts(of: new, context)).filter { $0 != $1 }
    return pairs.map(\.0).joined(separator: " ") + ", until "
      + pairs.map(\.1).joined(separator: " ") + " is there" + share(of: new)
  }

  /// Why the pane in focus can't be exported: it does not show what is selected, not yet.
  var exportRefusal: String? {
    guard let question = unanswered(in: focus) else { return nil }
    return stale(in: focus) == nil
      ? "nothing to export: \(context().name(of: question)) is not there yet\(share(of: question))"
      : "nothing to export: this is \(waitingWords(in: focus))"
  }

  private func share(of question: AnyQuestion) -> String {
    context().progress(of: question).map { " (\($0.percent()))" } ?? ""
  }
}
