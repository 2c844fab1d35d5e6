import Formats
import LinearAlgebra

/// An operator and the values that it takes and gives.
struct Node: Sendable {
  /// What the file has of it, for people and for the registry.
  let stored: StoredNode
  /// The arithmetic, or why there is none: an unsupported node is met only when it must run.
  let operation: Result<any Operator, OperatorFault>
  /// The values that it takes; nil for an operand left out.
  let inputs: [ValueID?]
  /// The values that it gives; nil for one that is not used.
  let outputs: [ValueID?]
  /// What must hold that it runs, from the outermost branch.
  let branches: [Branch]

  /// The branch of an `If` that a node stands in.
  struct Branch: Equatable, Sendable {
    let condition: ValueID
    /// Whether it is the branch that is taken when the condition holds.
    let holds: Bool
  }

  /// The most elements that a value may have: 2 GB of Float.
  static let greatestCount = 1 << 29
  /// The most elements that an empty value would have if its extents of 0 were 1: work is laid out
  /// by the others.
  private static let greatestEmptyCount = 1 << 16
  /// The most axes that a value may have, as in numpy.
  static let greatestRank = 64

  /// A node of a file, whose values are numbered.
  init(
    _ node: StoredNode, opset: Int, branches: [BranchCondition], names: inout ValueNames
  ) {
    stored = node
    inputs = node.inputs.map { $0.isEmpty ? nil : names.add($0) }
    outputs = node.outputs.map { $0.isEmpty ? nil : names.add($0) }
    self.branches = branches.map { Branch(condition: names.add($0.condition), holds: $0.holds) }
    do throws(OperatorFault) {
      operation = .success(try OperatorTable.make(node, opset: opset))
    } catch {
      operation = .failure(error)
    }
  }

  /// The same node, where it is known that an operand is no constant: an operator for constants is
  /// refused, and a weight that is the first operand of a product becomes the second.
  func ofImages(besides constants: Constants) -> Node {
    if let linear = try? operation.get() as? any LinearOperator, inputs.count > 1,
      let first = inputs[0], let second = inputs[1], constants.contains(first),
      !constants.contains(second), let exchanged = linear.exchanged
    {
      return Node(
        self, operation: .success(exchanged), inputs: [second, first] + inputs.dropFirst(2))
    }
    guard case .success(let operation) = operation, operation.takesConstantsOnly else {
      return self
    }
    let fault = OperatorFault("it is in training mode, and only inference is supported for images")
    return Node(self, operation: .failure(fault), inputs: inputs)
  }

  private init(
    _ node: Node, operation: Result<any Operator, OperatorFault>, inputs: [ValueID?]
  ) {
    (stored, outputs, branches) = (node.stored, node.outputs, node.branches)
    (self.operation, self.inputs) = (operation, inputs)
  }

  /// What it gives, each with the number of its value, but for what is not used.
  func numbered<Output>(_ given: [Output]) -> [(value: ValueID, Output)] {
    zip(outputs, given).compactMap { value, output in value.map { ($0, output) } }
  }

  /// The shapes of its outputs; a fault when one of them or of its operands is out of bounds.
  func outputShapes(_ inputs: [Fact?]) throws(OperatorFault) -> [Shape] {
    try outputShapes(inputs, by: operation.get())
  }

  /// The same where another operator stands for its own.
  func outputShapes(
    _ inputs: [Fact?], by operation: any Operator
  ) throws(OperatorFault) -> [Shape] {
    for input in inputs { if let input { try check(input.shape, "an input") } }
    let shapes = try operation.outputShapes(inputs)
    for shape in shapes { try check(shape, "an output") }
    return shapes
  }

  private func check(_ shape: Shape, _ role: String) throws(OperatorFault) {
    guard shape.rank <= Self.greatestRank else {
      throw OperatorFault("\(role) has \(shape.rank) axes, more than \(Self.greatestRank)")
    }
    let limit = shape.count == 0 ? Self.greatestEmptyCount : Self.greatestCount
    guard shape.span <= limit else { throw OperatorFault("\(role) of \(shape) is too large") }
  }

  /// Its outputs; `inputs` may be used up.
  func run(_ inputs: inout [Value?]) throws(OperatorFault) -> [Value] {
    let shapes = try outputShapes(inputs.map { $0.map(Fact.init) })
    return try operation.get().forward(&inputs, shapes: shapes)
  }

  /// What is known of its outputs, given what is known of all its operands.
  func outputFacts(_ inputs: [Fact?]) throws(OperatorFault) -> [Fact] {
    try outputFacts(inputs, by: operation.get())
  }

  /// The same of an operator that stands for the node's.
  func outputFacts(
    _ inputs: [Fact?], by operation: any Operator
  ) throws(OperatorFault) -> [Fact] {
    if let known = try operation.outputs(knowing: inputs) { return known.map { Fact($0) } }
    let shapes = try outputShapes(inputs, by: operation)
    var values = inputs.map { $0?.value }
    let areKnown = zip(inputs, values).allSatisfy { ($0 == nil) == ($1 == nil) }
    guard areKnown, operation.isShort, shapes.allSatisfy({ $0.count <= Fact.greatestCount })
    else {
      return shapes.map { Fact(shape: $0) }
    }
    return try operation.forward(&values, shapes: shapes).map { Fact($0) }
  }

  /// What is known of its outputs, each with its value's number, given what is known of some values.
  ///
  /// Nothing is where too little is known; of the branches of an `If`, one is enough.
  func facts(_ known: (ValueID) -> Fact?) -> [(value: ValueID, Fact)] {
    let facts = inputs.map { $0.flatMap(known) }
    let areKnown = zip(inputs, facts).allSatisfy { $0 == nil || $1 != nil }
    guard areKnown || isBranching else { return [] }
    return (try? outputFacts(facts)).map(numbered) ?? []
  }

  /// Whether it gives what one of two branches gives.
  var isBranching: Bool { if case .success(is Branching) = operation { true } else { false } }

  /// Whether only axes change places.
  var isTransposition: Bool {
    if case .success(let rearrangement as Rearrangement) = operation {
      rearrangement.isTransposition
    } else {
      false
    }
  }

  /// How a message names it.
  var place: String {
    stored.name.isEmpty
      ? "the \(stored.operation) node that gives \"\(stored.outputs.first ?? "")\""
      : "node \(stored.name) (\(stored.operation))"
  }
}

extension Shape {
  /// The product of the extents that are not 0.
  fileprivate var span: Int { extents.reduce(1) { $1 == 0 ? $0 : $0 * $1 } }
}
