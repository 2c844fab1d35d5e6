import DeepDataProfiler
import Formats
private import Dispatch
private import Glibc
import LinearAlgebra
import NeuralNetwork
private import Synchronization

extension Profiler {
  /// Waits, on the main thread, for what only a task can find out; then takes the progress bar away.
  ///
  /// Throws whatever the task throws; faults of the model are made to name its file, and the layer
  /// that it is about.
  nonisolated func wait<Value: Sendable>(
    about layer: LinearLayer? = nil,
    _ body: @escaping @Sendable (Profiler) async throws -> Value
  ) throws -> Value {
    let result = Mutex<Result<Value, any Error>?>(nil)
    let finished = DispatchSemaphore(value: 0)
    Task {
      do {
        let value = try await body(self)
        result.withLock { $0 = .success(value) }
      } catch {
        result.withLock { $0 = .failure(error) }
      }
      finished.signal()
    }
    finished.wait()
    ProgressBar.clear()
    do {
      guard let value = try result.withLock({ try $0?.get() }) else { throw CancellationError() }
      return value
    } catch let error as NetworkError {
      throw ModelError(file: findings.model.file, reason: "\(error)")
    } catch let error as DecompositionError {
      let place = layer.map { "\($0.name): " } ?? ""
      throw ModelError(file: findings.model.file, reason: "\(place)\(error)")
    }
  }
}

extension Profiler {
  /// Says on standard error which images are left out, if any are.
  nonisolated func mention(_ unreadable: [UnreadableImage]) {
    let count = findings.dataSet?.labels.count ?? 0
    if let notice = unreadable.notice(among: count) { DDPTUI.complain(notice) }
  }
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

  /// Lets Ctrl-c take the bar away and end the program, whatever it is doing.
  ///
  /// The handler does only what is safe in one: `isatty`, `write`, `_exit`.
  static func endOnInterrupt() {
    signal(SIGINT) { _ in
      let erasure: StaticString = "\r\u{1B}[K"
      if isatty(STDERR_FILENO) == 1 {
        unsafe write(STDERR_FILENO, erasure.utf8Start, erasure.utf8CodeUnitCount)
      }
      _exit(ExitStatus.interrupted.rawValue)
    }
  }
}
