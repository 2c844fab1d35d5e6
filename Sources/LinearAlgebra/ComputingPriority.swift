private import Glibc
private import Synchronization
import System

/// Gives the calling thread, which is the main one, the processor before those that compute.
///
/// On Linux a priority is a thread's own, and those that it begins have the same.
package func computeBehindMainThread() {
  let process = UInt32(getpid())
  let first = ComputingPriority.niceness(of: process)
  ComputingPriority.first.store(first, ordering: .relaxed)
  // OpenBLAS has begun its own already.
  for entry in (try? Folder(path: "/proc/self/task"))?.entries ?? [] {
    if let thread = UInt32(entry.name), thread != process {
      ComputingPriority.set(first + StepBack.long.rawValue, of: thread)
    }
  }
}

/// How much niceness is between the main thread and one that computes, where the main one goes first.
package enum StepBack: Int {
  /// For work that takes a moment, and is waited for.
  case short = 5
  /// For all other.
  case long = 10
}

/// Lets the main thread go before the calling one, where that is wanted.
///
/// A thread may not come forward again: short work and long have threads of their own.
package func stepBack(_ step: StepBack) {
  guard let first = ComputingPriority.firstIfAny else { return }
  ComputingPriority.set(first + step.rawValue, of: 0)
}

/// The calling thread's niceness, for those that help it; nil where all threads have the same.
func nicenessForHelpers() -> Int? {
  ComputingPriority.firstIfAny.map { _ in ComputingPriority.niceness(of: 0) }
}

/// Gives the calling thread the niceness of one that it helps.
func take(niceness: Int?) {
  if let niceness { ComputingPriority.set(niceness, of: 0) }
}

private enum ComputingPriority {
  /// The niceness of the thread that goes first, or `none`.
  static let first = Atomic(none)
  private static let none = Int.min
  static var firstIfAny: Int? {
    let first = first.load(ordering: .relaxed)
    return first == none ? nil : first
  }

  private static let ofProcess = __priority_which_t(PRIO_PROCESS.rawValue)

  /// That of a thread by its number, or of the calling one by 0.
  static func niceness(of thread: UInt32) -> Int { Int(getpriority(ofProcess, thread)) }
  static func set(_ niceness: Int, of thread: UInt32) {
    setpriority(ofProcess, thread, Int32(clamping: niceness))
  }
}
