import System

/// What is to be done next, and what becomes of what was done.
extension Scheduler.State {
  func canonical(_ question: AnyQuestion) -> AnyQuestion {
    subjects.indices.contains(question.model)
      ? question.canonical(in: subjects[question.model].facts.model) : question
  }

  private func needs(of question: AnyQuestion) -> [AnyQuestion] {
    question.needs(in: subjects[question.model].facts.model)
  }

  /// Whether steps of a question go in the light lane.
  private func isQuick(_ question: AnyQuestion) -> Bool {
    question.question.isQuick(in: subjects[question.model].facts.model)
  }

  /// Forgets why a question, or one that it needs, could not be answered.
  mutating func forgetFailures(below question: AnyQuestion) {
    guard subjects.indices.contains(question.model) else { return }
    if case .failed = cache.findings[question] { cache.forget(question) }
    for need in needs(of: question) { forgetFailures(below: need) }
  }

  /// What can be worked on for a question: itself, or what it needs that is not known; nothing where nothing
  /// is left to do.
  private func targets(of question: AnyQuestion) -> [AnyQuestion] {
    guard cache.findings[question]?.isSettled != true,
      subjects.indices.contains(question.model)
    else { return [] }
    var targets: [AnyQuestion] = []
    for need in needs(of: question) {
      switch cache.findings[need] {
      case .known: continue
      // The job says what it makes of that.
      case .failed: return [question]
      case .working, nil: targets += self.targets(of: need)
      }
    }
    return targets.isEmpty ? [question] : targets
  }

  /// The steps to take now, which are then under way; tells others to stop.
  mutating func starts() -> [Scheduler.Start] {
    var starts: [Scheduler.Start] = []
    var met: Set<AnyQuestion> = []
    var first: AnyQuestion?
    var hasQuickWaiting = false
    search: for question in waiters.map(\.question) + wanted {
      for target in targets(of: question) where met.insert(target).inserted {
        let isQuick = isQuick(target)
        if !isQuick, first == nil { first = target }
        guard running[target] == nil else { continue }
        if isQuick ? freeLanes.isEmpty : heavy != nil || hasQuickWaiting {
          if isQuick { hasQuickWaiting = true }
          if freeLanes.isEmpty, first != nil, heavy != nil { break search }
          continue
        }
        let interruption = Interruption()
        running[target] = interruption
        let lane = isQuick ? freeLanes.popLast() : nil
        if !isQuick { heavy = target }
        starts.append(
          Scheduler.Start(
            question: target, subject: subjects[target.model], job: cache.takeJob(of: target),
            interruption: interruption, lane: lane, isWatched: watched.contains(target)))
      }
    }
    if let heavy, heavy != first { running[heavy]?.request() }
    return starts
  }

  /// Takes note of what came of a step.
  /// - Returns: what those are told who wait for it.
  mutating func settle(
    _ question: AnyQuestion, _ outcome: Scheduler.Outcome
  ) -> [@Sendable () -> Void] {
    running[question] = nil
    if heavy == question { heavy = nil }
    defer {
      if cache.isOverfull {
        let inUse = inUse(besides: question)
        cache.use(inUse)
        cache.makeRoom(keeping: inUse)
      }
    }
    switch outcome {
    case .progress(let fraction, let partial, let job):
      cache.store(job, of: question, fraction, partial: partial)
      return waiters.filter { targets(of: $0.question).contains(question) }.map { waiter in
        { waiter.progress(fraction) }
      }
    case .left(let job):
      if case .working(let fraction, let partial) = cache.findings[question] {
        cache.store(job, of: question, fraction, partial: partial)
      } else {
        cache.store(job, of: question, 0, partial: nil)
      }
      return []
    case .answer(let answer, let bytes, let fileBytes):
      cache.store(answer, to: question, bytes: bytes, fileBytes: fileBytes)
      return finish(question, .success(answer))
    case .failure(let error):
      cache.store(
        error as? Failure ?? Failure(kind: .unfitting, problem: "\(error)"), to: question)
      return finish(question, .failure(error))
    }
  }

  /// What is shown, and what has to be known for what is wanted and is not known yet.
  private func inUse(besides question: AnyQuestion) -> Set<AnyQuestion> {
    var needed: Set<AnyQuestion> = []
    func add(_ question: AnyQuestion) {
      guard needed.insert(question).inserted, subjects.indices.contains(question.model) else {
        return
      }
      for need in needs(of: question) { add(need) }
    }
    for waiter in waiters { add(waiter.question) }
    for question in wanted where cache.findings[question]?.isSettled != true { add(question) }
    return needed.union(kept.map(canonical)).union([question])
  }

  private mutating func finish(
    _ question: AnyQuestion, _ result: Result<any Sendable, any Error>
  ) -> [@Sendable () -> Void] {
    if let place = wanted.firstIndex(of: question) { wanted.remove(at: place) }
    let done = waiters.filter { $0.question == question }
    waiters.removeAll { $0.question == question }
    return done.map { waiter in { waiter.completion(result) } }
  }
}
