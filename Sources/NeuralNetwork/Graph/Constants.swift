import Formats
import LinearAlgebra
import System

/// The values of a graph that do not depend on the image.
///
/// They are tensors of the file, and what nodes make of those. Each is read or computed when it is
/// wanted.
struct Constants: Sendable {
  private var stored: [ValueID: StoredTensor] = [:]
  /// The tensors of the file, and then those that nodes state.
  private(set) var tensors: [(value: ValueID, tensor: StoredTensor)] = []
  /// For each output of a node that takes constants only, the node's place in `nodes`.
  private var folded: [ValueID: Int] = [:]
  /// The nodes that take constants only, in order.
  private(set) var nodes: [Node] = []
  /// For the same outputs, the tensor of the file that a value is made of, largest operands followed.
  private var origins: [ValueID: ValueID] = [:]
  /// For the same outputs, the value that is made in the same way and was met first.
  private var firsts: [ValueID: ValueID] = [:]
  private var recipes: [Recipe: [ValueID?]] = [:]
  private var kept: [ValueID: Value] = [:]
  /// What is known of what nodes make.
  private var made: [ValueID: Fact] = [:]

  /// Whether a value is among them.
  func contains(_ value: ValueID) -> Bool {
    stored[value] != nil || folded[value] != nil || kept[value] != nil
  }

  /// Adds a tensor of the file, or one that a node states; of two for one value the first counts.
  mutating func add(_ tensor: StoredTensor, as value: ValueID) {
    guard stored[value] == nil else { return }
    stored[value] = tensor
    tensors.append((value, tensor))
  }

  /// Adds a number or several that a node or the card states.
  mutating func add(_ constant: Value, as value: ValueID) { kept[value] = constant }

  /// Adds the outputs of a node all of whose operands are constants.
  mutating func fold(_ node: Node) {
    let sources = node.inputs.compactMap { input in
      input.flatMap(origin(of:)).flatMap { value in stored[value].map { (value, $0) } }
    }
    let unmasked = sources.filter { !$0.1.isMask }
    // Of equal ones it is the first.
    let largest = (unmasked.isEmpty ? sources : unmasked)
      .max { $0.1.shape.count < $1.1.shape.count }?.0
    for case let value? in node.outputs {
      folded[value] = nodes.count
      origins[value] = largest
    }
    if let recipe = Recipe(node, inputs: node.inputs.map { $0.map(identity(of:)) }) {
      let isIdentity = if case .success(is Identity) = node.operation { true } else { false }
      let first = recipes[recipe] ?? (isIdentity ? recipe.inputs : node.outputs)
      recipes[recipe] = first
      for case (let value?, let first) in zip(node.outputs, first) { firsts[value] = first }
    }
    nodes.append(node)
    for (value, fact) in node.facts(fact) { made[value] = fact }
  }

  /// Whether a condition holds, where that does not depend on the image and is soon found out.
  func holds(_ condition: ValueID) -> Bool? {
    guard case .integers(let value)? = fact(condition)?.value, value.values.count == 1
    else {
      return nil
    }
    return value.values.first != 0
  }

  /// The tensor of the file that a value is, or that it is made of; nil for other values.
  func origin(of value: ValueID) -> ValueID? {
    stored[value] == nil ? origins[value] : value
  }

  /// The value that this one is the same as, by the way it is made.
  func identity(of value: ValueID) -> ValueID { firsts[value] ?? value }

  /// The same for a weight that is a matrix, whichever way it lies.
  func matrixIdentity(of value: ValueID) -> ValueID {
    var value = value
    while let node = folded[value].map({ nodes[$0] }), node.isTransposition,
      let input = node.inputs.first ?? nil, made[value]?.shape.rank == 2
    {
      value = input
    }
    return identity(of: value)
  }

  /// That tensor itself.
  func source(of value: ValueID) -> StoredTensor? { origin(of: value).flatMap { stored[$0] } }

  /// What is known of each of so many values without a look at large tensors; nil for those that are none.
  func facts(of count: Int) -> [Fact?] { (0..<count).map(fact) }

