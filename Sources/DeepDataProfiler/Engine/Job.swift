import Formats
private import Synchronization
import LinearAlgebra
import NeuralNetwork
import System

/// The work that answers a question, done in steps of a fraction of a second, between which other work
/// goes.
package protocol Job<Answer, Partial>: Sendable {
  associatedtype Answer: Sendable
  associatedtype Partial: Sendable

  /// Goes one step further.
  /// - Throws: what makes an answer impossible; `CancellationError` where the step was interrupted,
  ///   after which the job may go on.
  mutating func step(_ context: JobContext) throws -> JobStep<Answer, Partial>
  /// About how many bytes of memory it holds between steps.
  var byteCount: Int { get }
}

extension Job {
  package var byteCount: Int { 0 }
}

/// A job between its steps, of whatever kind.
protocol BegunJob: Sendable {
  /// About how many bytes of memory it holds.
  var byteCount: Int { get }
}

/// Where a job lies, so that no copy of what it works on is made when it goes on.
final class JobBox<Work: Job>: BegunJob {
  private let work: Mutex<Work>

  init(_ work: sending Work) {
    self.work = Mutex(work)
  }

  var byteCount: Int { work.withLock { $0.byteCount } }

  func step(_ context: JobContext) throws -> JobStep<Work.Answer, Work.Partial> {
    try work.withLock { try $0.step(context) }
  }
}

/// How far a job came in one step.
package enum JobStep<Answer: Sendable, Partial: Sendable>: Sendable {
  /// The fraction done, 0 to 1, and what can be shown.
  case progress(Double, partial: Partial? = nil)
  /// Done.
  case done(Answer)
}

/// A job of one step.
package struct SingleStep<Answer: Sendable>: Job {
  package typealias Partial = Answer
  let work: @Sendable (JobContext) throws -> Answer

  init(_ work: @escaping @Sendable (JobContext) throws -> Answer) {
    self.work = work
  }

  package func step(_ context: JobContext) throws -> JobStep<Answer, Answer> {
    .done(try work(context))
  }
}

/// What a step of a job works with.
package struct JobContext: Sendable {
  /// The network and its images.
  let subject: OpenedModel
  /// Tells the step when to stop.
  let interruption: Interruption
  /// Whether somebody looks at what can be shown before the answer is there.
  let isWatched: Bool
  /// Which model the question is about, and who knows the answers to others.
  let model: Int
  let scheduler: Scheduler

  /// The answer to a question that is a need of the job's.
  /// - Throws: `Failure` where there is none; `CancellationError` where it was forgotten, as nobody wants the
  ///   job's answer any more.
  func answer<Kind: Question>(to question: Kind) throws -> Kind.Answer {
    switch scheduler.finding(of: AnyQuestion(question, of: model)) {
    case .known(let answer as Kind.Answer): return answer
    case .failed(let failure): throw failure
    case .known, .working, nil: throw CancellationError()
    }
  }

  /// - Throws: why a need of the job's could not be answered, if it could not.
  func checkFailure(of need: some Question) throws {
    if case .failed(let failure) = scheduler.finding(of: AnyQuestion(need, of: model)) {
      throw failure
    }
  }

  /// What can be shown of a question, whether its answer is known or on its way.
  func latest<Kind: Question>(of question: Kind) -> Kind.Answer? where Kind.Partial == Kind.Answer {
    switch scheduler.finding(of: AnyQuestion(question, of: model)) {
    case .known(let answer): answer as? Kind.Answer
    case .working(_, let partial): partial as? Kind.Answer
    case .failed, nil: nil
    }
  }

  /// The layer of an index.
  /// - Throws: `Failure` where there is none.
  func layer(_ index: Int) throws(Failure) -> LinearLayer {
    let layers = subject.network.layers
    guard layers.indices.contains(index) else {
      throw Failure(
        kind: .outOfRange,
        problem: "there is no layer \(index + 1); the model has \(layers.count)")
    }
    return layers[index]
  }
}

/// Asks a step that is under way to stop where it can.
package final class Interruption: Sendable {
  private let flag = Atomic(false)

  /// Not asked yet.
  package init() {}

  /// Whether the step should stop.
  package var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Asks it to.
  package func request() { flag.store(true, ordering: .relaxed) }

  /// Stops it if it should.
  /// - Throws: `CancellationError`.
  package func check() throws { if isRequested { throw CancellationError() } }
}
