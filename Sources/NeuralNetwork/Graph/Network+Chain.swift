extension Network {
  /// A chain of values of a network, each a function of the one before and of constants.
  struct Chain {
    /// Nodes that together take one value and give one.
    struct Step {
      let input: ValueID
      /// In the order of the graph.
      let nodes: [NodeID]
      let output: ValueID
    }

    private let output: ValueID?
    private let graph: Graph
    /// The nodes that take each value for more than its shape, and lead to the network's output.
    private var consumers: [[NodeID]]
    /// The most nodes of a step.
    private static let limit = 64

    init(_ network: Network) {
      (graph, output) = (network.graph, network.output)
      consumers = Array(repeating: [], count: graph.names.count)
      guard let output else { return }
      var shapes: Set<ValueID> = []
      for index in graph.nodesLeading(to: output) {
        let node = graph.nodes[index]
        let inputs = Set(node.inputs.compactMap { $0 }.filter { !graph.constants.contains($0) })
        let operation = try? node.operation.get()
        guard !(operation is Measuring || operation is Sizing || inputs.isSubset(of: shapes)) else {
          shapes.formUnion(node.outputs.compactMap { $0 })
          continue
        }
        for value in inputs.subtracting(shapes) { consumers[value].append(index) }
      }
    }

    /// The fewest nodes that take a value, and nothing else of the image, and after which a single value
    /// is left; nil where another branch or the network's output comes first.
    func step(from value: ValueID) -> Step? {
      var inside: Set<ValueID> = [value]
      /// For each value inside, how many nodes outside take it.
      var open = [value: uses(of: value)]
      var ahead = Set(consumers[value])
      var taken: [Int] = []
      while let next = ahead.min(), taken.count < Self.limit {
        ahead.remove(next)
        let node = graph.nodes[next]
        let inputs = Set(node.inputs.compactMap { $0 }).filter { consumers[$0].contains(next) }
        let outputs = node.outputs.compactMap { $0 }.filter { uses(of: $0) > 0 }
        guard inputs.isSubset(of: inside), outputs.count == 1, let output = outputs.first else {
          return nil
        }
        for value in inputs {
          open[value]? -= 1
          if open[value] == 0 { open[value] = nil }
        }
        taken.append(next)
        if open.isEmpty { return Step(input: value, nodes: taken, output: output) }
        inside.insert(output)
        open[output] = uses(of: output)
        ahead.formUnion(consumers[output])
      }
      return nil
    }

    /// How many nodes take a value; to be the network's output counts as well.
    private func uses(of value: ValueID) -> Int {
      consumers[value].count + (value == output ? 1 : 0)
    }
  }
}
