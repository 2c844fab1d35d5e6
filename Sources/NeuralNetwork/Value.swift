package import LinearAlgebra

/// What one node of a network gives to others.
package enum Value: Equatable, Sendable {
  /// Images, maps, features and weights.
  case floats(Tensor)
  /// Maps, as convolutions give them.
  case blocked(BlockedTensor)
  /// Shapes, axes, indices and truth values (0 or 1).
  case integers(IntegerTensor)

  /// The extents of its axes.
  package var shape: Shape {
    switch self {
    case .floats(let tensor): tensor.shape
    case .blocked(let maps): maps.shape
    case .integers(let tensor): tensor.shape
    }
  }

  /// The same numbers as floats, rounded to the nearest.
  var asFloats: Value {
    guard case .integers(let tensor) = self else { return self }
    return .floats(Tensor(shape: tensor.shape, values: tensor.values.map { Float($0) }))
  }

  /// The same with maps that have their channels one behind the other.
  package var plain: Value {
    guard case .blocked(let maps) = self else { return self }
    return .floats(maps.plain)
  }

  /// The same as floats with their channels one behind the other.
  var tensor: Tensor {
    get throws(OperatorFault) {
      guard case .floats(let tensor) = plain else {
        throw OperatorFault("it is of whole numbers, and only float is supported")
      }
      return tensor
    }
  }

  /// The same with maps in blocks of channels, where it has maps of floats.
  var blocked: BlockedTensor? {
    switch self {
    case .blocked(let maps): maps
    case .floats(let tensor) where tensor.shape.rank > 2: BlockedTensor(tensor)
    case .floats, .integers: nil
    }
  }

  /// A number for each channel of maps, in blocks: images x blocks x channels of a block, or without
  /// images where they have the same; nil for a value that has others.
  func numbersByChannel(of maps: Shape) -> [Float]? {
    let missing = maps.rank - shape.rank
    guard missing >= 0, case .floats(let tensor) = plain else { return nil }
    if let number = tensor.values.first, tensor.values.count == 1 {
      let blocks = BlockedTensor.blocks(maps[1])
      return [Float](repeating: number, count: blocks * BlockedTensor.block)
    }
    let extents = [Int](repeating: 1, count: missing) + shape.extents
    guard extents[1] == maps[1], extents[0] == 1 || extents[0] == maps[0],
      extents[2...].allSatisfy({ $0 == 1 }), let whole = Shape(extents)
    else { return nil }
    return BlockedTensor(Tensor(shape: whole, values: tensor.values)).values
  }

  /// The same elements under another shape.
  /// - Precondition: the shape counts as many.
  func reshaped(_ shape: Shape) -> Value {
    switch self {
    case .floats(let tensor): .floats(Tensor(shape: shape, values: tensor.values))
    case .blocked(let maps): .floats(Tensor(shape: shape, values: maps.plain.values))
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
