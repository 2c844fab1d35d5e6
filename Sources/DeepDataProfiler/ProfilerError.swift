/// Why a `Profiler` can't answer.
public struct ProfilerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of trouble it is.
  public enum Kind: Sendable {
    /// There are no images to show the network.
    case noData
    /// The images are not those that the network takes.
    case unfittingData
    /// The layer, image or class that was asked for does not exist.
    case outOfRange
    /// An answer is a fault, or not of the type that was asked for.
    case unanswerable
  }

  /// What kind of trouble it is.
  public let kind: Kind
  /// What is wrong and how to mend it, in one line.
  public let description: String
}
