import Formats
import System

/// What must hold that a node runs: the condition of the `If` in a branch of which it stands.
struct BranchCondition: Hashable, Sendable {
  /// The name of the condition's value.
  let condition: String
  /// Whether it stands in the branch that is taken when the condition holds.
  let holds: Bool

  init(_ condition: String, holds: Bool) {
    self.condition = condition
    self.holds = holds
  }
}

/// A node of a graph without graphs in it.
struct InlinedNode {
  let stored: StoredNode
  /// The version of ONNX's own operator set that it means.
  let opset: Int
  /// The branches that it stands in, from the outermost.
  let branches: [BranchCondition]

  /// Another node in its place.
  func replaced(by node: StoredNode) -> InlinedNode {
    InlinedNode(stored: node, opset: opset, branches: branches)
  }
}

/// A graph with what its nodes contain written out in their place: the bodies of functions, of loops
/// and both branches of each `If`.
///
/// A value of a body keeps its name where no other has it. Behind its branches, an `If` takes, after
/// its condition, what both of them give. A loop stands twice: before its body it gives what the
/// body takes, behind it it takes what the body gives; as no operator is called so, neither runs.
struct Inlining {
  private(set) var nodes: [InlinedNode] = []
  /// The constants of the graph and of all bodies.
  private(set) var tensors: [StoredTensor]

  private let functions: [StoredFunction.Identifier: StoredFunction]
  /// All names in use.
  private var names: Set<String>
  /// How many nodes, values and settings bodies came to.
  private var size = 0
  private var renamed = 0
  /// The functions that are being written out, each called by the one before it.
  private var calls: [StoredFunction.Identifier] = []
  /// The constants that a function states, which are the same in each call.
  private var shared: [StoredFunction.Identifier: [String: String]] = [:]

  /// The most of them: a few functions that call each other may mean more than any memory holds.
  private static let greatestSize = 1 << 18
  private static let greatestDepth = 64

  /// Where a node stands.
  private struct Scope {
    /// The names of values in the bodies around it, the innermost last; none outside all bodies.
    var names: [[String: String]] = []
    /// Whether other names are those of values outside.
    var isOpen = true
    /// The settings of the call of the function around it.
    var settings: [String: StoredAttribute] = [:]
    /// How many bodies are around it.
    var depth = 0
    var opset: Int
    var branches: [BranchCondition] = []
    var isBody: Bool { !names.isEmpty }
  }

  /// Writes out a graph.
  /// - Throws: `Failure` where functions call themselves or mean too many nodes.
  init(_ graph: StoredGraph, tensors: [StoredTensor]) throws(Failure) {
    self.tensors = tensors
    functions = Dictionary(graph.functions.map { ($0.identifier, $0) }) { first, _ in first }
    names = Set(tensors.map(\.name))
    names.formUnion(graph.inputs.map(\.name))
    names.formUnion(graph.nodes.flatMap(\.outputs))
    try add(graph.nodes, in: Scope(opset: graph.opset))
  }

  private mutating func add(_ nodes: [StoredNode], in scope: Scope) throws(Failure) {
    for stored in nodes {
      let node = resolve(stored, in: scope)
      let called = StoredFunction.Identifier(
        domain: node.domain, name: node.operation, overload: node.overload)
      let bodies = node.bodies
      if let function = functions[called] {
        try add(function, calledBy: node, in: scope)
      } else if node.isBranching, let yes = bodies["then_branch"], let no = bodies["else_branch"],
        let condition = node.inputs.first
      {
        let count = node.outputs.count
        let place = node.name.isEmpty ? "" : "\(node.name)."
        let taken = try add(
          yes, named: "\(place)then", if: .init(condition, holds: true), count, scope)
        let other = try add(
          no, named: "\(place)else", if: .init(condition, holds: false), count, scope)
        append(node.taking([condition] + taken + other), in: scope)
      } else if bodies.isEmpty {
        append(node, in: scope)
      } else {
        try addLoop(node, bodies: bodies.sorted { $0.key < $1.key }.map(\.value), in: scope)
      }
    }
  }

  /// A node with the names that its values have here, and the settings of the call around it.
  private mutating func resolve(_ node: StoredNode, in scope: Scope) -> StoredNode {
    guard scope.isBody else { return node }
    var attributes = node.attributes
    for (name, attribute) in node.attributes {
      if case .reference(let setting) = attribute { attributes[name] = scope.settings[setting] }
    }
    return StoredNode(
      name: node.name, operation: node.operation, domain: node.domain, overload: node.overload,
      inputs: node.inputs.map { name(of: $0, in: scope) },
      outputs: node.outputs.map { name(of: $0, in: scope) }, attributes: attributes,
      metadata: node.metadata)
  }

  private mutating func name(of value: String, in scope: Scope) -> String {
    if value.isEmpty { return value }
    for names in scope.names.reversed() { if let name = names[value] { return name } }
    return scope.isOpen ? value : unusedName(value, "missing")
  }

  /// A name like another that no value has.
  private mutating func unusedName(_ name: String, _ prefix: String) -> String {
    if names.insert(name).inserted { return name }
    let longer = "\(prefix).\(name)"
    if names.insert(longer).inserted { return longer }
    while true {
      renamed += 1
      let numbered = "\(longer).\(renamed)"
      if names.insert(numbered).inserted { return numbered }
    }
  }

  private mutating func append(_ node: StoredNode, in scope: Scope) {
    nodes.append(InlinedNode(stored: node, opset: scope.opset, branches: scope.branches))
  }

