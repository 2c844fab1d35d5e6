import LinearAlgebra

extension FullyConnected: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues {
    var operands: Set<Int> = []
    if wanted.contains(0) { operands.insert(1) }
    if wanted.contains(1) { operands.insert(0) }
    return SavedValues(operands: operands)
  }

  /// The product with the transposed matrix.
  func preparedGradient(_ weight: WeightSource, input: Shape) throws -> (any PreparedProduct)? {
    let matrix = weight.shape.extents
    guard isPreparable, matrix.count == 2, weight.shape.count > 0, input.rank > 1, input.count > 0
    else { return nil }
    return PreparedMatrix(
      try weight.read(), inputs: matrix[transposesSecond ? 0 : 1],
      outputs: matrix[transposesSecond ? 1 : 0], isOutputsFirst: !transposesSecond,
      factor: weightFactor)
  }

  /// Of `C = A B`: `dA = dC B^T`, `dB = A^T dC`, with either factor transposed as it is.
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let (first, second) = isWeightFirst ? (1, 0) : (0, 1)
    let (a, b) = (try pass.shape(first), try pass.shape(second))
    let gradient = try pass.takeGradient()
    var gradients: [Int: Tensor] = [:]
    if pass.wanted.contains(2) {
      gradients[2] = gradient.summed(to: try pass.shape(2)).scaled(biasFactor)
    }
    let c = gradient.asFactor(
      gradient.shape.extents.dropLast((a.rank > 1 ? 1 : 0) + (b.rank > 1 ? 1 : 0))
        + [
          a.rank > 1 ? a[transposesFirst ? a.rank - 1 : a.rank - 2] : 1,
          b.rank > 1 ? b[transposesSecond ? b.rank - 2 : b.rank - 1] : 1,
        ])
    if pass.wanted.contains(first) {
      let b = try pass.operands.tensor(second, "a factor")
      let right = b.asFactor(b.shape.rank == 1 ? [b.shape.count, 1] : b.shape.extents)
      let product =
        transposesFirst
        ? try right.product(transposed: transposesSecond, c, transposed: true)
        : try c.product(transposed: false, right, transposed: !transposesSecond)
      gradients[first] = product.summed(toFactor: a, isRow: true).scaled(weightFactor)
    }
    if pass.wanted.contains(second) {
      let a = try pass.operands.tensor(first, "a factor")
      let left = a.asFactor(a.shape.rank == 1 ? [1, a.shape.count] : a.shape.extents)
      let product =
        transposesSecond
        ? try c.product(transposed: true, left, transposed: transposesFirst)
        : try left.product(transposed: !transposesFirst, c, transposed: false)
      gradients[second] = product.summed(toFactor: b, isRow: false).scaled(weightFactor)
    }
    return gradients
  }
}

extension Tensor {
  /// The same elements as a matrix, or a stack of matrices.
  fileprivate func asFactor(_ extents: [Int]) -> Tensor { reshaped(extents) ?? self }

  fileprivate func product(
    transposed isTransposed: Bool, _ other: Tensor, transposed isOtherTransposed: Bool
  ) throws(OperatorFault) -> Tensor {
    let product = try MatrixProduct(
      shape, transposingA: isTransposed, other.shape, transposingB: isOtherTransposed)
    return Tensor(shape: product.shape, values: product.multiply(values, other.values))
  }

  /// The gradient of a factor, perhaps of a single axis, from that of the stack that it was broadcast to.
  fileprivate func summed(toFactor factor: Shape, isRow: Bool) -> Tensor {
    guard factor.rank == 1, let wide = Shape(isRow ? [1, factor.count] : [factor.count, 1]) else {
      return summed(to: factor)
    }
    return Tensor(shape: factor, values: summed(to: wide).values)
  }

  fileprivate func scaled(_ factor: Float) -> Tensor {
    factor == 1 ? self : Tensor(shape: shape, values: values.map { factor * $0 })
  }
}
