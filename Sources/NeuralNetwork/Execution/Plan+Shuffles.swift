internal import LinearAlgebra

extension Plan {
  /// Takes nodes that shuffle channels for one step, which maps in blocks of channels go through; others
  /// still go through the nodes.
  static func shuffled(_ steps: [Step], goal: Int, constants: [Value?]) -> [Step] {
    let takers = Connections(steps).takers
    /// The only step that takes what another gives, with what is known of its other operands.
    func next(_ step: Step) -> (index: Int, operands: [Fact?])? {
      guard let output = step.outputs.first ?? nil, output != goal,
        let index = takers[output]?.first, takers[output]?.count == 1,
        case let next = steps[index], next.endings.isEmpty, next.inputs.first == output,
        next.conditions.elementsEqual(step.conditions, by: ==)
      else { return nil }
      return known(next).map { (index, $0) }
    }
    /// What is known of the operands of a step behind its first; nil where a pass computes one.
    func known(_ step: Step) -> [Fact?]? {
      let others = step.inputs.dropFirst()
      let facts = others.map { slot in slot.flatMap { constants[$0] }.map(Fact.init) }
      return zip(others, facts).allSatisfy { ($0 == nil) == ($1 == nil) } ? facts : nil
    }
    var shuffled: [Step?] = steps
    for (first, step) in steps.enumerated() where shuffled[first] != nil && step.endings.isEmpty {
      guard let split = try? step.operation.get() as? Reshaping, let sizes = known(step),
        let second = next(step),
        let exchange = try? steps[second.index].operation.get() as? Rearrangement,
        exchange.isTransposition, let third = next(steps[second.index]),
        let merge = try? steps[third.index].operation.get() as? Reshaping
      else { continue }
      let last = steps[third.index]
      var whole = Step(
        node: last.node,
        operation: .success(
          ChannelShuffle(
            split: split, exchange: exchange, merge: merge, operands: (sizes, third.operands))),
        inputs: [step.inputs[0]], outputs: last.outputs, conditions: step.conditions, layer: nil,
        weight: nil)
      whole.endings = [step, steps[second.index], last]
      (shuffled[first], shuffled[second.index], shuffled[third.index]) = (nil, nil, whole)
    }
    return shuffled.compactMap { $0 }
  }
}
