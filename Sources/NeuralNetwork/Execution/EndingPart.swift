internal import LinearAlgebra

/// What a node adds to a product that it finishes.
package enum EndingPart {
  /// A number for each filter, which is added.
  case bias([Float])
  /// Factors and what is added then, for each filter.
  case normalization(scale: [Float], shift: [Float])
  /// A value of the product's shape, which is added.
  case addend(Value)
  /// The limits of an activation.
  case limits(ClosedRange<Float>)
  /// Another function of each element.
  case function(KernelFunction)
}

extension EndingPart {
  /// What an operand of a sum adds that broadcasts to a product's shape: a number for each filter; nil
  /// for any other.
  init?(broadcasting operand: Tensor, to shape: Shape, filters axis: Int) {
    let extents =
      [Int](repeating: 1, count: max(0, shape.rank - operand.shape.rank)) + operand.shape.extents
    guard extents.count == shape.rank, shape.rank > 1, extents[axis] == shape[axis],
      operand.shape.count == shape[axis]
    else { return nil }
    self = .bias(operand.values)
  }
}

extension ProductEnding {
  /// The ending with a part behind it; nil where a product can't be ended in this order.
  func followed(by part: EndingPart) -> ProductEnding? {
    var ending = self
    guard function == nil else { return nil }
    let isUnlimited = limits == -.infinity ... .infinity
    switch part {
    case .bias(let bias):
      guard self.bias == nil, normalization == nil, addend == nil, isUnlimited else { return nil }
      ending.bias = bias
    case .normalization(let scale, let shift):
      guard normalization == nil, addend == nil, isUnlimited else { return nil }
      ending.normalization = (scale, shift)
    case .addend(let value):
      guard addend == nil, isUnlimited else { return nil }
      ending.addend = value
    case .limits(let range):
      guard isUnlimited else { return nil }
      ending.limits = range
    case .function(let function): ending.function = function
    }
    return ending
  }
}