  /// Counts what a body comes to.
  private mutating func count(_ body: StoredBody) throws(Failure) {
    size += body.inputs.count + body.outputs.count + body.tensors.count
    for node in body.nodes {
      size += 1 + node.inputs.count + node.outputs.count + node.attributes.count
    }
    guard size <= Self.greatestSize else {
      throw Failure(
        kind: .network, place: "the graph",
        problem:
          "its functions and branches come to more than \(Self.greatestSize) nodes and values",
        cure: "export it without functions")
    }
  }

  /// Names the values of a body that are not named yet, and adds its constants and nodes.
  private mutating func add(
    _ body: StoredBody, named prefix: String, names known: [String: String], in scope: Scope
  ) throws(Failure) -> Scope {
    var values = known
    for name in body.inputs + body.nodes.flatMap(\.outputs)
    where !name.isEmpty && values[name] == nil {
      values[name] = unusedName(name, prefix)
    }
    for tensor in body.tensors where values[tensor.name] == nil {
      let name = unusedName(tensor.name, prefix)
      values[tensor.name] = name
      tensors.append(tensor.renamed(name))
    }
    var scope = scope
    scope.names.append(values)
    scope.depth += 1
    guard scope.depth <= Self.greatestDepth else {
      throw Failure(
        kind: .network, place: "the graph",
        problem:
          "its functions and branches lie more than \(Self.greatestDepth) deep in each other",
        cure: "export it without functions")
    }
    try add(body.nodes, in: scope)
    return scope
  }

  /// Adds a branch of an `If` with so many outputs.
  /// - Returns: the names of what it gives, empty for what it lacks.
  private mutating func add(
    _ branch: StoredBody, named prefix: String, if condition: BranchCondition, _ count: Int,
    _ scope: Scope
  ) throws(Failure) -> [String] {
    try self.count(branch)
    var inner = scope
    inner.branches.append(condition)
    inner = try add(branch, named: prefix, names: [:], in: inner)
    var outputs: [String] = []
    for output in branch.outputs.prefix(count) { outputs.append(name(of: output, in: inner)) }
    return outputs + Array(repeating: "", count: count - outputs.count)
  }

  private mutating func addLoop(
    _ node: StoredNode, bodies: [StoredBody], in scope: Scope
  ) throws(Failure) {
    var outputs: [String] = []
    for body in bodies {
      try count(body)
      var values: [String: String] = [:]
      for input in body.inputs where !input.isEmpty {
        values[input] = unusedName(input, node.operation)
      }
      append(node.taking(node.inputs, giving: values.values.sorted()), in: scope)
      let inner = try add(body, named: node.operation, names: values, in: scope)
      for output in body.outputs { outputs.append(name(of: output, in: inner)) }
    }
    append(node.taking(outputs), in: scope)
  }

  private mutating func add(
    _ function: StoredFunction, calledBy call: StoredNode, in scope: Scope
  ) throws(Failure) {
    let identifier = function.identifier
    guard !calls.contains(identifier) else {
      throw Failure(
        kind: .network, place: "the function \(identifier.name)", problem: "it calls itself",
        cure: "export the model again, with functions inlined")
    }
    try count(function.body)
    calls.append(identifier)
    defer { calls.removeLast() }
    let body = function.body
    let given =
      call.inputs + Array(repeating: "", count: max(0, body.inputs.count - call.inputs.count))
    var values = Dictionary(zip(body.inputs, given)) { first, _ in first }
    // What only passes through is given a name of its own by an Identity.
    var passed: [(from: String, to: String)] = []
    let made = Set(body.nodes.flatMap(\.outputs))
    for (inner, outer) in zip(body.outputs, call.outputs) where !outer.isEmpty {
      if values[inner] == nil, made.contains(inner) {
        values[inner] = outer
      } else {
        passed.append((inner, outer))
      }
    }
    let constants = body.nodes.filter(\.isPlainConstant).flatMap(\.outputs)
    let before = shared[identifier]
    for name in constants where values[name] == nil {
      values[name] = before?[name] ?? unusedName(name, identifier.name)
    }
    shared[identifier] = Dictionary(
      constants.compactMap { name in values[name].map { (name, $0) } }
    ) { first, _ in first }
    let nodes = body.nodes.filter { node in
      !(node.isPlainConstant && node.outputs.allSatisfy { before?[$0] == values[$0] })
    }
    var inner = Scope(
      depth: scope.depth, opset: function.opset ?? scope.opset, branches: scope.branches)
    inner.isOpen = false
    inner.settings = function.defaults.merging(call.attributes) { $1 }
    inner = try add(
      StoredBody(nodes: nodes, inputs: body.inputs, outputs: body.outputs),
      named: identifier.name, names: values, in: inner)
    for (from, to) in passed {
      append(
        StoredNode(
          name: call.name, operation: "Identity", inputs: [name(of: from, in: inner)],
          outputs: [to]), in: inner)
    }
  }
}

extension StoredNode {
  /// Whether it is an `If` of ONNX's.
  var isBranching: Bool { operation == "If" && domain.isEmpty }

  /// Whether it states a value.
  var isConstant: Bool { qualifiedOperation == "Constant" }

  /// The graphs among its settings.
  fileprivate var bodies: [String: StoredBody] {
    attributes.compactMapValues { if case .graph(let body) = $0 { body } else { nil } }
  }

  /// Whether it states a value that no call of a function changes.
  fileprivate var isPlainConstant: Bool {
    isConstant
      && attributes.values.allSatisfy { if case .reference = $0 { false } else { true } }
  }

  /// The same operation on other values, without graphs.
  fileprivate func taking(_ inputs: [String], giving outputs: [String]? = nil) -> StoredNode {
    StoredNode(
      name: name, operation: operation, domain: domain, inputs: inputs,
      outputs: outputs ?? self.outputs,
      attributes: attributes.filter { if case .graph = $0.value { false } else { true } },
      metadata: metadata)
  }
}
