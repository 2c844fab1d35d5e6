import Formats
import System
internal import LinearAlgebra

/// A pass that runs by a plan.
struct Executor {
  private let network: Network
  private let plan: Plan
  private(set) var values: [Value?]
  /// The shapes of each step's outputs, as far as they are known beforehand.
  private let known: [[Shape]?]
  /// The shape of each value, where a way back is to follow.
  private(set) var shapes: [Shape?] = []
  /// Follows the elements of a layer's output, where the goal is what became of them.
  private(set) var trail: Network.Trail?

  /// Told of a layer that is observed: which, what it took, and what it gave before its bias.
  typealias Observer = (_ layer: Int, _ input: Value, _ output: Value) throws -> Void

  init(_ network: Network, _ plan: Plan, _ inputs: [Value], trail: Network.Trail? = nil) {
    (self.network, self.plan, self.trail) = (network, plan, trail)
    values = plan.constants
    known = plan.shapes(of: network, given: inputs)
    for (slot, input) in zip(plan.inputs, inputs) { if let slot { values[slot] = input } }
    if plan.backward != nil { shapes = values.map { $0?.shape } }
  }

  /// Runs the steps in order.
  /// - Returns: the value at the goal; nil where the images do not take its branch.
  /// - Throws: `Failure` that names the node which can't be run, or for a weight that
  ///   can't be read; what `observe` throws.
  mutating func run(observe: Observer) throws -> Value? {
    for (step, known) in zip(plan.steps, known) where isTaken(step) {
      var running = step
      do {
        try run(step, known, observe)
        for ending in values.unfinished(step) {
          running = ending
          try run(ending, nil, observe)
        }
      } catch let fault as OperatorFault {
        throw Failure(
          kind: .network, place: network.graph.nodes[running.node].place, problem: fault.problem,
          cure: network.remedy(at: running.node))
      }
      for slot in step.last { values[slot] = nil }
    }
    return values[plan.goal]
  }

  /// Lets go of all values.
  mutating func finish() { values = [] }

  /// Whether a step is in no other branches than those that are taken.
  func isTaken(_ step: Plan.Step) -> Bool {
    step.conditions.allSatisfy { values[$0.slot]?.isTrue == $0.holds }
  }

  /// The shapes of a step's outputs.
  private func shapes(of step: Plan.Step, _ inputs: [Value?]) throws(OperatorFault) -> [Shape] {
    var facts = inputs.map { $0.map(Fact.init) }
    if let weight = step.weight { facts[1] = Fact(shape: weight.shape) }
    return try network.graph.nodes[step.node].outputShapes(facts, by: step.operation.get())
  }

  private mutating func run(
    _ step: Plan.Step, _ known: [Shape]?, _ observe: Observer
  ) throws {
    let operation = try step.operation.get()
    let isProduct = step.weight != nil || step.layer != nil
    // Others that take the same are given what was made of it.
    if !isProduct && !operation.takesBlocks {
      for case let slot? in step.inputs { values[slot] = values[slot]?.plain }
    }
    var inputs = step.inputs.map { slot in slot.flatMap { values[$0] } }
    if let first = inputs.first ?? nil, operation.declines(first) { return }
    let shapes = try known ?? shapes(of: step, inputs)
    guard isProduct, let linear = operation as? any LinearOperator else {
      try trail?.pass(network.graph.nodes[step.node], at: step.node, inputs)
      // What nobody takes again may be worked on in place.
      for slot in step.last { values[slot] = nil }
      store(try operation.forward(&inputs, shapes: shapes), of: step)
      return
    }
    let input = try inputs.floats(0, "the input")
    let bias = try inputs.optionalTensor(2, "the bias")
    var product: (any PreparedProduct)?
    var weight: Tensor?
    if let (value, _) = step.weight {
      (product, weight) = try network.plans.product(
        of: step.node, linear, weight: value, constants: network.graph.constants, input: input.shape
      )
    } else {
      weight = try inputs.tensor(1, "the weight")
    }
    let isObserved = step.layer.map(plan.observed.contains) ?? false
    if let product, !isObserved,
      let ending = try ending(of: step, step.endings, linear, bias, shape: shapes[0])
    {
      let output = try product.apply(input, shape: shapes[0], ending: ending)
      store([output], of: step.endings.last ?? step)
      return
    }
    var output: Value? =
      try product?.apply(input, shape: shapes[0], ending: ProductEnding())
      ?? .floats(
        linear.applyWeight(
          input.tensor, weight: weight ?? inputs.tensor(1, "the weight"), shape: shapes[0]))
    if let layer = step.layer, isObserved, let output {
      if trail?.layer == layer { trail?.begin(shapes[0]) }
      try observe(layer, input, output)
    }
    inputs = []
    for endings in [step.endings, []] {
      guard case .blocked(var maps)? = output,
        let ending = try ending(of: step, endings, linear, bias, shape: shapes[0])
      else { continue }
      output = nil
      if bias != nil || !endings.isEmpty { maps.end(with: ending) }
      store([.blocked(maps)], of: endings.last ?? step)
      return
    }
    guard var tensor = try output?.tensor else { return }
    output = nil
    try linear.addBias(bias, to: &tensor)
    store([.floats(tensor)], of: step)
  }

  /// How a product is finished; nil where its endings can't be done as one.
  private func ending(
    of step: Plan.Step, _ endings: [Plan.Step], _ linear: any LinearOperator, _ bias: Tensor?,
    shape: Shape
  ) throws(OperatorFault) -> ProductEnding? {
    var ending: ProductEnding? = ProductEnding()
    if let bias {
      guard let part = linear.endingPart(bias: bias, of: shape) else { return nil }
      ending = ending?.followed(by: part)
    }
    var product = step.outputs[0]
    for next in endings {
      let operands = next.inputs.map { slot in
        slot == product ? nil : slot.flatMap { values[$0] }
      }
      guard
        let part = try next.operation.get().endingPart(
          operands, product: next.inputs.firstIndex(of: product) ?? 0, shape: shape,
          filters: linear.filterAxis(of: shape))
      else { return nil }
      ending = ending?.followed(by: part)
      product = next.outputs[0]
    }
    return ending
  }

  private mutating func store(_ outputs: [Value], of step: Plan.Step) {
    // What is followed, or goes back, is looked at element by element.
    let isPlain = plan.backward != nil || trail != nil
    for (slot, output) in zip(step.outputs, outputs.map { isPlain ? $0.plain : $0 }) {
      guard let slot else { continue }
      if plan.backward != nil { shapes[slot] = output.shape }
      values[slot] = output
    }
  }
}

extension [Value?] {
  /// The endings that are still to be done after a step.
  fileprivate func unfinished(_ step: Plan.Step) -> [Plan.Step] {
    guard let output = step.endings.last?.outputs.first ?? nil, self[output] == nil else {
      return []
    }
    return step.endings
  }
}
