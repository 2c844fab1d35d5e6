package import LinearAlgebra

/// The arithmetic of one node: a value that knows its attributes and nothing of the graph.
///
/// Inputs that the node leaves out are nil. An operator reports what is wrong as an
/// `OperatorFault`; the network adds which node it was.
package protocol Operator: Sendable {
  /// The shape of each output, given those of the inputs.
  func outputShapes(_ inputs: [Shape?]) throws(OperatorFault) -> [Shape]

  /// The outputs; it may take an input's storage and work in place.
  func forward(_ inputs: inout [Tensor?]) throws(OperatorFault) -> [Tensor]
}

/// An operator that multiplies its first input by a weight, its second, and then adds a bias.
package protocol LinearOperator: Operator {
  /// The layer as its weight describes it: kind, groups, and how the unfolded matrix lies in it.
  func describe(
    index: Int, name: String, weightShape: Shape, inputShape: Shape?, outputShape: Shape?
  ) -> LinearLayer

  /// `W1 . Psi(X)`: images x outputs x positions..., before the bias.
  func applyWeight(_ input: Tensor, weight: Tensor) throws(OperatorFault) -> Tensor

  /// The receptive field matrix `Psi(X)` of each image: images x columns of the unfolded matrix x
  /// positions... (paper equation 7).
  func receptiveFields(_ input: Tensor, weight: Shape) throws(OperatorFault) -> Tensor

  /// Adds the bias, if there is one, to what `applyWeight` gave.
  func addBias(_ bias: Tensor?, to output: inout Tensor) throws(OperatorFault)
}

extension LinearOperator {
  package func forward(_ inputs: inout [Tensor?]) throws(OperatorFault) -> [Tensor] {
    var output = try applyWeight(
      inputs.required(0, "the input"), weight: inputs.required(1, "the weight"))
    try addBias(inputs.optional(2), to: &output)
    return [output]
  }
}

/// What an operator finds wrong with its attributes or inputs.
package struct OperatorFault: Error, Equatable, Sendable {
  package let problem: String

  package init(_ problem: String) {
    self.problem = problem
  }
}

extension Array {
  /// An input that the operator can't do without.
  func required<Value>(_ index: Int, _ role: String) throws(OperatorFault) -> Value
  where Element == Value? {
    guard let value = optional(index) else { throw OperatorFault("\(role) is missing") }
    return value
  }

  /// An input that may be left out.
  func optional<Value>(_ index: Int) -> Value? where Element == Value? {
    indices.contains(index) ? self[index] : nil
  }
}
