#if compiler(<6.3)
  extension Array {
    /// An array of at most `capacity` elements, which `fill` appends; the standard library's own from
    /// Swift 6.3 on.
    @inlinable package init(
      capacity: Int, initializingWith fill: (inout OutputSpan<Element>) throws -> Void
    ) rethrows {
      self = try unsafe Array(unsafeUninitializedCapacity: capacity) { buffer, count in
        var output = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
        try fill(&output)
        count = unsafe output.finalize(for: buffer)
      }
    }
  }
#endif
