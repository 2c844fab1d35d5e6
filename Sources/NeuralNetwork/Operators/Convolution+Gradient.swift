import LinearAlgebra

extension Convolution: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1]) }

  func preparedGradient(
    _ weight: Tensor, input: Shape
  ) throws(OperatorFault) -> (any PreparedProduct)? {
    weight.shape.rank == 5
      ? TransposedVolumeConvolution(
        try volume(input: input, weight: weight.shape), weight: weight.values)
      : try geometry(input: input, weight: weight.shape).transposed(weight.values)
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let input = try pass.shape(0)
    let weight = try pass.operands.tensor(1, "the weight")
    let gradient = try pass.takeGradientForInput()
    guard let product = try preparedGradient(weight, input: input) else { return [:] }
    return [0: product.apply(gradient, shape: input, ending: ProductEnding())]
  }
}
