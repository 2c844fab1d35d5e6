import DeepDataProfiler
private import Dispatch
private import Glibc
import LinearAlgebra
import NeuralNetwork
private import Synchronization
import System

extension Profiler {
  /// Waits, on the main thread, for what only a task can find out; then takes the progress bar away.
  ///
  /// Throws whatever the task throws; faults of the model are made to name its file, and the layer
  /// that it is about.
  func wait<Value: Sendable>(
    about layer: LinearLayer? = nil,
    _ body: @escaping @Sendable (Profiler) async throws -> Value
  ) throws -> Value {
    let outcome = Outcome<Value>()
    Task {
      do {
        outcome.set(.success(try await body(self)))
      } catch {
        outcome.set(.failure(error))
      }
    }
    let result = outcome.wait()
    ProgressBar.clear()
    do {
      return try result.get()
    } catch let failure as Failure
      where [.network, .notDecomposable].contains(failure.kind)
      || failure.kind == .outOfRange && failure.subject == nil
    {
      throw failure.about(findings.model.file, at: layer?.name)
    }
  }
}

extension Profiler {
  /// What a command finds of each layer in turn, given its place among them.
  ///
  /// - Parameters:
  ///   - layers: The layers.
  ///   - together: The number of layers of which the small answers are prepared at once.
  ///   - questions: What will be asked about a layer.
  ///   - find: Told of a layer's place and the layer.
  /// - Returns: What was found of each.
  /// - Throws: Whatever `find` throws.
  @discardableResult func inTurn<Value>(
    _ layers: [LinearLayer], together: Int, preparing questions: (LinearLayer) -> [any Question],
    find: (Int, LinearLayer) throws -> Value
  ) throws -> [Value] {
    try layers.enumerated().map { place, layer in
      if place.isMultiple(of: together) {
        // The heaviest first, so that all threads end at about the same time.
        let wanted = layers[place...].prefix(together)
          .sorted { $0.weightShape.count > $1.weightShape.count }.flatMap(questions)
        try wait { await $0.prepare(wanted) }
      }
      return try find(place, layer)
    }
  }
}

/// What a task comes to, handed to a thread that waits for it.
private final class Outcome<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let isSet = DispatchSemaphore(value: 0)

  /// Stays a function of its own: within a task, the compiler may take the thread that a lock belongs
  /// to from before an `await`, after which the task may run on another.
  @inline(never) func set(_ outcome: Result<Value, any Error>) {
    result.withLock { $0 = outcome }
    isSet.signal()
  }

  func wait() -> Result<Value, any Error> {
    isSet.wait()
    return result.withLock { $0 } ?? .failure(CancellationError())
  }
}

/// Shows on a terminal's standard error how far a job is; shows nothing elsewhere.
enum ProgressBar {
  private static let width = 30

  /// A function that draws the bar of a job.
  static func of(_ job: String) -> Profiler.Progress {
    guard isatty(STDERR_FILENO) == 1 else { return { _ in } }
    let job = job.printable
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
