import CZlib

/// Undoes deflate (RFC 1951, as in zip entries: without the zlib header).
package enum Inflate {
  /// The most that deflate can make of one byte; a declared size above it is a lie.
  static let greatestRatio = 1032
  /// The largest result that is made in memory, and the largest input taken.
  static let greatestCount = Int(UInt32.max)

  /// The first `count` bytes that deflated bytes stand for, and whether they are all there is.
  ///
  /// Gives nil when the bytes are no deflate stream, or end before `count` bytes are made.
  /// - Precondition: neither count is above `greatestCount`.
  static func bytes(_ deflated: Span<UInt8>, count: Int) -> (bytes: [UInt8], isAll: Bool)? {
    precondition(count <= greatestCount && deflated.count <= greatestCount)
    var isAll = false
    // Room for one byte more tells a stream that ends here from one that goes on.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count + 1) { output, made in
      unsafe deflated.withUnsafeBufferPointer { input in
        var stream = unsafe z_stream()
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else { return }
        defer { unsafe inflateEnd(&stream) }
        unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(clamping: output.count)
        isAll = unsafe inflate(&stream, Z_SYNC_FLUSH) == Z_STREAM_END
        made = unsafe Int(stream.total_out)
      }
    }
    switch bytes.count {
    case count: return (bytes, isAll)
    case count + 1: return (bytes.dropLast(), false)
    default: return nil
    }
  }

  /// The checksum of bytes that have one checksum, and of so many more that have another.
  package static func checksum(
    _ first: UInt32, joinedBy second: UInt32, ofBytes count: Int
  ) -> UInt32 {
    UInt32(crc32_combine(UInt(first), UInt(second), count))
  }

  /// The checksum that a zip entry carries (CRC-32 of what is in it), of bytes that follow those of
  /// another checksum.
  package static func checksum(
    _ elements: Span<some BitwiseCopyable>, after start: UInt32 = 0
  ) -> UInt32 {
    unsafe elements.withUnsafeBytes { buffer in
      unsafe UInt32(
        crc32_z(
          UInt(start), buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), buffer.count))
    }
  }
}
