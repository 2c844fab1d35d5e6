internal import LinearAlgebra

extension Plan {
  /// Lets convolutions pad what they take themselves, where zeros are laid around it and nobody else
  /// takes the result.
  ///
  /// Those that are observed show the padded input, so that they stay as they are.
  static func padded(
    _ steps: [Step], keeping kept: Set<Int>, observed: Set<Int>, constants: [Value?]
  ) -> [Step] {
    let connections = Connections(steps)
    var padded: [Step?] = steps
    for (index, step) in steps.enumerated() {
      guard let weight = step.weight, step.layer.map({ !observed.contains($0) }) ?? true,
        let convolution = try? step.operation.get() as? Convolution,
        let input = step.inputs[0], !kept.contains(input), connections.takers[input]?.count == 1,
        let producer = connections.producers[input], case let before = steps[producer],
        before.conditions.elementsEqual(step.conditions, by: ==),
        let padding = try? before.operation.get() as? Padding,
        before.inputs.dropFirst().allSatisfy({ slot in slot.map { constants[$0] != nil } ?? true }),
        let sides = padding.zeros(
          before.inputs.map { slot in slot.flatMap { constants[$0] } }, rank: weight.shape.rank),
        let whole = convolution.padded(by: sides)
      else { continue }
      padded[producer] = nil
      padded[index] = Step(
        node: step.node, operation: .success(whole),
        inputs: [before.inputs[0]] + step.inputs.dropFirst(), outputs: step.outputs,
        conditions: step.conditions, layer: step.layer, weight: step.weight)
    }
    return padded.compactMap { $0 }
  }
}
