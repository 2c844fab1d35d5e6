import LinearAlgebra

extension Einsum: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { Set(0..<count) }

  func saved(for wanted: Set<Int>) -> SavedValues {
    // An operand is kept for the gradients of the others.
    SavedValues(
      operands: Set(
        equation.terms.indices.filter { index in wanted.contains { $0 != index } }))
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let gradient = try pass.takeGradient()
    var shapes: [Shape] = []
    for index in equation.terms.indices { shapes.append(try pass.shape(index)) }
    var gradients: [Int: Tensor] = [:]
    for operand in pass.wanted {
      var others: [Int: Tensor] = [:]
      for index in equation.terms.indices where index != operand {
        others[index] = try pass.operands.tensor(index, "an operand")
      }
      gradients[operand] = try equation.gradient(
        of: operand, gradient, others: others, shapes: shapes)
    }
    return gradients
  }
}

extension EinsumEquation {
  /// The gradient of an operand: that of the result multiplied by the other operands, and summed over
  /// the indices that the operand has not.
  fileprivate func gradient(
    of operand: Int, _ gradient: Tensor, others: [Int: Tensor], shapes: [Shape]
  ) throws(OperatorFault) -> Tensor {
    let shape = shapes[operand]
    let list = try terms[operand].indices(rank: shape.rank)
    var lists = [try result(for: shapes)]
    var factors = [gradient]
    for (index, other) in others.sorted(by: { $0.key < $1.key }) {
      lists.append(try terms[index].indices(rank: other.shape.rank))
      factors.append(other)
    }
    var own: [Index] = []
    for index in list where !own.contains(index) { own.append(index) }
    let known = own.filter(Set(lists.joined()).contains)
    let product = try EinsumEquation(lists, to: known).evaluate(factors)
    // Where an index is the operand's alone, its elements were summed; where it has one twice, its
    // diagonal was taken; where it has one element, that was repeated.
    let sizes = try sizes(of: shapes)
    let all = try sizes.shape(of: own)
    let repeated = product.reshaped(
      own.map { index in known.contains(index) ? all[own.firstIndex(of: index) ?? 0] : 1 })
    let steps = StridedView.rowMajorStrides(shape.extents)
    let strides = own.map { index in
      list.indices.reduce(0) { $0 + (list[$1] == index && shape[$1] > 1 ? steps[$1] : 0) }
    }
    var sums = [Double](repeating: 0, count: shape.count)
    let values = (repeated ?? product).broadcast(to: all).values
    let width = all.extents.last ?? 1
    let rows = StridedView(shape: all, strides: strides).rowStarts
    for (row, start) in rows.enumerated() {
      for index in 0..<width {
        sums[start + index * (strides.last ?? 0)] += Double(values[row * width + index])
      }
    }
    return Tensor(shape: shape, values: sums.map { Float($0) })
  }
}
