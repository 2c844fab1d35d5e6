import Formats
import LinearAlgebra

/// An operator and the names of the values that it takes and gives.
struct Node: Sendable {
  let stored: StoredNode
  /// The arithmetic, or why there is none: an unsupported node is met only when it must run.
  let operation: Result<any Operator, OperatorFault>
  /// What must hold that it runs, from the outermost branch.
  let branches: [BranchCondition]

  /// The most elements that a value may have: 2 GB of Float.
  static let greatestCount = 1 << 29
  /// The most elements that an empty value would have if its extents of 0 were 1: work is laid out
  /// by the others.
  private static let greatestEmptyCount = 1 << 16
  /// The most axes that a value may have, as in numpy.
  static let greatestRank = 64

  init(_ node: StoredNode, opset: Int, branches: [BranchCondition] = []) {
    stored = node
    self.branches = branches
    do throws(OperatorFault) {
      operation = .success(try OperatorTable.make(node, opset: opset))
    } catch {
      operation = .failure(error)
    }
  }

  /// The same node, where it is known that an operand is no constant: an operator for constants is
  /// refused, and a weight that is the first operand of a product becomes the second.
  func ofImages(besides isConstant: (String) -> Bool) -> Node {
    if let linear = try? operation.get() as? any LinearOperator, stored.inputs.count > 1,
      isConstant(stored.inputs[0]), !isConstant(stored.inputs[1]), let exchanged = linear.exchanged
    {
      let inputs = [stored.inputs[1], stored.inputs[0]] + stored.inputs.dropFirst(2)
      return Node(
        stored: StoredNode(
          name: stored.name, operation: stored.operation, domain: stored.domain, inputs: inputs,
          outputs: stored.outputs, attributes: stored.attributes, metadata: stored.metadata),
        operation: .success(exchanged), branches: branches)
    }
    guard case .success(let operation) = operation, operation.takesConstantsOnly else {
      return self
    }
    return Node(
      stored: stored,
      operation: .failure(
        OperatorFault("it is in training mode, and only inference is supported for images")),
      branches: branches)
  }

  private init(
    stored: StoredNode, operation: Result<any Operator, OperatorFault>, branches: [BranchCondition]
  ) {
    (self.stored, self.operation, self.branches) = (stored, operation, branches)
  }

  /// The names of its outputs; one that is not used has none.
  var outputs: [String] { stored.outputs.filter { !$0.isEmpty } }

  /// What it gives, each with its name, but for what has none.
  func named<Output>(_ given: [Output]) -> [(String, Output)] {
    zip(stored.outputs, given).filter { !$0.0.isEmpty }
  }

  /// The shapes of its outputs; a fault when one of them or of its operands is out of bounds.
  func outputShapes(_ inputs: [Forecast?]) throws(OperatorFault) -> [Shape] {
    try outputShapes(inputs, by: operation.get())
  }

  /// The same where another operator stands for its own.
  func outputShapes(
    _ inputs: [Forecast?], by operation: any Operator
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
    let shapes = try outputShapes(inputs.map { $0.map(Forecast.init) })
    return try operation.get().forward(&inputs, shapes: shapes)
  }

  /// What is known of its outputs, given what is known of all its operands.
  func forecast(_ inputs: [Forecast?]) throws(OperatorFault) -> [Forecast] {
    let operation = try operation.get()
    if let known = try operation.outputs(knowing: inputs) { return known.map { Forecast($0) } }
    let shapes = try outputShapes(inputs)
    var values = inputs.map { $0?.value }
    let areKnown = zip(inputs, values).allSatisfy { ($0 == nil) == ($1 == nil) }
    guard areKnown, operation.isShort, shapes.allSatisfy({ $0.count <= Forecast.greatestCount })
    else {
      return shapes.map { Forecast(shape: $0) }
    }
    return try operation.forward(&values, shapes: shapes).map { Forecast($0) }
  }

  /// What is known of its outputs, each with its name, given what is known of some values.
  ///
  /// Nothing is where too little is known; of the branches of an `If`, one is enough.
  func forecasts(_ known: (String) -> Forecast?) -> [(String, Forecast)] {
    let inputs = stored.inputs.map(known)
    let areKnown = zip(stored.inputs, inputs).allSatisfy { $0.isEmpty || $1 != nil }
    guard areKnown || stored.isBranching else { return [] }
    return (try? forecast(inputs)).map(named) ?? []
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
