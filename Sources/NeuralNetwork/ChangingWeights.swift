import Formats

/// The constants of which weights are chosen or made that depend on the image: by an `If`, by the
/// place in a loop, by a factor for each channel.
struct ChangingWeights {
  /// The names of values, constant ones and others, of which such a weight is made.
  private(set) var names: Set<String> = []

  /// Operators that give elements of their operands, in whatever order.
  private static let choices: Set<String> = [
    "If", "Where", "Gather", "GatherElements", "GatherND", "Concat", "Slice", "Split", "Identity",
    "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten", "Expand", "Tile", "Cast", "CastLike",
  ]

  /// Looks for them in a graph.
  ///
  /// Factors of a product of matrices may be features, so that only what they are chosen from is a
  /// weight; a convolution's kernel is a weight whatever it is made by.
  /// - Parameters:
  ///   - nodes: the nodes that depend on the image.
  ///   - constants: what does not.
  init(_ nodes: [Node], constants: Constants) {
    var makers: [String: Int] = [:]
    for (index, node) in nodes.enumerated() { for name in node.outputs { makers[name] = index } }
    var kernels: Set<String> = []
    var ahead: [(name: String, isKernel: Bool)] = []
    for node in nodes {
      guard let operation = try? node.operation.get(), operation.factors > 0 else { continue }
      let factors = node.stored.inputs.prefix(operation.factors)
      guard factors.count > 1, !factors.contains(where: constants.contains) else { continue }
      let isProduct = operation is FullyConnected || operation is Einsum
      ahead += isProduct ? factors.map { ($0, false) } : [(factors[1], true)]
    }
    while let (name, isKernel) = ahead.popLast() {
      let isNew = isKernel ? kernels.insert(name).inserted : names.insert(name).inserted
      guard isNew, let maker = makers[name].map({ nodes[$0] }),
        let operation = try? maker.operation.get(), operation.factors == 0,
        isKernel || Self.choices.contains(maker.stored.operation)
      else { continue }
      ahead += maker.stored.inputs.map { ($0, isKernel) }
    }
    names.formUnion(kernels)
  }
}
