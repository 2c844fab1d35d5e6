import DeepDataProfiler

/// The model that the explorer is opened on, and the one beside it.
struct Models: Sendable {
  let first: Profiler
  let beside: Profiler?

  /// Who answers a request, and what it is to them.
  private func addressee(of request: Request) -> (Profiler, Request) {
    if case .beside(let inner) = request, let beside { return (beside, inner) }
    return (first, request)
  }

  /// Takes a request one step further.
  /// - Throws: as `Profiler.step`.
  func step(_ request: Request) async throws -> Step {
    let (profiler, inner) = addressee(of: request)
    return try await profiler.step(inner)
  }

  /// Waits, on the main thread, for an answer.
  /// - Throws: as `Profiler.wait`.
  func wait(for request: Request, progress: @escaping Profiler.Progress) throws -> Answer {
    let (profiler, inner) = addressee(of: request)
    return try profiler.wait { try await $0.answer(to: inner, progress: progress) }
  }
}
