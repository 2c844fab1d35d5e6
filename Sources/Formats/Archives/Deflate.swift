import CZlib

/// Writes zlib streams (RFC 1950).
package enum Deflate {
  /// Bytes, compressed in little time rather than well.
  /// - Returns: nil where zlib has no memory left.
  package static func zlibStream(of bytes: [UInt8]) -> [UInt8]? {
    var isMade = false
    let stream = unsafe [UInt8](
      unsafeUninitializedCapacity: Int(compressBound(UInt(bytes.count)))
    ) { output, count in
      var made = UInt(output.count)
      isMade = unsafe bytes.withUnsafeBufferPointer { input in
        unsafe compress2(
          output.baseAddress, &made, input.baseAddress, UInt(input.count), Z_BEST_SPEED) == Z_OK
      }
      count = isMade ? Int(made) : 0
    }
    return isMade ? stream : nil
  }
}
