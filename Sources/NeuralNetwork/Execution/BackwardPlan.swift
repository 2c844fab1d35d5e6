import System

internal import LinearAlgebra

/// The way back of a pass from its goal to a value before it: the steps that gradients go through, and
/// what the forward pass keeps for them.
struct BackwardPlan: Sendable {
  /// The steps, those nearest to the goal first.
  let steps: [Step]
  /// Where the value is whose gradient is wanted.
  let source: Int
  /// The slots that the forward pass keeps.
  let kept: Set<Int>

  /// One step on the way back.
  struct Step: Sendable {
    let forward: Plan.Step
    let operation: any Differentiable
    /// The operands whose gradients are wanted.
    let wanted: Set<Int>
    let saved: SavedValues
    /// The slots whose values nothing takes after it.
    fileprivate(set) var last: [Int] = []
  }

  /// Finds the way back.
  /// - Parameters:
  ///   - network: the network.
  ///   - steps: the steps forward, in order.
  ///   - source: where the value is whose gradient is wanted.
  ///   - goal: where the goal is.
  /// - Throws: `Failure` that names an operator on the way which has no gradient.
  init(_ network: Network, _ steps: [Plan.Step], source: Int, goal: Int) throws(Failure) {
    self.source = source
    var dependent: Set<Int> = [source]
    for step in steps
    where step.inputs.contains(where: { $0.map(dependent.contains) ?? false })
      && !step.givesExtents
    {
      dependent.formUnion(step.outputs.compactMap { $0 })
    }
    var open: Set<Int> = dependent.contains(goal) ? [goal] : []
    var back: [Step] = []
    for step in steps.reversed()
    where step.outputs.contains(where: { $0.map { open.contains($0) && $0 != source } ?? false }) {
      let node = network.graph.nodes[step.node]
      guard let operation = OperatorTable.differentiable(step.operation, node.stored)
      else {
        throw Failure(
          kind: .network, place: node.place,
          problem: "\(node.stored.qualifiedOperation) has no gradient",
          cure: "choose a layer before it, or a value behind it")
      }
      let varying = operation.varyingOperands(of: step.inputs.count)
      let wanted = varying.filter { index in
        step.inputs.indices.contains(index)
          && step.inputs[index].map(dependent.contains) ?? false
      }
      guard !wanted.isEmpty else { continue }
      for index in wanted { if let slot = step.inputs[index] { open.insert(slot) } }
      back.append(
        Step(
          forward: step, operation: operation, wanted: wanted,
          saved: operation.saved(for: wanted)))
    }
    kept = Set(back.flatMap(\.slots))
    // What the last step back takes is let go after it, and so on.
    var later: Set<Int> = []
    for index in back.indices.reversed() {
      back[index].last = back[index].slots.filter { later.insert($0).inserted }
    }
    self.steps = back
  }
}

extension BackwardPlan.Step {
  /// The slots of what it saves.
  fileprivate var slots: [Int] {
    let (inputs, outputs) = (forward.inputs, forward.outputs)
    // A weight that is made ready has no value.
    let isWeightReady = forward.weight != nil
    return saved.operands.filter { inputs.indices.contains($0) && !(isWeightReady && $0 == 1) }
      .sorted().compactMap { inputs[$0] }
      + saved.outputs.filter(outputs.indices.contains).sorted().compactMap { outputs[$0] }
  }
}

extension Plan.Step {
  /// Whether what it gives depends on the extents of its operands alone, not on their elements.
  fileprivate var givesExtents: Bool {
    switch operation {
    case .success(is Measuring), .success(is Sizing): true
    default: false
    }
  }
}
