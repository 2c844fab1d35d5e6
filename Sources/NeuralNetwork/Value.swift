package import LinearAlgebra

/// What one node of a network gives to others.
package enum Value: Equatable, Sendable {
  /// Images, maps, features and weights.
  case floats(Tensor)
  /// Shapes, axes, indices and truth values (0 or 1).
  case integers(IntegerTensor)

  /// The extents of its axes.
  package var shape: Shape {
    switch self {
    case .floats(let tensor): tensor.shape
    case .integers(let tensor): tensor.shape
    }
  }

  /// The same numbers as floats, rounded to the nearest.
  var asFloats: Value {
    guard case .integers(let tensor) = self else { return self }
    return .floats(Tensor(shape: tensor.shape, values: tensor.values.map { Float($0) }))
  }

  /// The same elements under another shape.
  /// - Precondition: the shape counts as many.
  func reshaped(_ shape: Shape) -> Value {
    switch self {
    case .floats(let tensor): .floats(Tensor(shape: shape, values: tensor.values))
    case .integers(let tensor): .integers(IntegerTensor(shape: shape, values: tensor.values))
    }
  }
}

/// An array of whole numbers with a shape, row-major.
package struct IntegerTensor: Equatable, Sendable {
  /// The extents of its axes.
  package let shape: Shape
  /// Its elements, the last axis fastest.
  package var values: [Int]

  /// A tensor of given elements.
  /// - Precondition: there are as many values as the shape counts.
  package init(shape: Shape, values: [Int]) {
    precondition(
      shape.count == values.count, "a tensor of shape \(shape) has \(shape.count) values")
    self.shape = shape
    self.values = values
  }
}
