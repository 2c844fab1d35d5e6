private import Dispatch

/// An executor of one thread at a time, so that heavy work never takes a thread of Swift's pool.
final class SerialQueue: SerialExecutor {
  private let queue = DispatchQueue(label: "DeepDataProfiler", qos: .userInitiated)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = unsafe asUnownedSerialExecutor()
    queue.async { unsafe job.runSynchronously(on: executor) }
  }
}
