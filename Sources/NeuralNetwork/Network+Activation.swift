internal import CKernels
import Formats
import LinearAlgebra
package import System

extension Network {
  /// The nonlinearity that a linear layer's output goes through, `f` of `f(W1 Psi(X) + B)`.
  package struct Activation: Equatable, Sendable {
    /// What it is called, `SiLU` say; nil where none follows.
    package let name: String?
    /// The value that it gives; without one, the layer's output with its bias.
    let value: ValueID
    /// The nodes before that value that only move elements.
    let moves: [Int]
  }

  /// The activation that follows a layer.
  ///
  /// What acts on the layer's output alone is walked through: biases, scales, normalisations, moves of
  /// elements. Where the output meets another branch, the end of the graph, or anything else
  /// that is no function of single elements first, there is none.
  /// - Throws: `Failure` where an operator comes that is not known: it may be one.
  package func activation(after layer: Int) throws(Failure) -> Activation {
    let chain = Chain(self)
    var value = try output(of: layer)
    var (biased, biasedMoves) = (value, 0)
    var isBiasNext = true
    var moves: [Int] = []
    var steps: [Chain.Step] = []
    while let step = chain.step(from: value) {
      for node in step.nodes.map({ graph.nodes[$0] }) {
        guard case .failure(let fault) = node.operation else { continue }
        throw Failure(
          kind: .network, place: node.place, problem: fault.problem,
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
  enum StepKind {
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
  func kind(of step: Chain.Step, after layer: Int) -> StepKind? {
    let parts = step.nodes.map { graph.nodes[$0] }
    guard let node = parts.first, let operation = try? node.operation.get() else { return nil }
    if parts.count == 1 {
      let isFirst = node.inputs.first == step.input
      switch operation {
      case is Reshaping: return isFirst ? .move : nil
      case _ where node.isTransposition: return .move
      case is BatchNormalization, is GroupNormalization, is LayerNormalization:
        return isFirst ? .scale : nil
      case is Identity, is Dropout, is Casting: return .identity
      case is Quantization, is Dequantization: return isFirst ? .identity : nil
      case let function as Elementwise where function.kind == .negation: return .scale
      case let arithmetic as Arithmetic where node.inputs.count(where: { $0 == step.input }) == 1:
        switch arithmetic.operation {
        case kernel_add,
          kernel_subtract where isFirst:
          return isBias(node, besides: step.input, of: layers[layer]) ? .bias : .scale
        case kernel_subtract, kernel_times,
          kernel_divide where isFirst:
          return .scale
        default: break
        }
      default: break
      }
    }
    let operations = parts.map { try? $0.operation.get() }
    if operations.allSatisfy({ $0?.isElementwise == true }) { return .function }
    let isNormalization = operations.allSatisfy { operation in
      operation is Reduction || operation.map(Self.isOfNormalization) == true
    }
    return isNormalization && !(operations.last is Reduction) ? .scale : nil
  }

  /// Whether normalisations are written with an operator, beside means.
  private static func isOfNormalization(_ operation: any Operator) -> Bool {
    switch operation {
    case let arithmetic as Arithmetic: arithmetic.operation != nil
    case let function as Elementwise: function.kind == .squareRoot || function.kind == .reciprocal
    default: operation is Power || operation is Casting
    }
  }

  /// Whether the constant of a sum is one number for each output, or one for all.
  private func isBias(_ node: Node, besides value: ValueID, of layer: LinearLayer) -> Bool {
    guard let other = node.inputs.compactMap({ $0 }).first(where: { $0 != value }),
      let constant = try? graph.constants.value(other)
    else { return false }
    return constant.shape.count == 1 || constant.shape.count == layer.rows
  }

  /// What a function is called, and the value that it gives.
  ///
  /// Scalar factors and summands at its ends may be part of one that is written out: of those that make it a
  /// function with a name, the longest run is taken.
  private func named(
    _ step: Chain.Step, after steps: [Chain.Step], in chain: Chain
  ) -> (name: String, value: ValueID) {
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
    let operations = step.nodes.map { graph.nodes[$0].stored }
    let own = operations.count == 1 ? OperatorTable.activationName(of: operations[0]) : nil
    for span in spans.sorted(by: { $0.count > $1.count }) where span.count > 1 || own == nil {
      let function = ActivationFunction.values(of: Array(span), in: self)
      if let name = function.flatMap(ActivationFunction.name), let last = span.last {
        return (name, last.output)
      }
    }
    return (own ?? operations.map(\.operation).joined(separator: "-"), step.output)
  }
}
