import Formats
private import Glibc
import LinearAlgebra

/// Activations by the values that they take, whatever nodes of a graph compute them.
enum ActivationFunction {
  /// Where functions are compared: near all their kinks, and far out, where a bound may be.
  private static let samples: [Float] =
    (-48...48).map { Float($0) / 4 } + [-1e3, -80, -40, -20, 20, 40, 80, 1e3]

  /// The functions that are known by name.
  private static let known: [(name: String, function: @Sendable (Float) -> Float)] = [
    ("ReLU", { max(0, $0) }),
    ("ReLU6", { min(6, max(0, $0)) }),
    ("SiLU", { $0 * sigmoid($0) }),
    ("GELU", { $0 / 2 * (1 + erf($0 / Float(2).squareRoot())) }),
    ("GELU", { $0 / 2 * (1 + tanh((2 / Float.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0))) }),
    ("QuickGELU", { $0 * sigmoid(1.702 * $0) }),
    ("HardSwish", { $0 * min(6, max(0, $0 + 3)) / 6 }),
    ("Mish", { $0 * tanh(softplus($0)) }),
    ("Sigmoid", sigmoid),
    ("LogSigmoid", { -softplus(-$0) }),
    ("HardSigmoid", { min(6, max(0, $0 + 3)) / 6 }),
    ("Tanh", { tanh($0) }),
    ("Hardtanh", { min(1, max(-1, $0)) }),
    ("Softplus", softplus),
    ("Softsign", { $0 / (1 + abs($0)) }),
    ("ELU", { $0 < 0 ? expm1($0) : $0 }),
    ("SELU", { 1.0507010 * ($0 < 0 ? 1.6732632 * expm1($0) : $0) }),
  ]

  @Sendable private static func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
  @Sendable private static func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }

  /// The name of the function that has some values at the samples; nil when it has none.
  ///
  /// Constants may have been rounded to 16 bits; functions of two names differ by more.
  static func name(of values: [Float]) -> String? {
    func isNear(_ function: (Float) -> Float) -> Bool {
      zip(samples, values).allSatisfy { x, y in
        let exact = function(x)
        // Written out, an exponential overflows far out.
        return !y.isFinite && abs(x) > 12 || abs(y - exact) <= 2e-3 + 1e-3 * abs(exact)
      }
    }
    if let match = known.first(where: { isNear($0.function) }) { return match.name }
    guard let slope = zip(samples, values).first(where: { $0.0 == -1 }).map({ -$0.1 }),
      slope > 0, slope < 1, isNear({ $0 < 0 ? slope * $0 : $0 })
    else { return nil }
    return "LeakyReLU"
  }

  /// What some steps of a graph make of the samples; nil when they are no function of single numbers,
  /// as a slope for each channel makes them.
  static func values(of steps: [Network.Chain.Step], in network: Network) -> [Float]? {
    guard let input = steps.first?.input, let output = steps.last?.output,
      let shape = Shape([samples.count])
    else { return nil }
    var values = [input: Value.floats(Tensor(shape: shape, values: samples))]
    for index in steps.flatMap(\.nodes) {
      let node = network.graph.nodes[index]
      guard (try? node.operation.get())?.isElementwise == true else { return nil }
      var operands: [Value?] = []
      for input in node.inputs {
        guard let input else {
          operands.append(nil)
          continue
        }
        guard let value = try? values[input] ?? network.graph.constants.value(input)?.single
        else { return nil }
        operands.append(value)
      }
      guard let given = try? node.run(&operands) else { return nil }
      for (value, given) in node.numbered(given) { values[value] = given }
    }
    guard case .floats(let result)? = values[output], result.values.count == samples.count else {
      return nil
    }
    return result.values
  }
}

extension Value {
  /// The one number that all elements are; nil when they differ.
  fileprivate var single: Value? {
    guard let shape = Shape([1]) else { return nil }
    switch self {
    case .blocked: return plain.single
    case .floats(let tensor):
      guard let first = tensor.values.first, tensor.values.allSatisfy({ $0 == first }) else {
        return nil
      }
      return .floats(Tensor(shape: shape, values: [first]))
    case .integers(let tensor):
      guard let first = tensor.values.first, tensor.values.allSatisfy({ $0 == first }) else {
        return nil
      }
      return .integers(IntegerTensor(shape: shape, values: [first]))
    }
  }
}
