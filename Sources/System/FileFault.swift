private import Glibc

/// Why a file could not be written.
package struct FileFault: Error {
  /// What could not be done.
  package enum Kind: Sendable {
    /// There can't be a file of that name.
    case unmade
    /// It did not take what was written.
    case unwritten
  }

  package let kind: Kind
  /// The file.
  package let path: String
  /// The system's number of the fault (errno.h).
  package let code: Int32

  package init(_ kind: Kind, _ path: String, code: Int32) {
    self.kind = kind
    self.path = path
    self.code = code
  }

  /// What the system calls it, or the folder that is missing.
  package var problem: String {
    if code == ENOENT, let end = path.lastIndex(of: "/"), end > path.startIndex {
      let folder = String(path[..<end])
      if unsafe access(folder, F_OK) != 0 { return "there is no folder \(folder)" }
    }
    return unsafe String(cString: strerror(code)).lowercased()
  }
  /// Whether there is a file of that name.
  package var isTaken: Bool { code == EEXIST }
}

extension Failure {
  /// A file that could not be written.
  package init(_ fault: FileFault, cure: String? = nil) {
    self.init(
      kind: fault.kind == .unmade ? .unmade : .unwritten, subject: fault.path,
      problem: fault.problem, cure: cure)
  }
}
