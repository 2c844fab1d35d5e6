import Formats
private import Glibc

extension OperatorTable {
  /// What a node's first output lies between, given what its operands lie between; nil where they don't
  /// tell.
  static func outputRange(
    of node: StoredNode
  ) -> (@Sendable ([ClosedRange<Float>]) -> ClosedRange<Float>)? {
    guard let range = ranges[node.qualifiedOperation] else { return nil }
    return { inputs in
      guard let first = inputs.first else { return .unbounded }
      return range(node, first, Array(inputs.dropFirst()))
    }
  }

  /// The range of a node's output from that of its first operand and those of the others.
  private typealias Range =
    @Sendable (StoredNode, ClosedRange<Float>, [ClosedRange<Float>]) -> ClosedRange<Float>

  /// Those of operators by their names.
  private static let ranges = bounded.merging(choosing) { $1 }.merging(functions) { $1 }

  /// Their values lie in one range, whatever they take.
  private static let bounded: [String: Range] = [
    "Sigmoid": { _, _, _ in 0...1 }, "HardSigmoid": { _, _, _ in 0...1 },
    "Softmax": { _, _, _ in 0...1 }, "Tanh": { _, _, _ in -1...1 }, "Erf": { _, _, _ in -1...1 },
    "Softsign": { _, _, _ in -1...1 },
  ]

  /// Each of their elements is one of their first operand, or a mean of some, or near one.
  private static let choosing = Dictionary(
    [
      "Identity", "Flatten", "Reshape", "Squeeze", "Unsqueeze", "Dropout", "Transpose", "Slice",
      "Gather", "Split", "ReduceMean", "ReduceMax", "ReduceMin", "Cast", "QuantizeLinear",
      "DequantizeLinear",
    ].map { name -> (String, Range) in (name, { _, first, _ in first }) }
  ) { first, _ in first }

  private static let functions: [String: Range] = [
    "Relu": { _, first, _ in first.mapped { max(0, $0) } },
    "Exp": { _, first, _ in first.mapped(exp) },
    "Softplus": { _, first, _ in first.mapped { max($0, 0) + log1p(Glibc.exp(-abs($0))) } },
    "Sqrt": { _, first, _ in first.mapped { max($0, 0).squareRoot() } },
    "Round": { _, first, _ in first.mapped { $0.rounded(.toNearestOrEven) } },
    "Neg": { _, first, _ in first.combined(with: 0...0) { $1 - $0 } },
    "Reciprocal": { _, first, _ in (1...1).combined(with: first, by: /) },
    "Pow": { _, first, others in
      first.lowerBound >= 0 ? first.combined(with: others.second, by: pow) : .unbounded
    },
    "Add": { _, first, others in first.combined(with: others.second, by: +) },
    "Sub": { _, first, others in first.combined(with: others.second, by: -) },
    "Mul": { _, first, others in first.combined(with: others.second, by: *) },
    "Div": { _, first, others in first.combined(with: others.second, by: /) },
    "Max": { _, first, others in others.reduce(first) { $0.combined(with: $1, by: max) } },
    "Min": { _, first, others in others.reduce(first) { $0.combined(with: $1, by: min) } },
    "Mean": { _, first, others in others.reduce(first) { $0.joined(with: $1) } },
    "Concat": { _, first, others in others.reduce(first) { $0.joined(with: $1) } },
    "Where": { _, _, others in
      others.count > 1 ? others[0].joined(with: others[1]) : .unbounded
    },
    "Clip": { node, first, others in
      let low = others.first?.lowerBound ?? (try? node.float("min", default: -.infinity))
      let high =
        others.count > 1 ? others[1].upperBound : (try? node.float("max", default: .infinity))
      return first.mapped { min(high ?? .infinity, max(low ?? -.infinity, $0)) }
    },
  ]
}

extension ClosedRange<Float> {
  static var unbounded: Self { -.infinity ... .infinity }

  /// What an increasing function makes of it.
  fileprivate func mapped(_ function: (Float) -> Float) -> Self {
    let (low, high) = (function(lowerBound), function(upperBound))
    return low <= high ? low...high : .unbounded
  }

  /// Both, and what lies between them.
  fileprivate func joined(with other: Self) -> Self {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }

  /// What an operation on two numbers, monotonic in each, makes of two ranges.
  fileprivate func combined(with other: Self, by operation: (Float, Float) -> Float) -> Self {
    let ends = [lowerBound, upperBound].flatMap { left in
      [other.lowerBound, other.upperBound].map { operation(left, $0) }
    }
    guard let low = ends.min(), let high = ends.max(), ends.allSatisfy({ !$0.isNaN }) else {
      return .unbounded
    }
    return low...high
  }
}

extension [ClosedRange<Float>] {
  fileprivate var second: ClosedRange<Float> { first ?? .unbounded }
}
