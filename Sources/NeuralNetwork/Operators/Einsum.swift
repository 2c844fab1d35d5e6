import Formats
import LinearAlgebra

/// Sums of products over the indices that a result does not have (ONNX `Einsum`); with a constant as
/// one of two operands, a fully connected map.
///
/// The weight's indices that its input has are inputs where the result has them not, and groups where
/// it has them: blocks of which each sees its own part of the input. Its others are outputs.
struct Einsum: LinearOperator {
  let equation: EinsumEquation

  init(_ node: StoredNode) throws(OperatorFault) {
    equation = try EinsumEquation(try node.string("equation", default: ""))
    guard equation.terms.count == node.inputs.count else {
      throw OperatorFault(
        "its equation is of \(equation.terms.count) operands, and it has \(node.inputs.count)")
    }
  }

  private init(_ equation: EinsumEquation) { self.equation = equation }

  var factors: Int { equation.terms.count > 1 ? equation.terms.count : 0 }

  var exchanged: (any LinearOperator)? {
    equation.terms.count == 2 ? Einsum(equation.reversingOperands) : nil
  }

  func mixes(along axis: Int, of shape: Shape, operand: Int) -> Bool {
    guard let indices = try? equation.terms[operand].indices(rank: shape.rank) else { return true }
    return !equation.output.spelledOut(hidden: shape.rank).contains(indices[axis])
  }

  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    var shapes: [Shape] = []
    for index in equation.terms.indices { shapes.append(try inputs.shape(index, "an operand")) }
    return [try equation.sizes(of: shapes).shape(of: equation.result(for: shapes))]
  }

  func forward(
    _ inputs: inout [Value?], shapes: [Shape]
  ) throws(OperatorFault) -> [Value] {
    var operands: [Tensor] = []
    for index in equation.terms.indices { operands.append(try inputs.tensor(index, "an operand")) }
    return [.floats(try equation.evaluate(operands))]
  }

  func applyWeight(_ input: Tensor, weight: Tensor, shape: Shape) throws(OperatorFault) -> Tensor {
    try equation.evaluate([input, weight])
  }

  func addBias(_ bias: Tensor?, to output: inout Tensor) throws(OperatorFault) {}

  func describe(
    index: Int, name: String, weightShape: Shape, inputShape: Shape?, outputShape: Shape?
  ) throws(OperatorFault) -> LinearLayer {
    let roles = try roles()
    let extents = roles.places.map { weightShape[$0] }
    let rows = roles.groups.count + roles.outputs.count
    guard let shape = Shape([extents[..<rows].reduce(1, *), extents[rows...].reduce(1, *)]) else {
      throw OperatorFault("it is too large")
    }
    return LinearLayer(
      index: index, name: name, kind: .linear, weightShape: shape,
      groups: extents[..<roles.groups.count].reduce(1, *), inputShape: inputShape,
      outputShape: outputShape)
  }

  func weightView(_ weight: Shape) throws(OperatorFault) -> StridedView? {
    StridedView.transposing(weight, try roles().places)
  }

  func arrangement(of side: LayerSide, _ shape: Shape) throws(OperatorFault) -> Arrangement? {
    let roles = try roles()
    let term = side == .input ? equation.terms[0] : equation.output
    let features = roles.groups + (side == .input ? roles.inputs : roles.outputs)
    let own = try term.indices(rank: shape.rank)
    let hidden = shape.rank - term.letters.count
    guard roles.keepPositions, let images = equation.terms[0].spelledOut(hidden: hidden).first,
      own.contains(images), !roles.weight.contains(images)
    else {
      throw OperatorFault("its first axis is not one of images, or it sums over others besides")
    }
    let positions = equation.output.spelledOut(hidden: hidden).filter {
      $0 != images && !roles.weight.contains($0)
    }
    return Arrangement(
      shape, order: ([images] + features + positions).compactMap(own.firstIndex),
      featureAxes: features.count)
  }

  /// What the indices of a layer's weight are to it.
  private struct Roles {
    let weight: [EinsumEquation.Index]
    let groups: [EinsumEquation.Index]
    let outputs: [EinsumEquation.Index]
    let inputs: [EinsumEquation.Index]
    /// Their axes of the weight: groups, outputs, inputs.
    let places: [Int]
    /// Whether the input and the result have the same other axes.
    let keepPositions: Bool
  }

  private func roles() throws(OperatorFault) -> Roles {
    guard equation.terms.count == 2, equation.terms[1].ellipsis == nil else {
      throw OperatorFault("Einsum of other than two operands, or with an ellipsis of the weight")
    }
    let (input, weight) = (equation.terms[0].letters, equation.terms[1].letters)
    let result = equation.output.letters
    let groups = weight.filter { input.contains($0) && result.contains($0) }
    let outputs = weight.filter { !input.contains($0) }
    let inputs = weight.filter { input.contains($0) && !result.contains($0) }
    guard !inputs.isEmpty, outputs.allSatisfy(result.contains), Set(weight).count == weight.count
    else { throw OperatorFault("Einsum that is no product of matrices") }
    let positions = Set(input).subtracting(weight)
    return Roles(
      weight: weight, groups: groups, outputs: outputs, inputs: inputs,
      places: (groups + outputs + inputs).compactMap(weight.firstIndex),
      keepPositions: positions == Set(result).subtracting(weight)
        && (equation.terms[0].ellipsis == nil) == (equation.output.ellipsis == nil))
  }
}
