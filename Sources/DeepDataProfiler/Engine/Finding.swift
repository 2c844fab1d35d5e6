package import System

/// What is known of the answer to a question.
package enum Finding<Kind: Question>: Sendable {
  /// Nothing.
  case unknown
  /// Work on it has begun: the fraction done, 0 to 1, and what can be shown.
  case working(Double, partial: Kind.Partial?)
  /// The answer.
  case known(Kind.Answer)
  /// Why there is none.
  case failed(Failure)

  /// The answer, if it is known.
  package var answer: Kind.Answer? {
    if case .known(let answer) = self { answer } else { nil }
  }

  /// The answer, or why there is none; nil while nobody knows.
  package var outcome: Result<Kind.Answer, Failure>? {
    switch self {
    case .known(let answer): .success(answer)
    case .failed(let failure): .failure(failure)
    case .unknown, .working: nil
    }
  }

  /// Whether nothing is left to do.
  package var isSettled: Bool {
    switch self {
    case .unknown, .working: false
    case .known, .failed: true
    }
  }
}

/// The same of a question of any kind.
package enum AnyFinding: Sendable {
  case working(Double, partial: (any Sendable)?)
  case known(any Sendable)
  case failed(Failure)

  /// Whether nothing is left to do.
  package var isSettled: Bool {
    if case .working = self { false } else { true }
  }
}
