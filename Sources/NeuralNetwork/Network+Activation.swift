import Formats
import LinearAlgebra

extension Network {
  /// The nonlinearity that a linear layer's output goes through, `f` of `f(W1 Psi(X) + B)`.
  package struct Activation: Equatable, Sendable {
    /// What it is called, `SiLU` say; nil where none follows.
    package let name: String?
    /// The value that it gives; without one, the layer's output with its bias.
    let value: String
    /// The nodes before that value that only move elements.
    let moves: [Int]
  }

  /// The activation that follows a layer.
  ///
  /// What acts on the layer's output alone is walked through: biases, scales, normalisations, moves of
  /// elements. Where the output meets another branch, the end of the graph, or anything else
  /// that is no function of single elements first, there is none.
  /// - Throws: `NetworkError` where an operator comes that is not known: it may be one.
  package func activation(after layer: Int) throws(NetworkError) -> Activation {
    let chain = Chain(self)
    var value = nodes[layerNodes[layer]].stored.outputs[0]
    var (biased, biasedMoves) = (value, 0)
    var isBiasNext = true
    var moves: [Int] = []
    var steps: [Chain.Step] = []
    while let step = chain.step(from: value) {
      for node in step.nodes.map({ nodes[$0] }) {
        guard case .failure(let fault) = node.operation else { continue }
        throw NetworkError(
          place: node.place, problem: fault.problem,
          cure: "the stages up to the output can still be shown")
      }
      guard let kind = kind(of: step, after: layer) else { break }
      switch kind {
      case .function:
        let (name, value) = named(step, after: steps, in: chain)
        return Activation(name: name, value: value, moves: moves)
      case .move: moves += step.nodes
      case .bias where isBiasNext: (biased, biasedMoves) = (step.output, moves.count)
      case .bias, .identity: break
      case .scale: isBiasNext = false
      }
      value = step.output
      steps.append(step)
    }
    return Activation(name: nil, value: biased, moves: Array(moves.prefix(biasedMoves)))
  }

  /// What a step does to the values that it takes.
  private enum Kind {
    /// Adds a number for each output of the layer.
    case bias
    /// Leaves them as they are.
    case identity
    /// Scales, shifts or normalises them.
    case scale
    /// Puts them into another order or shape.
    case move
    /// Any other function of single elements.
    case function
  }

  /// What a step does; nil when it is none to be walked through.
  private func kind(of step: Chain.Step, after layer: Int) -> Kind? {
    let parts = step.nodes.map { nodes[$0] }
    guard let node = parts.first, let operation = try? node.operation.get() else { return nil }
    if parts.count == 1 {
      let isFirst = node.stored.inputs.first == step.input
      let isOnly = node.stored.inputs.count { $0 == step.input } == 1
      switch (operation, node.stored.operation) {
      case (is Reshaping, _): return isFirst ? .move : nil
      case (_, "Transpose"): return .move
      case (is BatchNormalization, _), (is GroupNormalization, _), (is LayerNormalization, _):
        return isFirst ? .scale : nil
      case (is Identity, _), (is Dropout, _), (_, "Cast"): return .identity
      case (is Quantization, _), (is Dequantization, _): return isFirst ? .identity : nil
      case (_, "Add") where isOnly, (_, "Sub") where isOnly && isFirst:
        return isBias(node, besides: step.input, of: layers[layer]) ? .bias : .scale
      case (_, "Sub") where isOnly, (_, "Mul") where isOnly, (_, "Neg"),
        (_, "Div") where isOnly && isFirst:
        return .scale
      default: break
      }
    }
    let operations = parts.map { try? $0.operation.get() }
    if operations.allSatisfy({ $0?.isElementwise == true }) { return .function }
    let isNormalization = zip(parts, operations).allSatisfy { part, operation in
      operation is Reduction || Self.normalizing.contains(part.stored.operation)
    }
    return isNormalization && !(operations.last is Reduction) ? .scale : nil
  }

  /// The operators that a normalisation is written with, beside means.
  private static let normalizing: Set<String> = [
    "Add", "Sub", "Mul", "Div", "Pow", "Sqrt", "Reciprocal", "Cast",
  ]

  /// Whether the constant of a sum is one number for each output, or one for all.
  private func isBias(_ node: Node, besides value: String, of layer: LinearLayer) -> Bool {
    let constants = node.stored.inputs.filter { $0 != value }
    guard let name = constants.first, let constant = try? constant(name) else { return false }
    return constant.shape.count == 1 || constant.shape.count == layer.rows
  }

  /// What a function is called, and the value that it gives.
  ///
  /// Scalar factors and summands at its ends may be part of one that is written out: of those that make it a
  /// function with a name, the longest run is taken.
  private func named(
    _ step: Chain.Step, after steps: [Chain.Step], in chain: Chain
  ) -> (name: String, value: String) {
    func isScalar(_ step: Chain.Step) -> Bool {
      step.nodes.count == 1 && ActivationFunction.values(of: [step], in: self) != nil
    }
    let before = Array(steps.reversed().prefix(while: isScalar).prefix(3).reversed())
    var after: [Chain.Step] = []
    var end = step.output
    while after.count < 3, let next = chain.step(from: end), isScalar(next) {
      after.append(next)
      end = next.output
    }
    let spans = (0...before.count).flatMap { first in
      (0...after.count).map { before[first...] + [step] + after.prefix($0) }
    }
    let operations = step.nodes.map { nodes[$0].stored.operation }
    let own = operations.count == 1 ? ActivationFunction.names[operations[0]] : nil
    for span in spans.sorted(by: { $0.count > $1.count }) where span.count > 1 || own == nil {
      let function = ActivationFunction.values(of: Array(span), in: self)
      if let name = function.flatMap(ActivationFunction.name), let last = span.last {
        return (name, last.output)
      }
    }
    return (own ?? operations.joined(separator: "-"), step.output)
  }
}
