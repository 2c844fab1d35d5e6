import LinearAlgebra

/// Follows the axis of images through a graph, to tell whether each goes through it by itself.
///
/// The axis of a value is the one that is twice as long for two images.
struct ImageIndependence {
  /// Where the images of a value are.
  private struct Place {
    let axis: Int
    /// How many parts of the axis each have all images: 1, unless axes before it were joined with it.
    let parts: Int
  }

  let graph: Graph
  /// What is known of each value of one image, and of two.
  let one: [Fact?]
  let two: [Fact?]

  /// Whether what some nodes make of an image does not depend on another that goes through them with it, as
  /// far as shapes are known.
  func holds(from input: ValueID, through nodes: [NodeID]) -> Bool {
    var places = [input: Place(axis: 0, parts: 1)]
    // What follows from how many images there are.
    var counted: Set<ValueID> = []
    for node in nodes.lazy.map({ graph.nodes[$0] }) {
      guard case .success(let operation) = node.operation else { continue }
      let operands = node.inputs.map { value in value.flatMap { places[$0] } }
      let counts = node.inputs.map { value in value.map(counted.contains) ?? false }
      // These take a shape or an extent, which may tell how many images there are.
      let takesShape =
        operation is Reshaping || operation is Rearrangement || operation is Tiling
        || operation is Resizing || operation is ConstantOfShape
      guard let first = operands.firstIndex(where: { $0 != nil }), let place = operands[first]
      else {
        for case let output? in node.outputs where counts.contains(true) {
          if let value = two[output]?.value, value == one[output]?.value { continue }
          let repeatsOperand = takesShape && (operation is ConstantOfShape || !counts[0])
          if repeatsOperand, let axis = axis(of: output) {
            places[output] = Place(axis: axis, parts: 1)
          } else {
            counted.insert(output)
          }
        }
        continue
      }
      if counts.contains(true), !takesShape { return false }
      let given = node.inputs.map { value in value.flatMap { two[$0]?.shape } }
      for (index, operand) in operands.enumerated() {
        guard let operand, let shape = given[index] else { continue }
        if operation.mixes(along: operand.axis, of: shape, operand: index) { return false }
      }
      if let slice = operation as? Slicing,
        let view = try? slice.view(node.inputs.map { value in value.flatMap { two[$0] } }),
        view.strides[place.axis] < 0
      {
        return false
      }
      let parts = operands.compactMap { $0?.parts }.max() ?? 1
      for case let output? in node.outputs {
        // Nothing is told of what is not known.
        guard one[output] != nil, let shape = two[output]?.shape else { continue }
        // Extents and sizes are known beforehand.
        if let value = two[output]?.value {
          if value != one[output]?.value { counted.insert(output) }
          continue
        }
        guard let axis = axis(of: output) else { return false }
        guard operation is Reshaping, let taken = given[first] else {
          places[output] = Place(axis: axis, parts: parts)
          continue
        }
        // The order of elements stays: as many lie before an image's as did.
        let outer = taken.count(of: 0..<place.axis) * place.parts
        let before = shape.count(of: 0..<axis)
        guard before > 0, outer.isMultiple(of: before),
          shape[axis].isMultiple(of: outer / before * 2)
        else { return false }
        places[output] = Place(axis: axis, parts: outer / before)
      }
    }
    return true
  }

  /// The axis that is twice as long for two images, if all others are the same.
  private func axis(of value: ValueID) -> Int? {
    guard let one = one[value]?.shape.extents, let two = two[value]?.shape.extents,
      one.count == two.count
    else { return nil }
    let longer = one.indices.filter { one[$0] != two[$0] }
    guard longer.count == 1, two[longer[0]] == 2 * one[longer[0]] else { return nil }
    return longer[0]
  }
}