  /// The same of one.
  private func fact(_ value: ValueID) -> Fact? {
    stored[value].map(Self.fact) ?? kept[value].map { Fact($0) } ?? made[value]
  }

  private static func fact(_ tensor: StoredTensor) -> Fact {
    (try? small(tensor)) ?? Fact(shape: tensor.shape)
  }

  private static func small(_ tensor: StoredTensor) throws -> Fact? {
    // Shapes, axes and factors are few; larger floats are weights.
    let limit = tensor.elementType.isFloatingPoint ? 16 : Fact.greatestCount
    return tensor.shape.count <= limit && tensor.isQuick ? Fact(try value(of: tensor)) : nil
  }

  private static func value(of tensor: StoredTensor) throws(Failure) -> Value {
    tensor.elementType.isFloatingPoint
      ? .floats(try tensor.floats())
      : .integers(IntegerTensor(shape: tensor.shape, values: try tensor.integers()))
  }

  /// A constant, read or computed; nil for a value that is none.
  /// - Throws: `Failure` when the file does not yield it, or when it can't be
  ///   computed.
  func value(_ value: ValueID) throws -> Value? {
    if let constant = kept[value] { return constant }
    if let tensor = stored[value] { return try Self.value(of: tensor) }
    var path: Set<Int> = []
    var ahead = [folded[value]].compactMap { $0 }
    while let index = ahead.popLast() {
      guard path.insert(index).inserted else { continue }
      ahead += nodes[index].inputs.compactMap { $0.flatMap { folded[$0] } }
    }
    let order = path.sorted().map { nodes[$0] }
    var uses = [value: 1]
    for case let input? in order.flatMap(\.inputs) { uses[input, default: 0] += 1 }
    var values: [ValueID: Value] = [:]
    for node in order {
      var inputs: [Value?] = []
      for input in node.inputs {
        guard let input else {
          inputs.append(nil)
          continue
        }
        uses[input, default: 1] -= 1
        let isLast = uses[input] == 0
        inputs.append(
          try (isLast ? values.removeValue(forKey: input) : values[input]) ?? kept[input]
            ?? stored[input].map(Self.value))
      }
      do throws(OperatorFault) {
        for (output, given) in node.numbered(try node.run(&inputs)) { values[output] = given }
      } catch {
        throw Failure(
          kind: .network, place: node.place, problem: error.problem,
          cure: "export it with constants folded")
      }
    }
    return values[value]
  }

  /// The tensor of the file that a constant is; nil for one that is computed.
  func tensor(_ value: ValueID) -> StoredTensor? { kept[value] == nil ? stored[value] : nil }

  /// A constant in the precision in which the file stores it, if it does.
  ///
  /// Computed ones are of floats. Nil for a value that is no constant or no weight.
  /// - Throws: `Failure` when the file does not yield it, or when it can't be
  ///   computed.
  func weight(_ value: ValueID) throws -> Weight? {
    if let tensor = stored[value] { return try tensor.weight() }
    guard case .floats(let tensor)? = try self.value(value) else { return nil }
    return Weight(shape: tensor.shape, values: tensor.values)
  }

  /// The shape of a constant, as far as it is known; nil for a value that is none.
  func shape(of value: ValueID) -> Shape? { fact(value)?.shape }
}

extension StoredTensor {
  /// Whether it chooses among the elements of another.
  var isMask: Bool { elementType == .bool || name.hasSuffix("_mask") }
}

/// What a node makes, when two nodes of which make the same.
private struct Recipe: Hashable {
  let operation: String
  let domain: String
  let settings: [String]
  let inputs: [ValueID?]

  /// Nil where that can't be told from its settings.
  init?(_ node: Node, inputs: [ValueID?]) {
    (operation, domain, self.inputs) = (node.stored.operation, node.stored.domain, inputs)
    var settings: [String] = []
    for (name, attribute) in node.stored.attributes.sorted(by: { $0.key < $1.key }) {
      switch attribute {
      case .int, .float, .string, .ints, .floats, .strings: settings.append("\(name) \(attribute)")
      case .tensor, .graph, .reference, .unsupported: return nil
      }
    }
    self.settings = settings
  }
}
