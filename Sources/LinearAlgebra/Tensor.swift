/// An array of Float with a shape, contiguous and row-major.
public struct Tensor: Equatable, Sendable {
  /// The extents of its axes.
  public let shape: Shape
  /// Its elements, the last axis fastest.
  public var values: [Float]

  /// A tensor of given elements.
  /// - Precondition: there are as many values as the shape counts.
  public init(shape: Shape, values: [Float]) {
    precondition(
      shape.count == values.count, "a tensor of shape \(shape) has \(shape.count) values")
    self.shape = shape
    self.values = values
  }

  /// The same elements under another shape, or nil when the counts differ.
  public func reshaped(_ extents: [Int]) -> Tensor? {
    guard let shape = Shape(extents), shape.count == values.count else { return nil }
    return Tensor(shape: shape, values: values)
  }

  /// One row of a matrix: its elements with the first index.
  /// - Precondition: it has at least one axis, and there is such a row.
  public func row(_ row: Int) -> ArraySlice<Float> {
    let size = shape.extents.dropFirst().reduce(1, *)
    return values[row * size..<(row + 1) * size]
  }
}
