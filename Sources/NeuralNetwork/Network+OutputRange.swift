import Formats
private import Glibc
import LinearAlgebra

/// What a network's output is known to lie between.
extension Network {
  /// What a single score exceeds when the image is of class 1: the middle of what the output lies
  /// between, as 0.5 of a probability; 0 where it has no bounds, as logits have none.
  package var decisionThreshold: Float {
    guard let output, scores(behind: output) == output else { return 0 }
    let range = range(of: output, depth: 0)
    let middle = (range.lowerBound + range.upperBound) / 2
    return middle.isFinite ? middle : 0
  }

  private typealias Range = ClosedRange<Float>

  /// Nodes whose values lie in one range, whatever they take.
  private static let bounded: [String: ClosedRange<Float>] = [
    "Sigmoid": 0...1, "HardSigmoid": 0...1, "Softmax": 0...1,
    "Tanh": -1...1, "Erf": -1...1, "Softsign": -1...1,
  ]
  /// Nodes of which each element is one of their first operand, or a mean of some, or near one.
  private static let choosing: Set = [
    "Transpose", "Slice", "Gather", "Split", "ReduceMean", "ReduceMax", "ReduceMin", "Cast",
    "QuantizeLinear", "DequantizeLinear",
  ]

  /// What a value lies between whatever the image is, as far as its last nodes tell.
  private func range(of value: String, depth: Int) -> ClosedRange<Float> {
    if let constant = try? constants.value(value) {
      guard case .floats(let tensor) = constant, let least = tensor.values.min(),
        let greatest = tensor.values.max(), least <= greatest
      else { return .unbounded }
      return least...greatest
    }
    guard depth < Self.greatestDepth, let node = producer(of: value)?.stored else {
      return .unbounded
    }
    if let range = Self.bounded[node.operation] { return range }
    let inputs = node.inputs.map { $0.isEmpty ? .unbounded : range(of: $0, depth: depth + 1) }
    guard let first = inputs.first else { return .unbounded }
    let second = inputs.count > 1 ? inputs[1] : .unbounded
    switch node.operation {
    case "Relu": return first.mapped { max(0, $0) }
    case "Exp": return first.mapped(exp)
    case "Softplus": return first.mapped { max($0, 0) + log1p(exp(-abs($0))) }
    case "Sqrt": return first.mapped { max($0, 0).squareRoot() }
    case "Pow" where first.lowerBound >= 0: return first.combined(with: second, by: pow)
    case "Round": return first.mapped { $0.rounded(.toNearestOrEven) }
    case "Max": return inputs.dropFirst().reduce(first) { $0.combined(with: $1, by: max) }
    case "Min": return inputs.dropFirst().reduce(first) { $0.combined(with: $1, by: min) }
    case "Neg": return first.combined(with: 0...0) { $1 - $0 }
    case "Reciprocal": return (1...1).combined(with: first, by: /)
    case "Add": return first.combined(with: second, by: +)
    case "Sub": return first.combined(with: second, by: -)
    case "Mul": return first.combined(with: second, by: *)
    case "Div": return first.combined(with: second, by: /)
    case "Clip":
      let low = inputs.count > 1 ? second.lowerBound : (try? node.float("min", default: -.infinity))
      let high =
        inputs.count > 2 ? inputs[2].upperBound : (try? node.float("max", default: .infinity))
      return first.mapped { min(high ?? .infinity, max(low ?? -.infinity, $0)) }
    case "Mean", "Concat": return inputs.dropFirst().reduce(first) { $0.joined(with: $1) }
    case "Where" where inputs.count > 2: return second.joined(with: inputs[2])
    case let other:
      return Self.passing.contains(other) || Self.choosing.contains(other) ? first : .unbounded
    }
  }
}

extension ClosedRange<Float> {
  fileprivate static var unbounded: Self { -.infinity ... .infinity }

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
