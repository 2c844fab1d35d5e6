import LinearAlgebra

/// Writes the derivative of what a row of elements gives with respect to each of them.
/// - Parameters:
///   - values: the elements; none where they are not needed.
///   - output: what they give.
///   - row: the derivatives.
typealias RowDerivative =
  @Sendable (_ values: Span<Float>, _ output: Float, _ row: inout MutableSpan<Float>) -> Void

/// The gradient of a reduction.
struct ReductionGradient: Differentiable {
  let reduction: Reduction
  /// Whether the derivative is of the operand's elements.
  let isOfInput: Bool
  let derivative: RowDerivative

  func saved(for wanted: Set<Int>) -> SavedValues {
    SavedValues(operands: isOfInput ? [0, 1] : [1], outputs: [0])
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let shape = try pass.shape(0)
    let gradient = try pass.takeGradientForInput()
    var facts = pass.shapes.map { $0.map { Fact(shape: $0) } }
    for (index, operand) in pass.operands.enumerated() {
      facts[index] = operand.map { Fact($0) } ?? facts[index]
    }
    let axes = try reduction.reducedAxes(facts, of: shape)
    let order = shape.extents.indices.filter { !axes.contains($0) } + axes
    guard let view = StridedView.transposing(shape, order),
      let back = StridedView.transposing(
        view.shape, order.indices.map { order.firstIndex(of: $0) ?? $0 })
    else { throw OperatorFault("its output is too large") }
    let rows = try isOfInput ? view.elements(of: pass.operands.tensor(0, "the input").values) : []
    let values = rows.derivatives(
      count: shape.count, of: try pass.outputs.tensor(0, "the output").values,
      times: gradient.values, derivative)
    return [0: Tensor(shape: shape, values: back.elements(of: values))]
  }
}

/// The gradient of one number for each map (ONNX `GlobalAveragePool`, `GlobalMaxPool`).
struct GlobalPoolingGradient: Differentiable {
  private let isOfInput: Bool
  private let derivative: RowDerivative

  init(ofInput isOfInput: Bool = true, _ derivative: @escaping RowDerivative) {
    (self.isOfInput, self.derivative) = (isOfInput, derivative)
  }

  func saved(for wanted: Set<Int>) -> SavedValues {
    SavedValues(operands: isOfInput ? [0] : [], outputs: [0])
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let shape = try pass.shape(0)
    let gradient = try pass.takeGradientForInput()
    let rows = try isOfInput ? pass.operands.tensor(0, "the input").values : []
    let values = rows.derivatives(
      count: shape.count, of: try pass.outputs.tensor(0, "the output").values,
      times: gradient.values, derivative)
    return [0: Tensor(shape: shape, values: values)]
  }
}

extension [Float] {
  /// The gradients of the elements of rows, of which each gave one output; of no elements where these
  /// are not needed.
  fileprivate func derivatives(
    count: Int, of outputs: [Float], times gradients: [Float], _ derivative: RowDerivative
  ) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    guard count > 0, !outputs.isEmpty else { return values }
    let width = count / outputs.count
    let isOfInput = !isEmpty
    values.changeRowsInParallel(of: width) { row, index in
      derivative(
        span.extracting(isOfInput ? index * width..<(index + 1) * width : 0..<0), outputs[index],
        &row)
      for place in row.indices { row[place] *= gradients[index] }
    }
    return values
  }
}
