/// The number of a value of a graph.
typealias ValueID = Int
/// The number of a node: its place in an order of computation.
typealias NodeID = Int

/// The values of a network and the nodes that make them, by their numbers.
struct Graph: Sendable {
  /// What values are called, for people.
  let names: ValueNames
  /// Weights, and what else does not depend on the image.
  let constants: Constants
  /// The nodes that depend on the image, each behind those that give what it takes.
  let nodes: [Node]
  /// What it takes, in the order of the file.
  let inputs: [ValueID]
  /// What it gives, in the order of the file.
  let outputs: [ValueID]
  /// What only nodes take that never run, as they stand in a branch that a constant excludes.
  let excluded: Set<ValueID>
  /// The node of `nodes` that gives each value; nil for one that none gives.
  let producers: [NodeID?]
  /// The nodes of `nodes` that take each value, each once, in order.
  let consumers: [[NodeID]]

  /// Connects nodes by the values that they give and take; without any, it is that of a file of weights.
  init(
    names: ValueNames, constants: Constants, nodes: [Node] = [], inputs: [ValueID] = [],
    outputs: [ValueID] = [], excluded: Set<ValueID> = []
  ) {
    (self.names, self.constants, self.nodes) = (names, constants, nodes)
    (self.inputs, self.outputs, self.excluded) = (inputs, outputs, excluded)
    var producers = [NodeID?](repeating: nil, count: names.count)
    var consumers = [[NodeID]](repeating: [], count: names.count)
    for (index, node) in nodes.enumerated() {
      for value in node.inputs {
        if let value, consumers[value].last != index { consumers[value].append(index) }
      }
      for value in node.outputs { if let value { producers[value] = index } }
    }
    (self.producers, self.consumers) = (producers, consumers)
  }

  /// The node that gives a value.
  func producer(of value: ValueID) -> Node? { producers[value].map { nodes[$0] } }

  /// The nodes that a value depends on, in order.
  func nodesLeading(to value: ValueID) -> [NodeID] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    var ahead = [value]
    while let value = ahead.popLast() {
      guard let index = producers[value], !isNeeded[index] else { continue }
      isNeeded[index] = true
      ahead += nodes[index].inputs.compactMap { $0 } + nodes[index].branches.map(\.condition)
    }
    return isNeeded.indices.filter { isNeeded[$0] }
  }
}

/// The names of a graph's values; a value's number is the place of its name.
struct ValueNames: Sendable {
  private var names: [String] = []
  private var numbers: [String: ValueID] = [:]

  /// How many values there are.
  var count: Int { names.count }

  /// What a value is called.
  subscript(value: ValueID) -> String { names[value] }

  /// The number of a value that is called so, if there is one.
  func value(_ name: String) -> ValueID? { numbers[name] }

  /// The number of the value that is called so, a new one where there is none yet.
  mutating func add(_ name: String) -> ValueID {
    if let value = numbers[name] { return value }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }
}
