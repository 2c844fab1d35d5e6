import System

/// A file and a part of it: what a reader carries along so that it can say where it failed.
struct Place: Equatable, Sendable {
  /// The file's path, as given.
  let file: String
  /// The entry, tensor or node being read; nil for the whole file.
  var part: String?

  /// A part of the same file.
  func at(_ part: String) -> Place { Place(file: file, part: part) }

  /// A part of this part, as in "entry a/data.pkl, byte 12".
  func inside(_ detail: String) -> Place { at(part.map { "\($0), \(detail)" } ?? detail) }

  /// The error for bytes that contradict themselves or end too early.
  func damaged(_ problem: String, cure: String = "get a whole copy of the file") -> Failure {
    Failure(kind: .damaged, subject: file, place: part, problem: problem, cure: cure)
  }

  /// The error for content that this program does not read.
  func unsupported(_ problem: String, cure: String) -> Failure {
    Failure(kind: .unsupported, subject: file, place: part, problem: problem, cure: cure)
  }
}
