import DeepDataProfiler
import Explorer

extension Profiler {
  /// Finds out, one after the other, what an explorer asks for.
  /// - Parameters:
  ///   - explorer: told of each answer.
  ///   - next: what it asks for first; nil when that is nothing.
  ///   - find: finds the answer; where there is none, the explorer shows why.
  func answer(
    _ explorer: inout Explorer, _ next: (Explorer) -> AnyQuestion?,
    by find: (AnyQuestion) throws -> Void
  ) rethrows {
    while let question = next(explorer) {
      scheduler.want([], keeping: explorer.kept, watching: [])
      try find(question)
      _ = explorer.handle(.found(scheduler.findings))
    }
  }
}
