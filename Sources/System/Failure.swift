/// Why something can't be done: what it is about, where, what is wrong, and what to do about it.
///
/// Its kind decides how a command ends and how a pane shows it; its text, never.
public struct Failure: Error, Equatable, Sendable {
  /// What kind of trouble it is.
  public enum Kind: Sendable {
    /// A command was used wrongly, or asked for a name that is not there.
    case usage
    /// A layer, vector or image was asked for that does not exist.
    case outOfRange
    /// There are no images to show the network.
    case noData
    /// The images, or the outputs, are not those that the answer needs.
    case unfitting
    /// There is no file of that name.
    case notFound
    /// The file is there and may not be read.
    case notReadable
    /// The bytes contradict themselves or end too early.
    case damaged
    /// The file may be in order, but holds what this program does not read.
    case unsupported
    /// The network can't be built or run.
    case network
    /// A weight has no decomposition, as its values are not finite, say.
    case notDecomposable
    /// A file of that name can't be made.
    case unmade
    /// A file, or standard output, did not take what was written.
    case unwritten
    /// The machine or a library computes wrongly.
    case broken
  }

  /// What kind of trouble it is.
  public let kind: Kind
  /// What it is about, a file's path as given, say; nil when that is not known yet, or no file.
  public let subject: String?
  /// The byte, entry, tensor, node or layer at fault; nil when it is the whole.
  public let place: String?
  /// What is wrong.
  public let problem: String
  /// How to mend it; nil where the problem tells.
  public let cure: String?

  /// Describes a trouble.
  public init(
    kind: Kind, subject: String? = nil, place: String? = nil, problem: String, cure: String? = nil
  ) {
    self.kind = kind
    self.subject = subject
    self.place = place
    self.problem = problem
    self.cure = cure
  }

  /// The same about a file, and a place in it where none is known yet.
  package func about(_ subject: String, at place: String? = nil) -> Failure {
    Failure(
      kind: kind, subject: subject, place: self.place ?? place, problem: problem, cure: cure)
  }
}

extension Failure: CustomStringConvertible {
  /// One line: `SUBJECT: place: problem; cure`.
  public var description: String {
    // The path of a file is whole, however long it is.
    let parts =
      [subject.map { Self.oneLine($0, longest: 4096) }]
      + [place, problem].map { $0.map { Self.oneLine($0) } }
    return parts.compactMap(\.self).joined(separator: ": ")
      + (cure.map { "; " + Self.oneLine($0) } ?? "")
  }

  /// Text out of a file made fit for one line of a terminal: printable, and no novel.
  package static func oneLine(_ text: String, longest: Int = 300) -> String {
    let start = String(text.unicodeScalars.prefix(longest)).printable
    return start + (text.unicodeScalars.count > longest ? "…" : "")
  }
}
