internal import LinearAlgebra
private import Synchronization

extension Plan {
  /// The shapes of what its steps give, which are found once for inputs of the same shapes.
  final class KnownShapes: Sendable {
    private let found = Mutex<[[Shape]: [[Shape]?]]>([:])
    /// How many kinds of inputs are remembered.
    private static let greatestCount = 16

    /// For each step the shapes of its outputs; nil for a step whose depend on more than those of inputs.
    func shapes(_ inputs: [Shape], find: () -> [[Shape]?]) -> [[Shape]?] {
      found.withLock { found in
        if let shapes = found[inputs] { return shapes }
        if found.count == Self.greatestCount { found = [:] }
        let shapes = find()
        found[inputs] = shapes
        return shapes
      }
    }
  }

  /// What the shapes of its steps' outputs are, as far as they follow from those of what it is given.
  func shapes(of network: Network, given inputs: [Value]) -> [[Shape]?] {
    known.shapes(inputs.map(\.shape)) {
      var facts = constants.map { $0.map { Fact($0) } }
      for (slot, input) in zip(self.inputs, inputs) {
        if let slot { facts[slot] = Fact(shape: input.shape) }
      }
      return steps.map { step in
        let isProduct = step.weight != nil || step.layer != nil
        // What others are made of tells what they give, also of inputs that go through these one by one.
        let own = isProduct || step.endings.isEmpty ? step.shapes(&facts, in: network) : nil
        let ends = step.endings.map { $0.shapes(&facts, in: network) }
        return isProduct ? own : ends.last ?? own
      }
    }
  }
}

extension Plan.Step {
  /// The shapes of its outputs; nil where they depend on a value that is not known, or a branch.
  fileprivate func shapes(_ facts: inout [Fact?], in network: Network) -> [Shape]? {
    guard conditions.isEmpty, let operation = try? operation.get(), !(operation is Branching) else {
      return nil
    }
    var operands = inputs.map { slot in slot.flatMap { facts[$0] } }
    if let weight { operands[1] = Fact(shape: weight.shape) }
    guard zip(inputs, operands).allSatisfy({ $0 == nil || $1 != nil }),
      let found = try? network.graph.nodes[node].outputFacts(operands, by: operation)
    else { return nil }
    for (slot, fact) in zip(outputs, found) { if let slot { facts[slot] = fact } }
    return found.map(\.shape)
  }
}
