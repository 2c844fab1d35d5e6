/// Why a file could not be used, where in it, and what to do about it.
package struct FormatError: Error, Equatable, Sendable {
  /// What kind of trouble it is; the command line chooses its exit status by it.
  package enum Kind: Sendable {
    /// There is no file of that name.
    case notFound
    /// The file is there and may not be read.
    case notReadable
    /// The bytes contradict themselves or end too early.
    case damaged
    /// The file may be in order, but holds what this program does not read.
    case unsupported
    /// It has nothing of the name that was asked for.
    case noSuchPart
  }

  /// What kind of trouble it is.
  package let kind: Kind
  /// The file's path, as given.
  package let file: String
  /// The byte, entry, tensor or node at fault; nil when it is the whole file.
  package let place: String?
  /// What is wrong.
  package let problem: String
  /// How to mend it.
  package let cure: String

  /// Describes a trouble.
  package init(kind: Kind, file: String, place: String? = nil, problem: String, cure: String) {
    self.kind = kind
    self.file = file
    self.place = place
    self.problem = problem
    self.cure = cure
  }
}

extension FormatError: CustomStringConvertible {
  /// One line: `FILE: place: problem; cure`.
  package var description: String {
    let parts = [file, place, problem].compactMap { $0.map(Self.oneLine) }
    return parts.joined(separator: ": ") + "; " + Self.oneLine(cure)
  }

  /// Text out of a file made fit for one line of a terminal: printable, and no novel.
  package static func oneLine(_ text: String) -> String {
    let longest = 300
    let start = String(text.unicodeScalars.prefix(longest)).printable
    return start + (text.unicodeScalars.count > longest ? "…" : "")
  }
}
