package import DeepDataProfiler

/// Does the most urgent thing that an explorer wants, one thing at a time.
///
/// ```swift
/// var workbench = Workbench(step: profiler.step, post: mailbox.post)
/// workbench.reconcile(explorer.wanted)    // after every event
/// ```
package struct Workbench: Sendable {
  private let step: @Sendable (Request) async throws -> Step
  private let post: @Sendable (Event) -> Void
  private var running: (request: Request, task: Task<Void, Never>)?

  /// A workbench with nothing on it.
  /// - Parameters:
  ///   - step: Takes a request one step further; what was done is kept when it is left.
  ///   - post: Where answers and progress go, from any thread.
  package init(
    step: @escaping @Sendable (Request) async throws -> Step,
    post: @escaping @Sendable (Event) -> Void
  ) {
    self.step = step
    self.post = post
  }

  /// Works on the most urgent request; anything else that runs stops after the step under way.
  package mutating func reconcile(_ wanted: [Request]) {
    guard running?.request != wanted.first else { return }
    running?.task.cancel()
    running = wanted.first.map { ($0, work(on: $0)) }
  }

  private func work(on request: Request) -> Task<Void, Never> {
    Task { [step, post] in
      do {
        while true {
          switch try await step(request) {
          case .progress(let fraction): post(.progressed(request, fraction))
          case .answer(let answer):
            post(.answered(request, answer))
            return
          }
        }
      } catch is CancellationError {
      } catch {
        post(.answered(request, .fault("\(error)")))
      }
    }
  }
}
