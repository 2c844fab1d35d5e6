internal import LinearAlgebra

extension Plan {
  /// Joins functions of single elements that begin with one value and end with one, where nobody else
  /// takes what is between them.
  static func chained(_ steps: [Step], goal: Int, constants: [Value?]) -> [Step] {
    let connections = Connections(steps)
    let (producers, takers) = (connections.producers, connections.takers)
    func link(_ step: Step) -> ElementStep? {
      guard step.weight == nil, step.layer == nil, step.endings.isEmpty,
        step.outputs.count == 1, let operation = try? step.operation.get() as? any ChainLink
      else { return nil }
      let operands = step.inputs.map { slot in slot.flatMap { constants[$0] } }
      return operation.step(operands.map(\.?.number), constants: operands)
    }
    let links = steps.map(link)
    /// The operands that a pass computes.
    func elements(_ step: Step) -> [Int] {
      step.inputs.compactMap { $0 }.filter { constants[$0] == nil }
    }

    var chained: [Step?] = steps
    for end in steps.indices.reversed() where chained[end] != nil && links[end] != nil {
      var members = [end]
      var best: (members: [Int], beginning: Int)?
      while members.count < ElementChain.greatestCount {
        let inside = Set(members)
        let open = Set(members.flatMap { elements(steps[$0]) }).filter { slot in
          producers[slot].map { !inside.contains($0) } ?? true
        }
        if let beginning = open.first, open.count == 1, members.count > 1 {
          best = (members, beginning)
        }
        // The last of those before it that can be one.
        let next = open.filter { slot in
          guard slot != goal, let producer = producers[slot], chained[producer] != nil else {
            return false
          }
          return links[producer] != nil && takers[slot, default: []].allSatisfy(inside.contains)
            && steps[producer].conditions.elementsEqual(steps[end].conditions, by: ==)
        }
        guard let step = next.compactMap({ producers[$0] }).max() else { break }
        members.append(step)
      }
      guard let (members, beginning) = best else { continue }
      let order = members.sorted()
      let parts = order.map { index in
        let step = steps[index]
        let sources = step.inputs.compactMap { slot -> ElementChain.Source? in
          guard let slot else { return nil }
          if slot == beginning { return .beginning }
          if let number = constants[slot]?.number { return .number(number) }
          return producers[slot].flatMap { order.firstIndex(of: $0) }.map { .link($0) }
        }
        let isPair = if case .pair? = links[index] { true } else { false }
        let ranks = step.inputs.map { slot in slot.flatMap { constants[$0]?.shape.rank } ?? 0 }
        return links[index].map {
          ElementChain.Link(step: $0, sources: sources, rank: isPair ? ranks.max() ?? 0 : 0)
        }
      }
      for index in members { chained[index] = nil }
      let last = steps[end]
      var chain = Step(
        node: last.node, operation: .success(ElementChain(parts.compactMap { $0 })),
        inputs: [beginning], outputs: last.outputs, conditions: last.conditions, layer: nil,
        weight: nil)
      chain.endings = order.map { steps[$0] }
      chained[end] = chain
    }
    return chained.compactMap { $0 }
  }
}

extension Value {
  /// The number that it is everywhere, where it has one element.
  fileprivate var number: Float? {
    guard case .floats(let tensor) = self, tensor.values.count == 1 else { return nil }
    return tensor.values[0]
  }
}
