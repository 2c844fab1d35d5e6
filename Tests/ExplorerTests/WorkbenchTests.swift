import DeepDataProfiler
import Explorer
import Synchronization
import Testing

/// A workbench whose steps are made up, and the events that it posts.
private struct Trial {
  var workbench: Workbench
  let events: AsyncStream<Event>
  /// Every request that a step was taken for, in order.
  let steps: Steps

  final class Steps: Sendable {
    let taken = Mutex<[Request]>([])
    var all: [Request] { taken.withLock { $0 } }
  }

  init(_ step: @escaping @Sendable (Request) async throws -> Step) {
    let (events, sender) = AsyncStream.makeStream(of: Event.self)
    let steps = Steps()
    self.events = events
    self.steps = steps
    workbench = Workbench(
      step: { request in
        try Task.checkCancellation()
        steps.taken.withLock { $0.append(request) }
        return try await step(request)
      }, post: { sender.yield($0) })
  }
}

@Suite(.timeLimit(.minutes(10))) struct WorkbenchTests {
  private let first = Request.spectrum(layer: 0)
  private let second = Request.spectrum(layer: 1)

  @Test func aRequestIsTakenStepByStepUntilItIsAnswered() async throws {
    let count = Mutex(0)
    var trial = Trial { _ in
      let number = count.withLock { count in
        count += 1
        return count
      }
      return number < 3 ? .progress(Double(number) / 3) : .answer(.fault("done"))
    }
    trial.workbench.reconcile([first, second])
    var events = trial.events.makeAsyncIterator()
    for fraction in [1.0 / 3, 2.0 / 3] {
      guard case .progressed(first, fraction) = await events.next() else {
        Issue.record("no progress to \(fraction)")
        return
      }
    }
    guard case .answered(first, .fault("done")) = await events.next() else {
      Issue.record("no answer")
      return
    }
    #expect(trial.steps.all == [first, first, first])
  }

  @Test func whatIsNoLongerMostUrgentStopsAfterTheStepUnderWay() async throws {
    let first = first
    var trial = Trial { $0 == first ? .progress(0.5) : .answer(.fault("done")) }
    trial.workbench.reconcile([first, second])
    var events = trial.events.makeAsyncIterator()
    _ = await events.next()
    trial.workbench.reconcile([second, first])
    while let event = await events.next() {
      if case .answered(let request, _) = event {
        #expect(request == second)
        break
      }
    }
    // The first is not taken further: the step that was under way is over by the time of another.
    trial.workbench.reconcile([])
    let taken = trial.steps.all.count
    for _ in 0..<100 { await Task.yield() }
    #expect(trial.steps.all.count <= taken + 1)
  }

  @Test func whatRunsAlreadyIsNotStartedAgain() async throws {
    var trial = Trial { _ in
      try await Task.sleep(for: .milliseconds(20))
      return .answer(.fault("done"))
    }
    for _ in 0..<10 { trial.workbench.reconcile([first, second]) }
    var events = trial.events.makeAsyncIterator()
    _ = await events.next()
    #expect(trial.steps.all == [first])
  }

  @Test func anErrorIsAnAnswerInWords() async throws {
    struct Fault: Error, CustomStringConvertible { let description = "conv9: unknown operator" }
    var trial = Trial { _ in throw Fault() }
    trial.workbench.reconcile([first])
    var events = trial.events.makeAsyncIterator()
    guard case .answered(first, .fault("conv9: unknown operator")) = await events.next() else {
      Issue.record("the error was not told")
      return
    }
  }
}
