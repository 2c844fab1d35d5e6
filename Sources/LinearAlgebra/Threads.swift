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
///   - size: how many items make a piece, which whatever thread is free takes next; by default there is
///     a piece for each thread.
///   - work: told of a range of items; the ranges make up `0..<count`.
/// - Returns: what each piece gave, in order.
/// - Throws: what the first piece that fails throws.
package func concurrently<Part: Sendable>(
  _ count: Int, inPiecesOf size: Int? = nil, _ work: @Sendable (Range<Int>) throws -> Part
) throws -> [Part] {
  let threads = linearAlgebraThreads()
  let size = max(1, size ?? (count + threads - 1) / threads)
  let ranges = stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  guard ranges.count > 1 else { return try ranges.map(work) }
  let parts = Mutex<[Int: Result<Part, any Error>]>([:])
  let next = Atomic(0)
  onOneThread {
    DispatchQueue.concurrentPerform(iterations: min(threads, ranges.count)) { _ in
      while case let index = next.add(1, ordering: .relaxed).oldValue, index < ranges.count {
        let part = Result { try work(ranges[index]) }
        parts.withLock { $0[index] = part }
      }
    }
  }
  return try parts.withLock { parts in try ranges.indices.compactMap { try parts[$0]?.get() } }
}
