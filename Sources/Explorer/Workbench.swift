package import DeepDataProfiler
import System

/// Works on what an explorer wants, one step at a time, and chooses again after each.
///
/// ```swift
/// var workbench = Workbench(step: profiler.step, post: mailbox.post)
/// workbench.heard(event)                  // of every event
/// workbench.reconcile(explorer.wanted)    // once the explorer has handled it
/// ```
package struct Workbench: Sendable {
  private let step: @Sendable (Request) async throws -> Step
  private let post: @Sendable (Event) -> Void
  /// The step that was begun and not heard of since.
  private var underWay: (request: Request, task: Task<Void, Never>)?

  /// A workbench with nothing on it.
  /// - Parameters:
  ///   - step: Takes a request one step further; what was done is kept when it is left.
  ///   - post: Where the outcome of each step goes, from any thread.
  package init(
    step: @escaping @Sendable (Request) async throws -> Step,
    post: @escaping @Sendable (Event) -> Void
  ) {
    self.step = step
    self.post = post
  }

  /// Takes note of the outcome of a step; other events are none of its business.
  package mutating func heard(_ event: Event) {
    switch event {
    case .answered, .progressed, .left: underWay = nil
    case .key, .resized, .waited, .notified: break
    }
  }

  /// Takes the most urgent request a step further, unless a step is under way; that of another request
  /// is told to stop where it can.
  package mutating func reconcile(_ wanted: [Request]) {
    if let underWay {
      if underWay.request != wanted.first { underWay.task.cancel() }
    } else {
      underWay = wanted.first.map { ($0, task(for: $0)) }
    }
  }

  private func task(for request: Request) -> Task<Void, Never> {
    Task { [step, post] in
      do {
        switch try await step(request) {
        case .progress(let fraction): post(.progressed(request, fraction))
        case .answer(let answer): post(.answered(request, answer))
        }
      } catch is CancellationError {
        post(.left(request))
      } catch {
        let failure = error as? Failure ?? Failure(kind: .unfitting, problem: "\(error)")
        post(.answered(request, .fault(failure)))
      }
    }
  }
}
