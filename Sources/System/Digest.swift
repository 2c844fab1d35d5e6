private import COpenSSL

/// The SHA-256 digest of some bytes (FIPS 180-4).
public struct Digest: Hashable, Sendable {
  /// Its 64 hexadecimal digits, as `sha256sum` prints them.
  public let text: String

  /// A digest that is written as `sha256sum` prints it; nil where the text is none.
  public init?(_ text: String) {
    let digits = Array("0123456789abcdef".utf8)
    guard text.utf8.count == 64, text.utf8.allSatisfy(digits.contains) else { return nil }
    self.text = text
  }

  private init(_ bytes: [UInt8]) {
    text = bytes.hexadecimal
  }

  /// How many bytes of a file are looked at before somebody is asked whether to go on.
  private static let part = 1 << 24

  /// The digest of bytes in memory.
  /// - Throws: `Failure` where OpenSSL computes none.
  package init(of bytes: [UInt8]) throws(Failure) {
    let computation = try DigestComputation()
    try computation.add(bytes.span)
    self.init(try computation.digest())
  }

  /// The digest of a file, which is read from its beginning to its end.
  /// - Parameters:
  ///   - file: The file.
  ///   - check: Called before each part of it; throws to stop.
  /// - Throws: `Failure` where another program has written into the file; whatever `check` throws.
  package init(of file: MappedFile, check: () throws -> Void = {}) throws {
    let computation = try DigestComputation()
    for start in stride(from: 0, to: file.count, by: Self.part) {
      try check()
      let range = start..<min(start + Self.part, file.count)
      try file.withBytes(in: range) { bytes throws(Failure) in try computation.add(bytes) }
      file.letGo(of: range)
    }
    guard file.isUnchanged else {
      throw Failure(
        kind: .damaged, subject: file.path,
        problem: "another program has written into the file since it was opened",
        cure: "open it again")
    }
    self.init(try computation.digest())
  }

  /// The digest of several files: that of the lines that `sha256sum` prints for them, in the order of
  /// the bytes of the names.
  ///
  /// One file has its own digest.
  package init(ofFiles files: [(name: String, digest: Digest)]) throws(Failure) {
    if files.count == 1 {
      self = files[0].digest
      return
    }
    let lines = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map {
      Self.line($0.name, $0.digest)
    }
    try self.init(of: Array(lines.joined().utf8))
  }

  /// What `sha256sum` prints for a file; a name with a backslash or a line end is written with
  /// escapes, and a backslash then begins the line.
  private static func line(_ name: String, _ digest: Digest) -> String {
    let escaped = name.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
      .replacing("\r", with: "\\r")
    return (escaped == name ? "" : "\\") + "\(digest.text)  \(escaped)\n"
  }
}

/// A SHA-256 digest that OpenSSL is computing.
@safe private struct DigestComputation: ~Copyable {
  private let context: OpaquePointer

  private static var fault: Failure {
    Failure(
      kind: .broken, problem: "OpenSSL does not compute SHA-256", cure: "install libcrypto again")
  }

  init() throws(Failure) {
    guard let context = unsafe EVP_MD_CTX_new() else { throw Self.fault }
    guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      throw Self.fault
    }
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Adds bytes that follow.
  func add(_ bytes: Span<UInt8>) throws(Failure) {
    let status = unsafe bytes.withUnsafeBytes {
      unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
    }
    guard status == 1 else { throw Self.fault }
  }

  /// The digest of all bytes that were added.
  consuming func digest() throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    let status = unsafe bytes.withUnsafeMutableBufferPointer {
      unsafe EVP_DigestFinal_ex(context, $0.baseAddress, nil)
    }
    guard status == 1 else { throw Self.fault }
    return bytes
  }
}
