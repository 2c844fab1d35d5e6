import LinearAlgebra

extension Convolution: Differentiable {
  func varyingOperands(of count: Int) -> Set<Int> { [0, 1, 2] }

  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [1]) }

  func preparedGradient(_ weight: WeightSource, input: Shape) throws -> (any PreparedProduct)? {
    weight.shape.rank == 5
      ? try TransposedVolumeConvolution(volume(input: input, weight: weight.shape), weight: weight)
      : try geometry(input: input, weight: weight.shape).transposed(weight)
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
