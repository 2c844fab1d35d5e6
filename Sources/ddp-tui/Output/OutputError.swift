private import Glibc

/// An answer that did not get where it was to go: what is wrong and how to mend it, in one line.
struct OutputError: Error, CustomStringConvertible {
  /// What could not be done.
  enum Kind {
    /// There can't be a file of that name.
    case unmade
    /// The file, or standard output, did not take what was written.
    case unwritten
  }

  let kind: Kind
  let description: String

  /// A fault of a file that was named with `-o`.
  /// - Parameters:
  ///   - kind: what could not be done.
  ///   - path: the file.
  ///   - code: the system's number of the fault.
  init(_ kind: Kind, _ path: String, code: Int32) {
    self.kind = kind
    let cure = code == EEXIST ? "remove it, or name another with -o" : "name another file with -o"
    description = "\(path): \(Self.words(code)); \(cure)"
  }

  /// A fault of standard output.
  init(standardOutput code: Int32) {
    kind = .unwritten
    description = "standard output: \(Self.words(code)); send it elsewhere"
  }

  private static func words(_ code: Int32) -> String {
    unsafe String(cString: strerror(code)).lowercased()
  }
}
