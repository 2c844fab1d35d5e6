import DeepDataProfiler
private import Dispatch
private import Glibc
private import Synchronization

/// Waits, on the main thread, for something that only a task can do.
func wait<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
  let result = Mutex<Result<Value, any Error>?>(nil)
  let finished = DispatchSemaphore(value: 0)
  Task {
    do {
      let value = try await body()
      result.withLock { $0 = .success(value) }
    } catch {
      result.withLock { $0 = .failure(error) }
    }
    finished.signal()
  }
  finished.wait()
  guard let value = try result.withLock({ try $0?.get() }) else { throw CancellationError() }
  return value
}

/// Shows on a terminal's standard error how far a job is; shows nothing elsewhere.
enum ProgressBar {
  private static let width = 30

  /// A function that draws the bar of a job.
  static func of(_ job: String) -> Profiler.Progress {
    guard isatty(STDERR_FILENO) == 1 else { return { _ in } }
    return { fraction in
      let full = Int(fraction * Double(width))
      let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
      writeError("\r\(job) [\(bar)] \(Int(fraction * 100)) %")
    }
  }

  /// Takes the bar away.
  static func clear() {
    guard isatty(STDERR_FILENO) == 1 else { return }
    writeError("\r\u{1B}[K")
  }
}
