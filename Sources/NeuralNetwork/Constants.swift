import Formats
import LinearAlgebra

/// The values of a graph that do not depend on the image.
///
/// They are tensors of the file, and what nodes make of those. Each is read or computed when it is
/// wanted.
struct Constants: Sendable {
  private var stored: [String: StoredTensor]
  /// The names of those, in the file's order and then in that of the nodes which state them.
  private var names: [String]
  /// By the name of each output of a node that takes constants only, the node's place in `nodes`.
  private var folded: [String: Int] = [:]
  private var nodes: [Node] = []
  /// By the same names, the tensor of the file that a value is made of, largest operands followed.
  private var origins: [String: String] = [:]
  /// By the same names, the value that is made in the same way and was met first.
  private var firsts: [String: String] = [:]
  private var recipes: [Recipe: [String]] = [:]
  private var kept: [String: Value] = [:]
  /// What is known of what nodes make.
  private var made: [String: Forecast] = [:]

  init(_ tensors: [StoredTensor]) {
    stored = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    names = tensors.map(\.name)
  }

  /// The tensors of the file and those that nodes state.
  var tensors: [StoredTensor] { names.compactMap { stored[$0] } }

  /// Whether a value is among them.
  func contains(_ name: String) -> Bool {
    stored[name] != nil || folded[name] != nil || kept[name] != nil
  }

  /// Adds a tensor that a node states.
  mutating func add(_ tensor: StoredTensor, as name: String) {
    stored[name] = tensor.renamed(name)
    names.append(name)
  }

  /// Adds a value that a node states.
  mutating func add(_ value: Value, as name: String) { kept[name] = value }

  /// Adds the outputs of a node all of whose operands are constants.
  mutating func fold(_ node: Node) {
    let sources = node.stored.inputs.compactMap(source)
    let unmasked = sources.filter { !$0.isMask }
    // Of equal ones it is the first.
    let origin = (unmasked.isEmpty ? sources : unmasked).max { $0.shape.count < $1.shape.count }?
      .name
    for name in node.outputs {
      folded[name] = nodes.count
      origins[name] = origin
    }
    if let recipe = Recipe(node.stored, inputs: node.stored.inputs.map(identity)) {
      let first = recipes[recipe] ?? (recipe.isIdentity ? recipe.inputs : node.stored.outputs)
      recipes[recipe] = first
      for (name, first) in zip(node.stored.outputs, first) { firsts[name] = first }
    }
    nodes.append(node)
    for (name, forecast) in node.forecasts(forecast) { made[name] = forecast }
  }

  /// Whether a condition holds, where that does not depend on the image and is soon found out.
  func holds(_ condition: String) -> Bool? {
    guard case .integers(let value)? = forecast(condition)?.value, value.values.count == 1
    else {
      return nil
    }
    return value.values.first != 0
  }

  /// The nodes that take constants only, in order.
  var foldedNodes: [Node] { nodes }

  /// The tensor of the file that a value is, or that it is made of; nil for other values.
  func origin(of name: String) -> String? {
    stored[name] == nil ? origins[name] : name
  }

  /// The name of the parameter that a value is: the tensor that it is made of, or what that stands for.
  func parameter(of name: String) -> String {
    guard let origin = origins[name], stored[name] == nil else { return name }
    return WeightName.parameter(of: origin)
  }

  /// The name of the value that this one is the same as, by the way it is made.
  func identity(of name: String) -> String { firsts[name] ?? name }

  /// The same for a weight that is a matrix, whichever way it lies.
  func matrixIdentity(of name: String) -> String {
    var name = name
    while let node = folded[name].map({ nodes[$0].stored }), node.operation == "Transpose",
      node.domain.isEmpty, let input = node.inputs.first, made[name]?.shape.rank == 2
    {
      name = input
    }
    return identity(of: name)
  }

  /// That tensor itself.
  func source(of name: String) -> StoredTensor? { origin(of: name).flatMap { stored[$0] } }

