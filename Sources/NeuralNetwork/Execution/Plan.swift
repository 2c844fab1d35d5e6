import Formats
internal import LinearAlgebra

/// A pass to one goal, planned once: what runs in which order, where values are kept, when each is let
/// go, and which nodes are run as one.
struct Plan: Sendable {
  /// The nodes that run, in order.
  let steps: [Step]
  /// For each slot, the value that it holds in every pass; nil for what a pass computes.
  let constants: [Value?]
  /// Where each value is that the pass is given; nil for one that nothing takes.
  let inputs: [Int?]
  /// Where the value at the goal is.
  let goal: Int

  /// One node, or several that are run as one.
  struct Step: Sendable {
    /// The node, as an index of the network's.
    let node: Int
    let operation: Result<any Operator, OperatorFault>
    /// Where each operand is; nil for one that is left out.
    let inputs: [Int?]
    /// Where each of its own outputs goes; nil for one that has no name.
    let outputs: [Int?]
    /// What must hold that it runs, and where that is.
    let conditions: [(slot: Int, holds: Bool)]
    /// The layer that it is.
    let layer: Int?
    /// The weight that is made ready when it first runs; it has no slot.
    let weight: (value: ValueID, shape: Shape)?
    /// The steps that finish what it gives, each of which takes what the one before it gave; of a chain
    /// or a shuffle, its links, which run in its stead where it gives nothing.
    var endings: [Step] = []
    /// The slots that nothing takes after it.
    fileprivate(set) var last: [Int] = []
  }

  /// The layers whose own output is looked at.
  let observed: Set<Int>
  /// The way back, where a gradient is wanted.
  let backward: BackwardPlan?
  /// The shapes of what its steps give.
  let known = KnownShapes()

  /// Plans a pass.
  /// - Parameters:
  ///   - network: the network.
  ///   - path: its nodes that lead to the goal, in order.
  ///   - inputs: the values that the pass is given.
  ///   - goal: the value at the goal.
  ///   - observed: the layers whose own output is looked at.
  ///   - source: the value whose gradient is wanted, nil for none. What gradients go through is not fused.
  /// - Throws: `Failure` for a constant that can't be read or computed.
  init(
    _ network: Network, path: [NodeID], inputs: [ValueID], goal: ValueID,
    observed: Set<Int> = [], source: ValueID? = nil
  ) throws {
    var slots = Slots()
    self.goal = slots[goal]
    self.observed = observed
    let layers = Dictionary(
      network.layerNodes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var steps: [Step] = []
    for index in path {
      let node = network.graph.nodes[index]
      let layer = layers[index]
      var weight: (value: ValueID, shape: Shape)?
      if let linear = try? node.operation.get() as? any LinearOperator, linear.isPreparable,
        node.inputs.count > 1, let value = node.inputs[1],
        let shape = network.graph.constants.shape(of: value)
      {
        weight = (value, shape)
      }
      steps.append(
        Step(
          node: index, operation: node.operation,
          inputs: node.inputs.map { $0.map { slots[$0] } },
          outputs: node.outputs.map { $0.map { slots[$0] } },
          conditions: node.branches.map { (slots[$0.condition], $0.holds) }, layer: layer,
          weight: weight))
    }
    self.inputs = inputs.map(slots.existing)
    let taken = Set(
      steps.flatMap { step in
        step.inputs.enumerated().compactMap { $0 == 1 && step.weight != nil ? nil : $1 }
          + step.conditions.map(\.slot)
      } + [self.goal])
    constants = try slots.values.enumerated().map { slot, value in
      taken.contains(slot) ? try network.graph.constants.value(value) : nil
    }
    var joined = source == nil ? Self.gated(steps, goal: self.goal) : steps
    joined = Self.padded(
      joined, keeping: [self.goal, source.flatMap(slots.existing) ?? self.goal],
      observed: observed, constants: constants)
    if let source {
      backward = try BackwardPlan(
        network, joined, source: slots.existing(source) ?? -1, goal: self.goal)
    } else {
      backward = nil
      joined = Self.fused(joined, goal: self.goal, observed: observed)
      joined = Self.chained(joined, goal: self.goal, constants: constants)
      joined = Self.shuffled(joined, goal: self.goal, constants: constants)
    }
    self.steps = Self.released(
      joined, keeping: backward?.kept.union([self.goal]) ?? [self.goal], constants: constants)
  }

  /// Where values are kept.
  private struct Slots {
    private(set) var values: [ValueID] = []
    private var places: [ValueID: Int] = [:]

    subscript(value: ValueID) -> Int {
      mutating get {
        if let place = places[value] { return place }
        places[value] = values.count
        values.append(value)
        return values.count - 1
      }
    }

    func existing(_ value: ValueID) -> Int? { places[value] }
  }

  /// Which steps give and take what is in each slot.
  struct Connections {
    private(set) var producers: [Int: Int] = [:]
    private(set) var takers: [Int: [Int]] = [:]

    init(_ steps: [Step]) {
      for (index, step) in steps.enumerated() {
        let parts = [step] + step.endings
        for slot in parts.flatMap({ $0.inputs.compactMap { $0 } }) + step.conditions.map(\.slot) {
          takers[slot, default: []].append(index)
        }
        for slot in parts.flatMap({ $0.outputs.compactMap { $0 } }) { producers[slot] = index }
      }
    }
  }

  /// Joins layers with the nodes that finish what they give, where nobody else takes it.
  private static func fused(_ steps: [Step], goal: Int, observed: Set<Int>) -> [Step] {
    func isObserved(_ step: Step) -> Bool { step.layer.map(observed.contains) ?? false }
    let takers = Connections(steps).takers
    var fused: [Step?] = steps
    // What finishes one product can't finish another.
    var finishing: Set<Int> = []
    for (index, step) in steps.enumerated() {
      guard step.weight != nil, step.outputs.count == 1 else { continue }
      var (end, endings) = (index, [Step]())
      while let output = steps[end].outputs[0], output != goal, let only = takers[output],
        only.count == 1, !finishing.contains(only[0]), case let next = steps[only[0]],
        next.outputs.count == 1, next.weight == nil,
        next.conditions.elementsEqual(step.conditions, by: ==),
        // Layers are looked at in the order of the graph.
        !isObserved(step) || !steps[end + 1..<only[0]].contains(where: isObserved),
        (try? next.operation.get())?.canEndProducts == true
      {
        endings.append(next)
        finishing.insert(only[0])
        fused[only[0]] = nil
        end = only[0]
      }
      guard end != index else { continue }
      var whole = step
      whole.endings = endings
      (fused[index], fused[end]) = (nil, whole)
    }
    return fused.compactMap { $0 }
  }

  /// The steps, each with the slots that may be let go after it.
  private static func released(
    _ steps: [Step], keeping kept: Set<Int>, constants: [Value?]
  ) -> [Step] {
    var steps = steps
    // What decides on a branch stays until the end.
    var later = kept.union(steps.flatMap { $0.conditions.map(\.slot) })
    for index in steps.indices.reversed() {
      let parts = [steps[index]] + steps[index].endings
      for slot in parts.flatMap({ $0.inputs + $0.outputs }) {
        guard let slot, constants[slot] == nil, later.insert(slot).inserted else { continue }
        steps[index].last.append(slot)
      }
    }
    return steps
  }
}
