public import LinearAlgebra

/// What a network makes of a data set.
public struct Predictions: Equatable, Sendable {
  /// Images x outputs, before a closing softmax.
  public let logits: Tensor
  /// The true label of each image.
  public let labels: [Int]

  /// Predictions from logits.
  public init(logits: Tensor, labels: [Int]) {
    self.logits = logits
    self.labels = labels
  }
}
