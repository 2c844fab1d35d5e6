import DeepDataProfiler
import Explorer
import Synchronization
import System
import Testing

/// A workbench whose steps are made up, and the events that it posts.
private struct Trial {
  private var workbench: Workbench
  private var events: AsyncStream<Event>.AsyncIterator
  private let steps = Steps()

  private final class Steps: Sendable {
    let taken = Mutex<[Request]>([])
  }

  init(_ step: @escaping @Sendable (Request) async throws -> Step) {
    let (events, sender) = AsyncStream.makeStream(of: Event.self)
    self.events = events.makeAsyncIterator()
    workbench = Workbench(
      step: { [steps] request in
        try Task.checkCancellation()
        steps.taken.withLock { $0.append(request) }
        return try await step(request)
      }, post: { sender.yield($0) })
  }

  /// Every request that a step was taken for, in order.
  var taken: [Request] { steps.taken.withLock { $0 } }

  mutating func reconcile(_ wanted: Request...) { workbench.reconcile(wanted) }

  /// The next event, which the workbench has heard of, too.
  mutating func next() async throws -> Event {
    let event = try #require(await events.next())
    workbench.heard(event)
    return event
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
      return number < 3
        ? .progress(Double(number) / 3) : .answer(.fault(Failure(kind: .network, problem: "done")))
    }
    for fraction in [1.0 / 3, 2.0 / 3] {
      trial.reconcile(first, second)
      guard case .progressed(first, fraction) = try await trial.next() else {
        Issue.record("no progress to \(fraction)")
        return
      }
    }
    trial.reconcile(first, second)
    guard
      case .answered(first, .fault(Failure(kind: .network, problem: "done"))) =
        try await trial.next()
    else {
      Issue.record("no answer")
      return
    }
    #expect(trial.taken == [first, first, first])
  }

  @Test func afterEachStepTheMostUrgentIsChosenAnew() async throws {
    let first = first
    var trial = Trial {
      $0 == first ? .progress(0.5) : .answer(.fault(Failure(kind: .network, problem: "done")))
    }
    trial.reconcile(first, second)
    _ = try await trial.next()
    trial.reconcile(second, first)
    guard case .answered(second, _) = try await trial.next() else {
      Issue.record("the long one goes on")
      return
    }
    trial.reconcile(first)
    _ = try await trial.next()
    #expect(trial.taken == [first, second, first])
  }

  /// A step that looks whether it should stop is told to as soon as another request is more urgent.
  @Test func aStepOfWhatIsNoLongerMostUrgentIsToldToStop() async throws {
    let first = first
    var trial = Trial { request in
      if request == first { try await Task.sleep(for: .seconds(600)) }
      return .answer(.fault(Failure(kind: .network, problem: "done")))
    }
    trial.reconcile(first)
    trial.reconcile(second, first)
    guard case .left(first) = try await trial.next() else {
      Issue.record("the step was not stopped")
      return
    }
    trial.reconcile(second, first)
    guard case .answered(second, _) = try await trial.next() else {
      Issue.record("the other has no answer")
      return
    }
  }

  @Test func oneStepIsTakenAtATime() async throws {
    var trial = Trial { _ in
      try await Task.sleep(for: .milliseconds(20))
      return .answer(.fault(Failure(kind: .network, problem: "done")))
    }
    for _ in 0..<10 { trial.reconcile(first, second) }
    _ = try await trial.next()
    #expect(trial.taken == [first])
  }

  @Test func aFailureIsAnAnswer() async throws {
    let failure = Failure(kind: .network, place: "conv9", problem: "unknown operator")
    var trial = Trial { _ in throw failure }
    trial.reconcile(first)
    guard case .answered(first, .fault(failure)) = try await trial.next() else {
      Issue.record("the error was not told")
      return
    }
  }

  /// A spectrum of a thousand steps is under way in one pane; the next image of the pane in focus
  /// comes after one more of them.
  @Test func theNextImageGoesBetweenTheStepsOfALongSpectrum() async throws {
    let long = Request.spectrum(layer: 1, .toeplitz(mapSize: 500))
    var trial = Trial { request in
      request == long ? .progress(0.001) : .answer(Sample.answer(to: request))
    }
    var explorer = try Sample.answered()
    explorer.press("2", "m")
    explorer.type("500")
    explorer.press(.enter)
    func goOn(_ trial: inout Trial, _ explorer: inout Explorer) async throws {
      for request in explorer.wanted.prefix(1) { trial.reconcile(request) }
      _ = explorer.handle(try await trial.next())
    }
    for _ in 0..<20 where trial.taken.suffix(3) != [long, long, long] {
      try await goOn(&trial, &explorer)
    }
    #expect(trial.taken.suffix(3) == [long, long, long], "nothing else is left to do")
    explorer.press("3", "G")
    let before = trial.taken.count
    try await goOn(&trial, &explorer)
    #expect(trial.taken[before...] == [.maps(.projections, layer: 1, image: 39)])
    #expect(explorer.title(.projection).contains("on image 39"))
  }
}
