/// An image that brings out singular vectors, as far as it is optimised.
public struct OptimizedImage: Equatable, Sendable {
  /// The number of channels: 3 for red, green and blue.
  public let channels: Int
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// channels x height x width, from 0 to 1.
  public let values: [Float]
  /// How much each pixel mattered, height x width, from 0 to 1; nil where all are shown alike.
  public let opacity: [Float]?
  /// The objective of the image that it began with, and of this one, each as it is, not moved.
  public let objectives: Objectives
  /// How many steps were taken.
  public let steps: Int

  /// An image.
  public init(
    channels: Int, height: Int, width: Int, values: [Float], opacity: [Float]?,
    objectives: Objectives, steps: Int
  ) {
    self.channels = channels
    self.height = height
    self.width = width
    self.values = values
    self.opacity = opacity
    self.objectives = objectives
    self.steps = steps
  }

  /// What was reached.
  public struct Objectives: Equatable, Sendable {
    /// That of the image that it began with.
    public let first: Double
    /// That of the image.
    public let last: Double

    /// Two of them.
    public init(first: Double, last: Double) {
      self.first = first
      self.last = last
    }
  }
}
