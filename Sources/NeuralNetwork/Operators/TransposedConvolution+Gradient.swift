import LinearAlgebra

extension TransposedConvolution: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1]) }

  /// The convolution that this is the gradient of.
  func preparedGradient(_ weight: WeightSource, input: Shape) throws -> (any PreparedProduct)? {
    try PreparedConvolution(
      convolution(input: input, weight: weight.shape), weight: weight.read())
  }

  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let input = try pass.shape(0)
    let weight = try pass.operands.tensor(1, "the weight")
    let gradient = try pass.takeGradientForInput()
    return [
      0: try computed(gradient, shape: input) {
        try preparedGradient(WeightSource(weight), input: input)
      }
    ]
  }
}
