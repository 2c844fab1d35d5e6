internal import CKernels
internal import LinearAlgebra

extension Plan {
  /// Takes an activation that is written as x times a function of x for the one that it is: SiLU of a
  /// logistic function, HardSwish of its approximation.
  static func gated(_ steps: [Step], goal: Int) -> [Step] {
    let takers = Connections(steps).takers
    var gated: [Step?] = steps
    for (index, step) in steps.enumerated() {
      guard let input = step.inputs.first ?? nil, let output = step.outputs.first ?? nil,
        step.layer == nil, output != goal, takers[output]?.count == 1,
        let next = takers[output]?.first, case let product = steps[next], product.layer == nil,
        Set(product.inputs) == [input, output],
        product.conditions.elementsEqual(step.conditions, by: ==),
        (try? product.operation.get() as? Arithmetic)?.operation == kernel_times,
        let gate = (try? step.operation.get() as? Elementwise)?.function.flatMap(Self.gate)
      else { continue }
      gated[index] = nil
      gated[next] = Step(
        node: product.node, operation: .success(gate), inputs: [input], outputs: product.outputs,
        conditions: product.conditions, layer: nil, weight: nil)
    }
    return gated.compactMap { $0 }
  }

  /// What x times a function of x is, to the bit; nil where it has no name.
  private static func gate(_ function: KernelFunction) -> Elementwise? {
    switch function {
    case KernelFunction(kind: kernel_sigmoid): Elementwise(kernel_swish, 1)
    case KernelFunction(kind: kernel_hard_sigmoid, a: 1 / 6, b: 0.5): Elementwise(kernel_hard_swish)
    default: nil
    }
  }
}
