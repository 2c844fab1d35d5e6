/// The constants of which weights are chosen or made that depend on the image: by an `If`, by the
/// place in a loop, by a factor for each channel.
struct ChangingWeights {
  /// The values, constant ones and others, of which such a weight is made.
  private(set) var values: Set<ValueID> = []

  /// Looks for them in a graph.
  ///
  /// Factors of a product of matrices may be features, so that only what they are chosen from is a
  /// weight; a convolution's kernel is a weight whatever it is made by.
  init(_ graph: Graph) {
    var kernels: Set<ValueID> = []
    var ahead: [(value: ValueID, isKernel: Bool)] = []
    for node in graph.nodes {
      guard let operation = try? node.operation.get(), operation.factors > 0 else { continue }
      let factors = node.inputs.prefix(operation.factors).compactMap { $0 }
      guard factors.count > 1, !factors.contains(where: graph.constants.contains) else { continue }
      let isProduct = operation is FullyConnected || operation is Einsum
      ahead += isProduct ? factors.map { ($0, false) } : [(factors[1], true)]
    }
    while let (value, isKernel) = ahead.popLast() {
      let isNew = isKernel ? kernels.insert(value).inserted : values.insert(value).inserted
      guard isNew, let maker = graph.producer(of: value),
        let operation = try? maker.operation.get(), operation.factors == 0,
        isKernel || operation.choosesElements
      else { continue }
      ahead += maker.inputs.compactMap { $0 }.map { ($0, isKernel) }
    }
    values.formUnion(kernels)
  }
}
