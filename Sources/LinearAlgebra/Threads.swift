private import COpenBLAS
private import Dispatch
private import Synchronization

/// Sets how many threads every product and decomposition may use.
/// - Precondition: `count` is positive.
package func setLinearAlgebraThreads(_ count: Int) {
  precondition(count > 0, "at least one thread works")
  singleThreaded.withLock { state in
    state.threads = Int32(clamping: count)
    if state.count == 0 { openblas_set_num_threads(state.threads) }
  }
}

/// How much work goes on that takes one thread, and how many threads there are without it.
private let singleThreaded = Mutex((count: 0, threads: openblas_get_num_threads()))

/// How many threads every product and decomposition may use.
package func linearAlgebraThreads() -> Int { Int(openblas_get_num_threads()) }

/// Does work in which each product and decomposition takes one thread.
package func onOneThread<Result>(_ work: () throws -> Result) rethrows -> Result {
  // Two models may be worked on at once: what ends last gives the threads back.
  singleThreaded.withLock { state in
    state.count += 1
    openblas_set_num_threads(1)
  }
  defer {
    singleThreaded.withLock { state in
      state.count -= 1
      if state.count == 0 { openblas_set_num_threads(state.threads) }
    }
  }
  return try work()
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
  onOneThread {
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
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
