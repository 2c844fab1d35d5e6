/// Something that can be found out about a network, with every parameter of its answer.
///
/// To ask something new is to write such a type and the job that answers it.
package protocol Question: Hashable, Sendable {
  /// What is found.
  associatedtype Answer: Sendable
  /// What can be shown of an answer that is on its way; by default, an answer.
  associatedtype Partial: Sendable = Answer
  associatedtype Work: Job<Answer, Partial>

  /// What it finds, in words, layers being named by `name`: `spectrum conv2`.
  func title(naming name: (_ layer: Int) -> String) -> String
  /// The question that has the same answer for all that do.
  func canonical(in model: Findings.Model) -> Self
  /// What has to be known first.
  func needs(in model: Findings.Model) -> [any Question]
  /// Whether it takes a moment once its needs are known, so that it may go between the steps of what
  /// takes longer, and beside them.
  func isQuick(in model: Findings.Model) -> Bool
  /// Whether the answer may have been kept on disk, where the first step of its job looks for it.
  var mayBeKept: Bool { get }
  /// The work that it takes, not begun.
  func job() -> Work
  /// About how many bytes of memory an answer takes.
  static func byteCount(_ answer: Answer) -> Int
  /// How many bytes it takes in files.
  static func fileSize(_ answer: Answer) -> Int
}

extension Question {
  package func canonical(in model: Findings.Model) -> Self { self }
  package func needs(in model: Findings.Model) -> [any Question] { [] }
  package var mayBeKept: Bool { false }
  package static func fileSize(_ answer: Answer) -> Int { 0 }
}

/// A question of any kind, about one of the models that are open.
package struct AnyQuestion: Hashable, Sendable {
  /// Thousands are copied and compared with each key that is pressed.
  private final class Box: Sendable {
    let question: any Question
    let model: Int
    let digest: Int
    /// Whether it is known to be the one that stands for all with its answer.
    let isCanonical: Bool

    init(_ question: some Question, of model: Int, isCanonical: Bool) {
      self.question = question
      self.model = model
      self.isCanonical = isCanonical
      var hasher = Hasher()
      hasher.combine(ObjectIdentifier(type(of: question)))
      hasher.combine(question)
      hasher.combine(model)
      digest = hasher.finalize()
    }
  }

  private let box: Box

  /// What is asked.
  package var question: any Question { box.question }
  /// Which model it is about: 0 for the first.
  package var model: Int { box.model }

  /// A question about a model, by default the first.
  package init(_ question: some Question, of model: Int = 0) {
    self.init(question, of: model, isCanonical: false)
  }

  fileprivate init(_ question: some Question, of model: Int, isCanonical: Bool) {
    box = Box(question, of: model, isCanonical: isCanonical)
  }

  package static func == (a: AnyQuestion, b: AnyQuestion) -> Bool {
    a.box === b.box
      || a.box.digest == b.box.digest && a.model == b.model && a.question.isEqual(to: b.question)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(box.digest) }

  /// The question, if it is of a kind.
  package func `as`<Kind: Question>(_ kind: Kind.Type) -> Kind? { question as? Kind }

  /// The question that has the same answer for all that do.
  package func canonical(in model: @autoclosure () -> Findings.Model) -> AnyQuestion {
    box.isCanonical ? self : question.canonicalQuestion(in: model(), self.model)
  }

  /// What has to be known first.
  func needs(in model: Findings.Model) -> [AnyQuestion] {
    question.needs(in: model).map { $0.canonicalQuestion(in: model, self.model) }
  }
}

extension Question {
  fileprivate func isEqual(to other: any Question) -> Bool { (other as? Self) == self }

  /// The question that has the same answer for all that do, about the model of an index.
  func canonicalQuestion(in model: Findings.Model, _ index: Int) -> AnyQuestion {
    AnyQuestion(canonical(in: model), of: index, isCanonical: true)
  }
}
