import Dispatch
import Foundation
import Synchronization
import System
import Testing

@testable import DeepDataProfiler

/// A question whose steps are made up: each is noted, and may wait until the test lets it go on.
private struct Trial: Question {
  typealias Answer = String
  typealias Partial = String

  /// What steps do and what became of them.
  final class Log: Sendable {
    /// Has an element when something was noted, or became known, since it was last asked for one.
    let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation
    private let steps = Mutex<[String]>([])
    let gate = DispatchSemaphore(value: 0)

    init() {
      (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var taken: [String] { steps.withLock { $0 } }
    func note(_ step: String) {
      steps.withLock { $0.append(step) }
      noteChange()
    }
    func noteChange() { changed.yield() }
    func open(_ times: Int = 1) { for _ in 0..<times { gate.signal() } }
  }

  let name: String
  var count = 1
  var isLight = false
  var isGated = false
  var isKept = false
  var needed: [Trial] = []
  var failure: Failure?
  let log: Log

  static func == (a: Trial, b: Trial) -> Bool { a.name == b.name }
  func hash(into hasher: inout Hasher) { hasher.combine(name) }

  func title(naming name: (Int) -> String) -> String { self.name }
  func needs(in model: Findings.Model) -> [any Question] { needed }
  func isQuick(in model: Findings.Model) -> Bool { isLight }
  var mayBeKept: Bool { isKept }
  func job() -> Work { Work(trial: self) }
  static func byteCount(_ answer: String) -> Int {
    answer.contains("huge") ? 2 << 20 : answer.contains("large") ? 10_000 : 10
  }

  struct Work: Job {
    typealias Answer = String
    typealias Partial = String
    let trial: Trial
    var done = 0

    mutating func step(_ context: JobContext) throws -> JobStep<String, String> {
      trial.log.note(trial.name)
      if trial.isGated {
        while trial.log.gate.wait(timeout: .now() + .milliseconds(5)) == .timedOut {
          if context.interruption.isRequested {
            trial.log.note("\(trial.name) left")
            throw CancellationError()
          }
        }
      }
      if let failure = trial.failure { throw failure }
      for need in trial.needed {
        #expect(try context.answer(to: need) == "answer to \(need.name)")
      }
      done += 1
      guard done < trial.count else { return .done("answer to \(trial.name)") }
      return .progress(Double(done) / Double(trial.count), partial: "\(done) of \(trial.name)")
    }
  }
}

/// What is worked on, and in what order.
@Suite(.timeLimit(.minutes(10))) struct SchedulerTests {
  private let scheduler: Scheduler
  private let profiler: Profiler
  private let log = Trial.Log()

  init() throws {
    scheduler = Scheduler(budget: 1 << 20, lightLanes: 1)
    profiler = try Profiler(
      model: samples.appending(path: "mnist.onnx").path(), scheduler: scheduler)
    scheduler.onChange { [log] in log.noteChange() }
  }

  private func trial(_ name: String) -> Trial { Trial(name: name, log: log) }

  private func want(_ trials: Trial..., keeping kept: [Trial] = []) {
    scheduler.want(
      trials.map { AnyQuestion($0) }, keeping: kept.map { AnyQuestion($0) }, watching: [])
  }

  private func finding(_ trial: Trial) -> Finding<Trial> { scheduler.findings[trial] }

  /// Waits for something that another thread does.
  private func wait(until isSo: () -> Bool) async throws {
    if isSo() { return }
    for await _ in log.changes where isSo() { return }
    throw CancellationError()
  }

  @Test func aQuestionIsTakenStepByStepUntilItIsAnswered() async throws {
    var long = trial("long")
    (long.count, long.isGated) = (3, true)
    want(long)
    for step in 1...2 {
      log.open()
      try await wait {
        if case .working(_, "\(step) of long") = finding(long) { true } else { false }
      }
    }
    log.open()
    try await wait { finding(long).answer == "answer to long" }
    #expect(log.taken == ["long", "long", "long"])
  }

  @Test func afterEachStepTheMostUrgentIsChosenAnew() async throws {
    var long = trial("long")
    (long.count, long.isGated) = (4, true)
    let short = trial("short")
    want(long, short)
    log.open()
    try await wait { log.taken.count == 2 }
    // It is told to stop, and what it did is kept.
    want(short, long)
    try await wait { finding(short).answer != nil }
    log.open(3)
    try await wait { finding(long).answer != nil }
    #expect(log.taken == ["long", "long", "long left", "short", "long", "long", "long"])
  }

  @Test func whatIsNoLongerWantedIsToldToStopAndIsNotGoneOnWith() async throws {
    var long = trial("long")
    (long.count, long.isGated) = (2, true)
    want(long)
    try await wait { log.taken.count == 1 }
    want()
    try await wait { if case .working(0, nil) = finding(long) { true } else { false } }
    #expect(log.taken == ["long", "long left"])
  }

  /// The person moves among images while the eigenvalues of a large matrix, which can't be left, are found.
  @Test func whatTakesAMomentGoesBesideWhatTakesLong() async throws {
    var long = trial("long")
    long.isGated = true
    want(long)
    try await wait { log.taken == ["long"] }
    for name in ["a", "b"] {
      var quick = trial(name)
      quick.isLight = true
      want(quick, long)
      try await wait { finding(quick).answer != nil }
    }
    #expect(finding(long).answer == nil)
    log.open()
    try await wait { finding(long).answer != nil }
    #expect(log.taken == ["long", "a", "b"], "it was not interrupted")
  }

  @Test func nothingHeavyIsBegunAsLongAsMoreUrgentLightOnesWait() async throws {
    var quick = ["a", "b", "c"].map(trial)
    for index in quick.indices { (quick[index].isLight, quick[index].isGated) = (true, true) }
    want(quick[0], quick[1], trial("long"), quick[2])
    try await wait { log.taken.count == 1 }
    #expect(log.taken == ["a"], "one goes at a time here, and another waits")
    log.open()
    // When none waits that is more urgent, the heavy one goes beside.
    try await wait { finding(trial("long")).answer != nil && log.taken.count > 2 }
    #expect(log.taken.prefix(3).sorted() == ["a", "b", "long"])
    log.open(2)
    try await wait { finding(quick[2]).answer != nil }
  }

  @Test func whatIsNeededIsFoundFirstAndOnce() async throws {
    let need = trial("need")
    var (first, second) = (trial("first"), trial("second"))
    (first.needed, second.needed) = ([need], [need])
    (first.isLight, second.isLight) = (true, true)
    want(first, second)
    try await wait { finding(second).answer != nil && finding(first).answer != nil }
    #expect(log.taken == ["need", "first", "second"])
  }

  @Test func whatIsNeededIsFoundSideBySide() async throws {
    var (quick, long, asker) = (trial("quick"), trial("long"), trial("asker"))
    (quick.isLight, quick.isGated, long.isGated) = (true, true, true)
    asker.needed = [quick, long]
    want(asker)
    try await wait { log.taken.count == 2 }
    #expect(log.taken.sorted() == ["long", "quick"])
    log.open(2)
    try await wait { finding(asker).answer != nil }
    #expect(log.taken.last == "asker")
  }

  @Test func theFailureOfANeedIsThatOfWhatNeedsIt() async throws {
    var need = trial("need")
    let failure = Failure(kind: .network, place: "conv9", problem: "unknown operator")
    need.failure = failure
    var asker = trial("asker")
    asker.needed = [need]
    want(asker)
    try await wait { finding(asker).isSettled }
    guard case .failed(failure) = finding(asker) else {
      Issue.record("the failure was not told")
      return
    }
    want(asker)
    #expect(log.taken == ["need"], "what failed is not wanted again")
  }

  /// A need that failed settles a question, also where one before it is not known and not wanted.
  @Test func theFailureOfALaterNeedIsToldAtOnce() async throws {
    var (first, second) = (trial("first"), trial("second"))
    first.isGated = true
    second.failure = Failure(kind: .network, place: "conv9", problem: "unknown operator")
    want(second)
    try await wait { finding(second).isSettled }
    var asker = trial("asker")
    asker.needed = [first, second]
    want(asker)
    try await wait { finding(asker).isSettled }
    #expect(log.taken == ["second"])
  }

  @Test func whoAsksIsToldOfProgressAndOfTheAnswer() async throws {
    var long = trial("long")
    long.count = 3
    let told = Mutex<[Double]>([])
    let answer = try await profiler.answer(to: long) { fraction in
      told.withLock { $0.append(fraction) }
    }
    #expect(answer == "answer to long")
    #expect(told.withLock { $0 } == [1.0 / 3, 2.0 / 3])
    #expect(try await profiler.answer(to: long) == answer)
    #expect(log.taken.count == 3, "it is remembered")
  }

  @Test func whatFailedIsTriedAgainWhenItIsAskedFor() async throws {
    var failing = trial("failing")
    failing.failure = Failure(kind: .unfitting, problem: "no")
    for _ in 0..<2 {
      await #expect(throws: Failure.self) { try await profiler.answer(to: failing) }
    }
    #expect(log.taken.count == 2)
  }

  @Test func toCancelIsToReturnAtOnceAndToKeepWhatWasDone() async throws {
    var long = trial("long")
    (long.count, long.isGated) = (2, true)
    let (asked, profiler) = (long, profiler)
    let task = Task { try await profiler.answer(to: asked) }
    log.open()
    try await wait { log.taken.count == 2 }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    try await wait { log.taken.last == "long left" }
    guard case .working(0.5, _) = finding(long) else {
      Issue.record("what was done is lost")
      return
    }
    log.open()
    #expect(try await profiler.answer(to: long) == "answer to long")
    #expect(log.taken == ["long", "long", "long left", "long"])
    // A task that is cancelled before it asks does nothing.
    let none = trial("none")
    let cancelled = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await profiler.answer(to: none)
    }
    await #expect(throws: CancellationError.self) { try await cancelled.value }
  }

