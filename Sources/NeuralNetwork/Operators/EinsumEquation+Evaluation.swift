import LinearAlgebra

extension EinsumEquation {
  /// Elements with an index for each axis, no two the same.
  private struct Factor {
    var indices: [Index]
    var values: [Float]
  }

  /// The result for some operands: one after the other is multiplied in, as a product of matrices.
  func evaluate(_ operands: [Tensor]) throws(OperatorFault) -> Tensor {
    let shapes = operands.map(\.shape)
    let sizes = try sizes(of: shapes)
    let result = try result(for: shapes)
    var lists: [[Index]] = []
    for (operand, shape) in shapes.enumerated() {
      lists.append(try terms[operand].indices(rank: shape.rank))
    }
    var product: Factor?
    for (place, operand) in operands.enumerated() {
      let kept = Set(result + lists[(place + 1)...].joined())
      let others = kept.union(product?.indices ?? [])
      let factor = try reduced(operand, lists[place], keeping: others, sizes)
      product =
        try product.map { product throws(OperatorFault) in
          try multiplied(product, factor, keeping: kept, sizes)
        } ?? factor
    }
    guard let product else { throw OperatorFault("it has no operands") }
    let shape = try sizes.shape(of: result)
    return Tensor(shape: shape, values: try arranged(product, as: result, sizes))
  }

  /// An operand's elements along the diagonals of the indices that it has twice, summed over those
  /// that are not kept.
  private func reduced(
    _ operand: Tensor, _ list: [Index], keeping kept: Set<Index>, _ sizes: Sizes
  ) throws(OperatorFault) -> Factor {
    var own: [Index] = []
    for index in list where !own.contains(index) { own.append(index) }
    let left = own.filter(kept.contains)
    let order = left + own.filter { !kept.contains($0) }
    let steps = StridedView.rowMajorStrides(operand.shape.extents)
    let strides = order.map { index in
      zip(list, zip(steps, operand.shape.extents)).reduce(0) { sum, axis in
        sum + (axis.0 == index && axis.1.1 > 1 ? axis.1.0 : 0)
      }
    }
    let view = StridedView(shape: try sizes.shape(of: order), strides: strides)
    let values = view.elements(of: operand.values)
    guard order.count > left.count else { return Factor(indices: left, values: values) }
    let count = try sizes.shape(of: left).count
    let width = count == 0 ? 0 : view.shape.count / count
    let sums = (0..<count).map { row in
      Float(values[row * width..<(row + 1) * width].reduce(0.0) { $0 + Double($1) })
    }
    return Factor(indices: left, values: sums)
  }

  /// The product of two factors, summed over the indices that both have and that are not kept.
  private func multiplied(
    _ a: Factor, _ b: Factor, keeping kept: Set<Index>, _ sizes: Sizes
  ) throws(OperatorFault) -> Factor {
    let shared = a.indices.filter(b.indices.contains)
    let stack = shared.filter(kept.contains)
    let inner = shared.filter { !kept.contains($0) }
    let rows = a.indices.filter { !shared.contains($0) }
    let columns = b.indices.filter { !shared.contains($0) }
    let left = try arranged(a, as: stack + rows + inner, sizes)
    let right = try arranged(b, as: stack + inner + columns, sizes)
    let indices = stack + rows + columns
    _ = try sizes.shape(of: indices)
    let (m, k, n) = (
      try sizes.shape(of: rows).count, try sizes.shape(of: inner).count,
      try sizes.shape(of: columns).count
    )
    let matrices = try sizes.shape(of: stack).count
    guard let a = Shape([matrices, m, k]), let b = Shape([matrices, k, n]) else {
      throw OperatorFault("its products are too large")
    }
    let product = try MatrixProduct(a, b).multiply(left, right)
    return Factor(indices: indices, values: product)
  }

  /// A factor's elements with its indices in another order.
  private func arranged(
    _ factor: Factor, as order: [Index], _ sizes: Sizes
  ) throws(OperatorFault) -> [Float] {
    guard factor.indices != order else { return factor.values }
    let places = order.compactMap { factor.indices.firstIndex(of: $0) }
    guard places.count == order.count,
      let view = StridedView.transposing(try sizes.shape(of: factor.indices), places)
    else { throw OperatorFault("its result has an index of no operand") }
    return view.elements(of: factor.values)
  }
}
