private import COpenBLAS
private import Dispatch
private import Glibc
private import Synchronization

/// Sets how many threads every product and decomposition may use.
/// - Precondition: `count` is positive.
package func setLinearAlgebraThreads(_ count: Int) {
  precondition(count > 0, "at least one thread works")
  OpenBLASThreads.all.store(count, ordering: .relaxed)
}

/// How many threads every product and decomposition may use here.
package func linearAlgebraThreads() -> Int {
  OpenBLASThreads.here ?? OpenBLASThreads.all.load(ordering: .relaxed)
}

/// Does work in which each product and decomposition takes one thread.
package func onOneThread<Result>(_ work: () throws -> Result) rethrows -> Result {
  try OpenBLASThreads.$here.withValue(1) { try work() }
}

/// Calls OpenBLAS with as many threads as may be used here.
///
/// OpenBLAS has one number of threads for the whole process, and sums come out in other digits with another: a
/// call on one thread waits as long as another is on several, and the other way round.
/// - Precondition: `calls` does not come here again.
func withOpenBLAS<Result>(_ calls: () throws -> Result) rethrows -> Result {
  let threads = linearAlgebraThreads()
  OpenBLASThreads.enter(threads)
  defer { OpenBLASThreads.leave(threads) }
  return try calls()
}

private enum OpenBLASThreads {
  /// How many threads there are.
  static let all = Atomic(Int(openblas_get_num_threads()))
  /// How many work may take here, where that is not all.
  @TaskLocal static var here: Int?

  private static let lock = CallLock()

  static func enter(_ threads: Int) {
    lock.enter(isShared: threads == 1)
    if threads > 1 { openblas_set_num_threads(Int32(clamping: threads)) }
  }

  static func leave(_ threads: Int) {
    if threads > 1 { openblas_set_num_threads(1) }
    lock.leave()
  }
}

/// Held by many calls on one thread, or by one on several.
@safe private final class CallLock: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_rwlock_t>.allocate(capacity: 1)

  init() {
    unsafe pthread_rwlock_init(lock, nil)
    // How many there are is asked before.
    _ = OpenBLASThreads.all.load(ordering: .relaxed)
    openblas_set_num_threads(1)
  }

  deinit {
    unsafe pthread_rwlock_destroy(lock)
    unsafe lock.deallocate()
  }

  func enter(isShared: Bool) {
    if isShared { unsafe pthread_rwlock_rdlock(lock) } else { unsafe pthread_rwlock_wrlock(lock) }
  }

  func leave() { unsafe pthread_rwlock_unlock(lock) }
}

/// Does independent pieces of work at the same time, on as many threads as a product may use; each
/// product within a piece takes one.
///
/// Much small work scales better so than by the threads of each product, between which the rest of
/// it would wait.
/// - Parameters:
///   - count: the number of items.
///   - size: how many items make a piece, which whatever thread is free takes next.
///   - work: told of a range of items; the ranges make up `0..<count`.
package func inParallel(
  _ count: Int, inPiecesOf size: Int, _ work: @Sendable (Range<Int>) -> Void
) {
  let pieces = (count + size - 1) / size
  @Sendable func range(_ piece: Int) -> Range<Int> { piece * size..<min(count, (piece + 1) * size) }
  let threads = min(linearAlgebraThreads(), pieces)
  guard threads > 1 else {
    for piece in 0..<pieces { work(range(piece)) }
    return
  }
  let next = Atomic(0)
  let niceness = nicenessForHelpers()
  DispatchQueue.concurrentPerform(iterations: threads) { _ in
    take(niceness: niceness)
    onOneThread {
      while case let piece = next.add(1, ordering: .relaxed).oldValue, piece < pieces {
        work(range(piece))
      }
    }
  }
}

/// The same of work that gives something or fails.
/// - Parameters:
///   - count: the number of items.
///   - size: how many items make a piece; by default there is a piece for each thread.
///   - work: told of a range of items.
/// - Returns: what each piece gave, in order.
/// - Throws: what the first piece that fails throws.
package func concurrently<Part: Sendable, Failure: Error>(
  _ count: Int, inPiecesOf size: Int? = nil,
  _ work: @Sendable (Range<Int>) throws(Failure) -> Part
) throws(Failure) -> [Part] {
  let threads = linearAlgebraThreads()
  let size = max(1, size ?? (count + threads - 1) / threads)
  let found = Mutex<[Int: Result<Part, Failure>]>([:])
  inParallel(count, inPiecesOf: size) { range in
    let part = Result { () throws(Failure) in try work(range) }
    found.withLock { $0[range.lowerBound] = part }
  }
  let parts = found.withLock { $0 }
  var results: [Part] = []
  for start in stride(from: 0, to: count, by: size) {
    if let part = parts[start] { results.append(try part.get()) }
  }
  return results
}