  @Test func thoseWhoChangeAreToldOnceSomethingIsKnown() async throws {
    let changes = DispatchSemaphore(value: 0)
    scheduler.onChange { [log] in
      changes.signal()
      log.noteChange()
    }
    want(trial("one"))
    try await wait { changes.wait(timeout: .now()) == .success }
    #expect(finding(trial("one")).answer != nil)
  }

  @Test func whatIsShownStaysWhateverComes() async throws {
    let kept = trial("kept")
    _ = try await profiler.answer(to: kept)
    want(keeping: [kept])
    for index in 0..<200 {
      // 10 kB each, of a megabyte.
      _ = try await profiler.answer(to: trial("large \(index)"))
    }
    #expect(finding(kept).answer != nil)
    #expect(finding(trial("large 0")).answer == nil && finding(trial("large 199")).answer != nil)
  }

  @Test func theBudgetHoldsOverTenThousandQuestions() async throws {
    for index in 0..<10_000 {
      _ = try await profiler.answer(to: trial("large \(index)"))
      guard index % 1000 == 999 else { continue }
      let findings = scheduler.findings
      let known = (0...index).filter { findings[trial("large \($0)")].answer != nil }
      // 10 kB each, of a megabyte, which is made use of.
      #expect(known.count <= (1 << 20) / 10_000 && known.count > 90)
      #expect(known.last == index)
    }
  }

  /// The signals of many images are larger than what there is room for, and are what is asked for next.
  @Test func whatIsNeededStaysUntilItIsUsed() async throws {
    let need = trial("huge")
    var asker = trial("asker")
    (asker.needed, asker.count) = ([need], 3)
    want(asker, keeping: [asker])
    try await wait { finding(asker).answer != nil }
    #expect(log.taken == ["huge", "asker", "asker", "asker"])
    _ = try await profiler.answer(to: trial("another"))
    #expect(finding(need).answer == nil)
  }
}
