import System

/// Names that a file gives to its parts.
extension Place {
  /// The longest name, in bytes.
  ///
  /// Swift compares text by what it means to a reader, which takes time in proportion to the square
  /// of the accents that one letter bears: a name of a megabyte could take for ever.
  static let longestName = 1 << 10

  /// The text of a name.
  ///
  /// Throws when it is longer than any name is.
  func name(_ bytes: some Collection<UInt8>) throws(Failure) -> String {
    try checkName(bytes.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Checks that a name of so many bytes is no longer than any name is.
  func checkName(_ count: Int) throws(Failure) {
    guard count <= Self.longestName else { throw damaged("has a name of \(count) bytes") }
  }
}
