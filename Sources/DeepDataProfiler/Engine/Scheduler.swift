private import Dispatch
import LinearAlgebra
private import Synchronization
import System

/// Works on questions, a step at a time, and chooses again after each.
///
/// In the heavy lane a job at a time has all threads; in the light ones go those that take a moment,
/// beside each other and beside the heavy one, so that what is looked at never waits for what takes long. A
/// heavy step is not begun as long as light ones that are more urgent wait, and is told to stop when another
/// heavy question becomes more urgent.
package final class Scheduler: Sendable {
  private let state: Mutex<State>
  // Each has a thread whenever it has work, however many others wait for something; what is heavy has none
  // in common with what is light.
  private let heavy = DispatchQueue(label: "DeepDataProfiler.heavy", qos: .utility)
  private let light: [DispatchQueue]

  /// Whoever waits for an answer.
  struct Waiter: Sendable {
    /// What `cancel` takes.
    let id: Int
    let question: AnyQuestion
    let progress: @Sendable (Double) -> Void
    let completion: @Sendable (Result<any Sendable, any Error>) -> Void
  }

  struct State {
    var subjects: [OpenedModel] = []
    var cache: Cache
    /// Those who wait, and what they wait for, which comes before what is wanted.
    var waiters: [Waiter] = []
    var lastWaiter = 0
    /// What is wanted, the most urgent first.
    var wanted: [AnyQuestion] = []
    var watched: Set<AnyQuestion> = []
    /// What is shown, whether it is wanted or not.
    var kept: [AnyQuestion] = []
    /// What is under way.
    var running: [AnyQuestion: Interruption] = [:]
    var heavy: AnyQuestion?
    /// The light lanes that have nothing to do.
    var freeLanes: [Int]
    var onChange: (@Sendable () -> Void)?
    /// What passes over the data and prepared weights take, by model.
    var reserved: [Int: (bytes: Int, fileBytes: Int)] = [:]
  }

  /// The bytes of memory that everything may take.
  let budget: Int
  /// The bytes of files that answers and passes may take.
  static let fileBudget = 16 << 30

  /// A scheduler with nothing to do.
  /// - Parameters:
  ///   - budget: how many bytes of memory answers, passes over the data and the program itself may take,
  ///     beyond what one answer takes.
  ///   - lightLanes: how many light steps may be under way at once.
  package init(budget: Int = 1 << 30, lightLanes: Int = linearAlgebraThreads()) {
    self.budget = budget
    let lanes = 0..<max(1, lightLanes)
    light = lanes.map { _ in DispatchQueue(label: "DeepDataProfiler.light", qos: .userInitiated) }
    state = Mutex(
      State(cache: Cache(budget: Self.answerBudget(of: budget)), freeLanes: Array(lanes)))
  }

  /// What a budget leaves for answers and passes: a sixteenth is for the program itself, what is kept to
  /// show it, and memory that is free between what is taken.
  private static func answerBudget(of budget: Int) -> Int { budget - budget / 16 }

  /// Adds a model that questions may be about.
  /// - Returns: its index.
  func add(_ subject: OpenedModel) -> Int {
    state.withLock { state in
      state.subjects.append(subject)
      return state.subjects.count - 1
    }
  }

  /// What is known now.
  /// - Precondition: a model was added.
  package var findings: Findings {
    state.withLock { state in
      let first = state.subjects[0].facts
      let beside = state.subjects.dropFirst().first?.facts.model
      return Findings(
        model: first.model, beside: beside, dataSet: first.dataSet,
        dataSetFault: first.dataSetFault
      ).replacing(state.cache.findings)
    }
  }

  /// Sets who is told, from any thread, that something else is known than before.
  package func onChange(_ body: @escaping @Sendable () -> Void) {
    state.withLock { $0.onChange = body }
  }

  /// States what is wanted, in place of what was: moving on is cancelling.
  /// - Parameters:
  ///   - wanted: the most urgent first.
  ///   - kept: what stays known whether it is wanted or not, as it is shown.
  ///   - watched: those of which parts are shown before they are known.
  package func want(
    _ wanted: [AnyQuestion], keeping kept: [AnyQuestion], watching watched: [AnyQuestion]
  ) {
    change { state in
      state.wanted = wanted.map(state.canonical)
      state.watched = Set(watched.map(state.canonical))
      state.kept = kept
    }
  }

  /// Changes the state, and takes the steps that are to be taken then.
  private func change<Result: Sendable>(_ body: (inout State) -> sending Result) -> Result {
    let (result, starts) = state.withLock { state in
      let result = body(&state)
      return (result, state.starts())
    }
    for start in starts { run(start) }
    return result
  }

  /// Tells an answer as soon as it is known; before what is wanted, and in the order of asking.
  /// - Parameters:
  ///   - question: what is asked; one that failed is tried again.
  ///   - progress: told of the fraction that is done, from any thread.
  ///   - completion: told of the answer, from any thread.
  /// - Returns: what `cancel` takes.
  @discardableResult func ask(
    _ question: AnyQuestion, progress: @escaping @Sendable (Double) -> Void = { _ in },
    completion: @escaping @Sendable (Result<any Sendable, any Error>) -> Void
  ) -> Int {
    let (id, answer) = change { state -> (Int, (any Sendable)?) in
      let question = state.canonical(question)
      state.lastWaiter += 1
      let id = state.lastWaiter
      if let answer = state.cache.answer(to: question) { return (id, answer) }
      state.forgetFailures(below: question)
      state.waiters.append(
        Waiter(id: id, question: question, progress: progress, completion: completion))
      return (id, nil)
    }
    if let answer { completion(.success(answer)) }
    return id
  }

  /// Waits no longer: whoever asked is told of a `CancellationError` at once.
  func cancel(_ id: Int) {
    let waiter = change { state in
      state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
    }
    waiter?.completion(.failure(CancellationError()))
  }

  /// What is known of a question.
  func finding(of question: AnyQuestion) -> AnyFinding? {
    state.withLock { state in
      let question = state.canonical(question)
      return state.cache.answer(to: question).map(AnyFinding.known)
        ?? state.cache.findings[question]
    }
  }

  /// The bytes that answers may take in memory now.
  var answerBudget: Int { state.withLock { $0.cache.budget } }

  /// What passes over the data and prepared weights of a model take now, and answers leave to them.
  func reserve(_ bytes: Int, fileBytes: Int, for model: Int) {
    state.withLock { state in
      state.reserved[model] = (bytes, fileBytes)
      let all = state.reserved.values
      state.cache.budget = max(
        budget / 8, Self.answerBudget(of: budget) - all.reduce(0) { $0 + $1.bytes })
      state.cache.fileBudget = max(0, Self.fileBudget - all.reduce(0) { $0 + $1.fileBytes })
    }
  }

  /// A step that is to be taken.
  struct Start {
    let question: AnyQuestion
    let subject: OpenedModel
    let job: (any BegunJob)?
    let interruption: Interruption
    /// The light lane that it takes, or nil for the heavy one.
    let lane: Int?
    let isWatched: Bool
  }

  /// What came of one.
  enum Outcome {
    case progress(Double, partial: (any Sendable)?, any BegunJob)
    case answer(any Sendable, bytes: Int, fileBytes: Int)
    case left(any BegunJob)
    case failure(any Error)
  }

  private func run(_ start: Start) {
    (start.lane.map { light[$0] } ?? heavy).async { self.take(start) }
  }

  private func take(_ start: Start) {
    stepBack(start.lane == nil ? .long : .short)
    let question = start.question
    let context = JobContext(
      subject: start.subject, interruption: start.interruption, isWatched: start.isWatched,
      model: question.model, scheduler: self)
    let outcome = question.question.step(start.job, context)
    let (told, starts, onChange) = state.withLock { state in
      if let lane = start.lane { state.freeLanes.append(lane) }
      let told = state.settle(question, outcome)
      return (told, state.starts(), state.onChange)
    }
    for tell in told { tell() }
    for start in starts { run(start) }
    onChange?()
  }
}

extension Question {
  /// Goes on with a job, or begins one.
  fileprivate func step(_ begun: (any BegunJob)?, _ context: JobContext) -> Scheduler.Outcome {
    let job = begun as? JobBox<Work> ?? JobBox(job())
    do {
      let needs = needs(in: context.subject.facts.model)
      // One that failed settles it, though one before it may not be known yet.
      for need in needs { try context.checkFailure(of: need) }
      for need in needs { _ = try context.answer(to: need) }
      try context.interruption.check()
      switch try job.step(context) {
      case .progress(let fraction, let partial): return .progress(fraction, partial: partial, job)
      case .done(let answer):
        return .answer(
          answer, bytes: Self.byteCount(answer), fileBytes: Self.fileSize(answer))
      }
    } catch is CancellationError {
      return .left(job)
    } catch {
      return .failure(error)
    }
  }
}
