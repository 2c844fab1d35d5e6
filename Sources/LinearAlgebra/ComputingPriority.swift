private import Glibc
private import Synchronization
import System

/// Gives the calling thread, which is the main one, the processor before those that compute.
///
/// On Linux a priority is a thread's own, and those that it begins have the same.
package func computeBehindMainThread() {
  let process = UInt32(getpid())
  ComputingPriority.niceness.store(
    ComputingPriority.niceness(of: process) + ComputingPriority.step, ordering: .relaxed)
  ComputingPriority.mainThread.store(UInt(pthread_self()), ordering: .relaxed)
  // OpenBLAS has begun its own already.
  for entry in (try? Folder(path: "/proc/self/task"))?.entries ?? [] {
    if let thread = UInt32(entry.name), thread != process { ComputingPriority.lower(thread) }
  }
}

/// Lets the main thread go before the calling one, where that is wanted.
package func stepBack() {
  let main = ComputingPriority.mainThread.load(ordering: .relaxed)
  if main != 0, UInt(pthread_self()) != main { ComputingPriority.lower(0) }
}

private enum ComputingPriority {
  /// The thread that goes first; 0 where none does.
  static let mainThread = Atomic<UInt>(0)
  /// That of the others.
  static let niceness = Atomic<Int>(0)
  /// How much lower than the main thread's it is.
  static let step = 10

  private static let ofProcess = __priority_which_t(PRIO_PROCESS.rawValue)

  static func niceness(of thread: UInt32) -> Int { Int(getpriority(ofProcess, thread)) }

  /// Lowers a thread's priority; the calling one's by its number or by 0.
  static func lower(_ thread: UInt32) {
    setpriority(ofProcess, thread, Int32(clamping: niceness.load(ordering: .relaxed)))
  }
}
