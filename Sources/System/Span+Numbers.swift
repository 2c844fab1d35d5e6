extension Span<UInt8> {
  /// The bytes taken as little-endian numbers, copied; a rest too short for one is left out.
  package func values<Value: Numeric & BitwiseCopyable>(of type: Value.Type) -> [Value] {
    let size = MemoryLayout<Value>.stride
    let count = self.count / size
    return unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      unsafe self.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[..<(count * size)]))
      }
      initialized = count
    }
  }
}
