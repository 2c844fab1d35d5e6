import Formats
extension Network {
  /// A chain of values of a network, each a function of the one before and of constants.
  struct Chain {
    /// Nodes that together take one value and give one.
    struct Step {
      let input: String
      /// In the order of the graph.
      let nodes: [Int]
      let output: String
    }

    private let network: Network
    /// The nodes that take each value for more than its shape, and lead to the network's output.
    private var consumers: [String: [Int]] = [:]
    /// The most nodes of a step.
    private static let limit = 64

    init(_ network: Network) {
      self.network = network
      guard let output = network.output else { return }
      var shapes: Set<String> = []
      for index in network.nodesLeading(to: output) {
        let node = network.nodes[index]
        let inputs = Set(
          node.stored.inputs.filter { !$0.isEmpty && !network.constants.contains($0) })
        let operation = try? node.operation.get()
        guard !(operation is Measuring || operation is Sizing || inputs.isSubset(of: shapes)) else {
          shapes.formUnion(node.outputs)
          continue
        }
        for name in inputs.subtracting(shapes) { consumers[name, default: []].append(index) }
      }
    }

    /// The fewest nodes that take a value, and nothing else of the image, and after which a single value
    /// is left; nil where another branch or the network's output comes first.
    func step(from value: String) -> Step? {
      var inside: Set<String> = [value]
      /// For each value inside, how many nodes outside take it.
      var open = [value: uses(of: value)]
      var ahead = Set(consumers[value] ?? [])
      var taken: [Int] = []
      while let next = ahead.min(), taken.count < Self.limit {
        ahead.remove(next)
        let node = network.nodes[next]
        let inputs = Set(node.stored.inputs).filter { consumers[$0]?.contains(next) == true }
        let outputs = node.outputs.filter { uses(of: $0) > 0 }
        guard inputs.isSubset(of: inside), outputs.count == 1, let output = outputs.first else {
          return nil
        }
        for name in inputs {
          open[name]? -= 1
          if open[name] == 0 { open[name] = nil }
        }
        taken.append(next)
        if open.isEmpty { return Step(input: value, nodes: taken, output: output) }
        inside.insert(output)
        open[output] = uses(of: output)
        ahead.formUnion(consumers[output] ?? [])
      }
      return nil
    }

    /// How many nodes take a value; to be the network's output counts as well.
    private func uses(of name: String) -> Int {
      (consumers[name]?.count ?? 0) + (name == network.output ? 1 : 0)
    }
  }
}
