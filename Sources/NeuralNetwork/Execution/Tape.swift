import System

internal import LinearAlgebra

/// What a forward pass kept for the way back, and the gradients on it.
struct Tape {
  private let network: Network
  private let plan: BackwardPlan
  private var values: [Value?]
  private let shapes: [Shape?]
  /// The nodes in no other branches than those that were taken.
  private let taken: Set<Int>
  private var gradients: [Int: Tensor] = [:]

  /// - Parameters:
  ///   - network: the network.
  ///   - plan: the way back.
  ///   - executor: what ran the pass forward.
  init(_ network: Network, _ plan: BackwardPlan, _ executor: Executor) {
    (self.network, self.plan) = (network, plan)
    (values, shapes) = (executor.values, executor.shapes)
    taken = Set(plan.steps.map(\.forward).filter(executor.isTaken).map(\.node))
  }

  /// Goes back from the goal.
  /// - Parameters:
  ///   - gradient: with respect to the value at the goal.
  ///   - goal: where that is.
  /// - Returns: the gradient with respect to the source; nil where no step leads there that was taken.
  /// - Throws: `Failure` that names a node which has no gradient for its operands, or
  ///   for a weight that can't be read.
  mutating func run(_ gradient: Tensor, from goal: Int) throws -> Tensor? {
    gradients[goal] = gradient
    for step in plan.steps where taken.contains(step.forward.node) {
      do {
        for (index, gradient) in try backward(step).sorted(by: { $0.key < $1.key }) {
          guard let slot = step.forward.inputs[index] else { continue }
          if gradients[slot] == nil {
            gradients[slot] = gradient
          } else {
            gradients[slot]?.add(gradient)
          }
        }
      } catch let fault as OperatorFault {
        throw Failure(
          kind: .network, place: network.graph.nodes[step.forward.node].place,
          problem: "its gradient: \(fault.problem)", cure: "choose a layer before it")
      }
      for slot in step.last { values[slot] = nil }
    }
    return gradients[plan.source]
  }

  /// The gradients of a step's operands, by their places; those of its outputs are let go.
  private mutating func backward(_ step: BackwardPlan.Step) throws -> [Int: Tensor] {
    let forward = step.forward
    let given = forward.outputs.map { slot in slot.flatMap { gradients.removeValue(forKey: $0) } }
    guard given.contains(where: { $0 != nil }) else { return [:] }
    var pass = BackwardPass(
      operands: forward.inputs.map { slot in slot.flatMap { values[$0] } },
      shapes: forward.inputs.map { slot in slot.flatMap { shapes[$0] } },
      outputs: forward.outputs.map { slot in slot.flatMap { values[$0] } }, wanted: step.wanted,
      gradients: given)
    if let (value, _) = forward.weight, let linear = step.operation as? any LinearOperator {
      let (product, weight) = try network.plans.gradientProduct(
        of: forward.node, linear, weight: value, constants: network.graph.constants,
        input: pass.shape(0))
      if let product, step.wanted == [0] {
        let gradient = try product.apply(
          .floats(try pass.takeGradient()), shape: try pass.shape(0), ending: ProductEnding())
        if case .floats(let gradient) = gradient.plain { return [0: gradient] }
      }
      pass.operands[1] = try weight.map { .floats($0) } ?? network.graph.constants.value(value)
    }
    return try step.operation.backward(&pass)
  }
}
