import Formats
import System

extension Graph {
  /// The graph of a file: makes each node's operator, and moves nodes that take constants only among the
  /// constants.
  /// - Parameters:
  ///   - stored: what the file has.
  ///   - tensors: its tensors.
  ///   - given: what inputs always are.
  /// - Throws: `Failure` when the graph contradicts itself.
  init(
    _ stored: StoredGraph, tensors: [StoredTensor], given: [(name: String, value: Value)] = []
  ) throws(Failure) {
    var builder = Builder(tensors)
    for (name, value) in given { builder.add(value, as: name) }
    for input in stored.inputs { builder.take(input) }
    let inlining = try Inlining(stored, tensors: tensors)
    for tensor in inlining.tensors.dropFirst(tensors.count) { builder.add(tensor, as: tensor.name) }
    for node in inlining.writtenOut(in: stored) where !node.stored.outputs.isEmpty {
      try builder.add(node)
    }
    self = builder.graph(outputs: stored.outputs)
  }

  /// The values of a file without a graph.
  init(_ tensors: [StoredTensor]) {
    self = Builder(tensors).graph(outputs: [])
  }
}

/// A graph of which some nodes are there.
private struct Builder {
  private var names = ValueNames()
  private var constants = Constants()
  private var nodes: [Node] = []
  private var inputs: [ValueID] = []
  private var excluded: Set<ValueID> = []
  /// The values that depend on the image.
  private var known: Set<ValueID> = []

  init(_ tensors: [StoredTensor]) {
    for tensor in tensors { constants.add(tensor, as: names.add(tensor.name)) }
  }

  func graph(outputs: [StoredValue]) -> Graph {
    var names = names
    let outputs = outputs.map { names.add($0.name) }
    return Graph(
      names: names, constants: constants, nodes: nodes,
      inputs: inputs.filter { !constants.contains($0) }, outputs: outputs, excluded: excluded)
  }

  mutating func add(_ value: Value, as name: String) { constants.add(value, as: names.add(name)) }

  mutating func take(_ input: StoredValue) {
    let value = names.add(input.name)
    inputs.append(value)
    known.insert(value)
  }

  /// Adds a tensor that a node or a body states.
  mutating func add(_ tensor: StoredTensor, as name: String) {
    constants.add(tensor.renamed(name), as: names.add(name))
  }

  mutating func add(_ inlined: InlinedNode) throws(Failure) {
    let isStated = inlined.stored.isConstant
    if !isStated, inlined.branches.contains(where: { holds($0.condition) == !$0.holds }) {
      for name in inlined.stored.inputs where !name.isEmpty { excluded.insert(names.add(name)) }
      return
    }
    for (stored, branches) in chosen(inlined) {
      let node = Node(stored, opset: inlined.opset, branches: branches, names: &names)
      let double = node.outputs.compactMap { $0 }.first {
        known.contains($0) || constants.contains($0)
      }
      if let double {
        throw Failure(
          kind: .network, place: node.place,
          problem: "\"\(names[double])\" exists before it, and values do not change",
          cure: "export the model again")
      }
      if isStated, state(node) { continue }
      let inputs = node.inputs.compactMap { $0 }
      let missing = inputs.first { !known.contains($0) && !constants.contains($0) }
      if let missing {
        throw Failure(
          kind: .network, place: node.place,
          problem: "nothing before it gives its input \"\(names[missing])\"",
          cure: "export the model again; its nodes must be in order")
      }
      if case .success = node.operation, !inputs.isEmpty, inputs.allSatisfy(constants.contains) {
        constants.fold(node)
      } else {
        known.formUnion(node.outputs.compactMap { $0 })
        nodes.append(node.ofImages(besides: constants))
      }
    }
  }

  /// Adds what a node states to the constants; false where that can't be read.
  private mutating func state(_ node: Node) -> Bool {
    guard let value = node.outputs.first ?? nil else { return false }
    let attributes = node.stored.attributes
    if case .tensor(let tensor) = attributes["value"] ?? attributes["sparse_value"] {
      add(tensor, as: names[value])
      return true
    }
    var inputs: [Value?] = []
    guard let constant = (try? node.run(&inputs))?.first else { return false }
    constants.add(constant, as: value)
    return true
  }

  /// Whether a condition holds, where that does not depend on the image and is soon found out.
  private func holds(_ condition: String) -> Bool? {
    names.value(condition).flatMap(constants.holds)
  }

  /// The node, in the branches that may or may not be taken; what an `If` gives whose condition is
  /// constant is that of one branch.
  private func chosen(_ node: InlinedNode) -> [(StoredNode, branches: [BranchCondition])] {
    let stored = node.stored
    let open = node.branches.filter { holds($0.condition) == nil }
    guard stored.isBranching, let condition = stored.inputs.first, let holds = holds(condition),
      stored.inputs.count == 1 + 2 * stored.outputs.count
    else { return [(stored, open)] }
    let taken = stored.inputs.dropFirst(holds ? 1 : 1 + stored.outputs.count)
    return zip(taken, stored.outputs).filter { !$1.isEmpty }.map { value, output in
      let identity = StoredNode(
        name: stored.name, operation: "Identity", inputs: [value], outputs: [output])
      return (identity, open)
    }
  }
}
