private import COpenSSL

/// The hash of some bytes under a secret key: GMAC, the authentication of AES-128-GCM without a text
/// (NIST SP 800-38D), by OpenSSL.
///
/// Whoever does not know the key, nor any hash, can't make two inputs of one hash. It goes through several
/// gigabytes a second.
@safe package struct KeyedHash: ~Copyable {
  private let context: OpaquePointer

  /// How many bytes a key and a hash have.
  package static let byteCount = 16

  /// An empty input; nil for a key of another size, or where OpenSSL lacks the algorithm.
  /// - Parameters:
  ///   - key: the secret.
  ///   - number: tells inputs apart that are of different kinds, as parts of a longer one.
  package init?(key: [UInt8], number: UInt64 = 0) {
    guard key.count == Self.byteCount, let context = unsafe EVP_CIPHER_CTX_new() else { return nil }
    let nonce = (0..<12).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : 0 }
    guard unsafe EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), nil, key, nonce) == 1 else {
      unsafe EVP_CIPHER_CTX_free(context)
      return nil
    }
    unsafe self.context = context
  }

  deinit { unsafe EVP_CIPHER_CTX_free(context) }

  /// How many bytes OpenSSL takes at a time.
  private static let part = 1 << 30

  /// Takes bytes that follow.
  package func add(_ bytes: Span<UInt8>) {
    for start in stride(from: 0, to: bytes.count, by: Self.part) {
      unsafe bytes.extracting(start..<min(start + Self.part, bytes.count)).withUnsafeBytes { part in
        var count: Int32 = 0
        unsafe EVP_EncryptUpdate(context, nil, &count, part.baseAddress, Int32(part.count))
      }
    }
  }

  /// The hash of all that was taken; nil where OpenSSL does not tell it.
  package consuming func finished() -> [UInt8]? {
    var hash = [UInt8](repeating: 0, count: Self.byteCount)
    var count: Int32 = 0
    let isDone = unsafe hash.withUnsafeMutableBytes { hash in
      unsafe EVP_EncryptFinal_ex(context, hash.baseAddress, &count) == 1
        && EVP_CIPHER_CTX_ctrl(
          context, EVP_CTRL_GCM_GET_TAG, Int32(hash.count), hash.baseAddress) == 1
    }
    return isDone ? hash : nil
  }
}
