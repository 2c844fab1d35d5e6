import DeepDataProfiler
import System

/// What there is of a picture that a pane should show.
enum Found<Kind: Question> {
  /// Nothing yet.
  case nothing
  /// Nothing, as the person cancelled it.
  case cancelled
  /// Why there is none.
  case fault(Failure)
  /// An answer; a stale one belongs to another question than the selection's.
  case value(Kind.Answer, of: Kind, isStale: Bool)

  var value: Kind.Answer? {
    if case .value(let value, _, _) = self { value } else { nil }
  }

  /// The question whose answer is shown.
  var question: Kind? {
    if case .value(_, let question, _) = self { question } else { nil }
  }
}

/// What kind of picture a question's answer makes: of each kind the last one stays until the next is
/// there.
struct PictureKind: Hashable, Sendable {
  private let kind: ObjectIdentifier

  init(_ question: AnyQuestion) { kind = ObjectIdentifier(type(of: question.question)) }
  init<Kind: Question>(_ kind: Kind.Type) { self.kind = ObjectIdentifier(kind) }
}
