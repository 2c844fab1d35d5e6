public import LinearAlgebra

/// A weight that no layer of a network has, though it looks like that of a linear layer, and why.
public struct LeftOutWeight: Hashable, Sendable {
  /// The tensor's name.
  public let name: String
  /// The extents of its axes, as they lie in the file.
  public let shape: Shape
  /// Why no layer has it: the end of a sentence about it.
  public let reason: String

  /// Describes a weight.
  public init(name: String, shape: Shape, reason: String) {
    self.name = name
    self.shape = shape
    self.reason = reason
  }
}
