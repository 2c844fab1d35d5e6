import Formats

/// Why a network can't be built or run.
public struct NetworkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The node, layer or tensor at fault.
  public let place: String
  /// What is wrong.
  public let problem: String
  /// How to mend it.
  public let cure: String

  package init(place: String, problem: String, cure: String) {
    self.place = place
    self.problem = problem
    self.cure = cure
  }

  /// The fault in one line.
  public var description: String {
    let parts = [place, problem, cure].map(FormatError.oneLine)
    return "\(parts[0]): \(parts[1]); \(parts[2])"
  }
}