  /// What is known of each without a look at large tensors.
  func forecasts() -> [String: Forecast] {
    made.merging(kept.mapValues { Forecast($0) }) { $1 }.merging(stored.mapValues(Self.forecast)) {
      $1
    }
  }

  /// The same of one.
  private func forecast(_ name: String) -> Forecast? {
    made[name] ?? kept[name].map { Forecast($0) } ?? stored[name].map(Self.forecast)
  }

  private static func forecast(_ tensor: StoredTensor) -> Forecast {
    (try? small(tensor)) ?? Forecast(shape: tensor.shape)
  }

  private static func small(_ tensor: StoredTensor) throws -> Forecast? {
    // Shapes, axes and factors are few; larger floats are weights.
    let limit = tensor.elementType.isFloatingPoint ? 16 : Forecast.greatestCount
    return tensor.shape.count <= limit && tensor.isQuick ? Forecast(try value(of: tensor)) : nil
  }

  private static func value(of tensor: StoredTensor) throws(FormatError) -> Value {
    tensor.elementType.isFloatingPoint
      ? .floats(try tensor.floats())
      : .integers(IntegerTensor(shape: tensor.shape, values: try tensor.integers()))
  }

  /// A constant, read or computed; nil when there is none of that name.
  /// - Throws: `FormatError` when the file does not yield it; `NetworkError` when it can't be
  ///   computed.
  func value(_ name: String) throws -> Value? {
    if let value = kept[name] { return value }
    if let tensor = stored[name] { return try Self.value(of: tensor) }
    var path: Set<Int> = []
    var ahead = [folded[name]].compactMap { $0 }
    while let index = ahead.popLast() {
      guard path.insert(index).inserted else { continue }
      ahead += nodes[index].stored.inputs.compactMap { folded[$0] }
    }
    let order = path.sorted().map { nodes[$0] }
    var uses = [name: 1]
    for input in order.flatMap(\.stored.inputs) { uses[input, default: 0] += 1 }
    var values: [String: Value] = [:]
    for node in order {
      var inputs: [Value?] = []
      for input in node.stored.inputs {
        uses[input, default: 1] -= 1
        let isLast = uses[input] == 0
        inputs.append(
          try (isLast ? values.removeValue(forKey: input) : values[input]) ?? kept[input]
            ?? stored[input].map(Self.value))
      }
      do throws(OperatorFault) {
        for (output, value) in node.named(try node.run(&inputs)) { values[output] = value }
      } catch {
        throw NetworkError(
          place: node.place, problem: error.problem, cure: "export it with constants folded")
      }
    }
    return values[name]
  }

  /// A constant in the precision in which the file stores it, if it does.
  ///
  /// Computed ones are of floats. Nil when there is none of that name, or it is no weight.
  /// - Throws: `FormatError` when the file does not yield it; `NetworkError` when it can't be
  ///   computed.
  func weight(_ name: String) throws -> Weight? {
    if let tensor = stored[name] { return try tensor.weight() }
    guard case .floats(let tensor)? = try value(name) else { return nil }
    return Weight(shape: tensor.shape, values: tensor.values)
  }

  /// The tensor of the file that a constant is; nil for one that is computed.
  func tensor(_ name: String) -> StoredTensor? { kept[name] == nil ? stored[name] : nil }

  /// The shape of a constant, as far as it is known; nil when there is none of that name.
  func shape(of name: String) -> Shape? { forecast(name)?.shape }
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
  let inputs: [String]

  /// Nil where that can't be told from its settings.
  init?(_ node: StoredNode, inputs: [String]) {
    (operation, domain, self.inputs) = (node.operation, node.domain, inputs)
    var settings: [String] = []
    for (name, attribute) in node.attributes.sorted(by: { $0.key < $1.key }) {
      switch attribute {
      case .int, .float, .string, .ints, .floats, .strings: settings.append("\(name) \(attribute)")
      case .tensor, .graph, .reference, .unsupported: return nil
      }
    }
    self.settings = settings
  }

  var isIdentity: Bool { operation == "Identity" && domain.isEmpty }
}
