import Formats
internal import LinearAlgebra
private import Synchronization

/// The plans of a network and the weights made ready for them, which copies of it share over all passes
/// and threads.
final class Plans: Sendable {
  private struct Key: Hashable {
    let head: Network.Head?
    let goal: Network.Goal
    /// The output of the network, which may be another one later.
    let output: Int?
    let observed: Set<Int>
    let source: Network.GradientSource?
  }

  /// A layer's product, made ready for inputs of some extents.
  private struct Prepared: Sendable {
    let extents: [Int]
    let product: (any PreparedProduct)?
    /// The weight, where no product is made of it.
    let weight: Tensor?

    /// How many bytes it takes.
    var byteCount: Int { (product?.byteCount ?? 0) + 4 * (weight?.values.count ?? 0) }
  }

  private let plans = Mutex<[Key: Plan]>([:])
  private let prepared = Mutex<[Int: Prepared]>([:])
  private let gradients = Mutex<[Int: Prepared]>([:])

  /// How many bytes the weights take that are made ready.
  var byteCount: Int {
    [prepared.withLock { $0 }, gradients.withLock { $0 }].joined()
      .reduce(0) { $0 + $1.value.byteCount }
  }

  /// The plan of a pass, made when it is first wanted.
  /// - Throws: what `make` throws.
  func plan(
    from head: Network.Head? = nil, to goal: Network.Goal, of output: Int?,
    observing observed: Set<Int>, source: Network.GradientSource? = nil, make: () throws -> Plan
  ) throws -> Plan {
    let key = Key(head: head, goal: goal, output: output, observed: observed, source: source)
    return try plans.withLock { plans in
      if let plan = plans[key] { return plan }
      let plan = try make()
      plans[key] = plan
      return plan
    }
  }

  /// The product of a node with its weight, made ready for an input; nil, and the weight itself, where
  /// the operator makes none for it.
  /// - Throws: `OperatorFault` when weight and input do not fit; else as `Constants.value`.
  func product(
    of node: Int, _ linear: any LinearOperator, weight: ValueID, constants: Constants,
    input: Shape
  ) throws -> (product: (any PreparedProduct)?, weight: Tensor?) {
    try product(of: node, weight: weight, constants: constants, input: input, in: prepared) {
      try linear.prepared($0, input: input)
    }
  }

  /// The product that takes the gradient of what a node gives to that of what it takes, made ready for
  /// inputs of some extents; nil, and the weight itself, where the operator makes none for them.
  /// - Throws: as `product`.
  func gradientProduct(
    of node: Int, _ linear: any LinearOperator, weight: ValueID, constants: Constants,
    input: Shape
  ) throws -> (product: (any PreparedProduct)?, weight: Tensor?) {
    try product(of: node, weight: weight, constants: constants, input: input, in: gradients) {
      try linear.preparedGradient($0, input: input)
    }
  }

  private func product(
    of node: Int, weight: ValueID, constants: Constants, input: Shape,
    in products: borrowing Mutex<[Int: Prepared]>,
    make: (WeightSource) throws -> (any PreparedProduct)?
  ) throws -> (product: (any PreparedProduct)?, weight: Tensor?) {
    let extents = Array(input.extents.dropFirst())
    // Held meanwhile, so that no two threads make the same ready.
    let found = try products.withLock { prepared in
      if let found = prepared[node], found.extents == extents { return found }
      @Sendable func tensor() throws -> Tensor {
        guard case .floats(let tensor)? = try constants.value(weight) else {
          throw OperatorFault("the weight is of whole numbers, and only float is supported")
        }
        return tensor
      }
      var product: (any PreparedProduct)?
      if let shape = constants.shape(of: weight) {
        let stored = constants.tensor(weight)
        product = try make(WeightSource(shape: shape, stored: stored) { try tensor().values })
        // What was packed, or is read where it lies, is needed no more.
        stored?.letGo()
      }
      let made = Prepared(
        extents: extents, product: product, weight: product == nil ? try tensor() : nil)
      prepared[node] = made
      return made
    }
    return (found.product, found.weight)
  }
}
