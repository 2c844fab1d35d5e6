package import Formats

/// Which operators exist, by ONNX name and the opset that introduced each version.
package enum OperatorTable {
  /// How an operator is made from a node's attributes.
  package typealias Constructor = @Sendable (StoredNode) throws(OperatorFault) -> any Operator

  /// One version of one operator.
  package struct Entry: Sendable {
    package let name: String
    package let opset: Int
    /// What it leaves out of ONNX's definition; empty when nothing.
    package let limits: String
    package let make: Constructor

    init(_ name: String, opset: Int, limits: String = "", make: @escaping Constructor) {
      self.name = name
      self.opset = opset
      self.limits = limits
      self.make = make
    }
  }

  /// A kind of operators.
  package struct Family: Sendable {
    package let name: String
    package let entries: [Entry]
  }

  /// Every entry, family by family.
  package static let families = [
    Family(name: "Convolution", entries: convolutionEntries),
    Family(name: "Fully connected", entries: fullyConnectedEntries),
    Family(name: "Activation", entries: activationEntries),
    Family(name: "Normalization", entries: normalizationEntries),
    Family(name: "Pooling", entries: poolingEntries),
    Family(name: "Softmax", entries: softmaxEntries),
    Family(name: "Arithmetic of one operand", entries: functionEntries),
    Family(name: "Arithmetic of several operands", entries: arithmeticEntries),
    Family(name: "Comparison", entries: comparisonEntries),
    Family(name: "Reduction", entries: reductionEntries),
    Family(name: "Joining and splitting", entries: joiningEntries),
    Family(name: "Selection", entries: selectionEntries),
    Family(name: "Layout", entries: layoutEntries),
    Family(name: "Resizing", entries: resizingEntries),
    Family(name: "Passing on", entries: passingEntries),
  ]

  private static let versions = Dictionary(grouping: families.flatMap(\.entries), by: \.name)

  /// The operator of a node: its version is the greatest that is not above the model's opset.
  static func make(_ node: StoredNode, opset: Int) throws(OperatorFault) -> any Operator {
    let isStandard = node.domain.isEmpty || node.domain == "ai.onnx"
    let name = isStandard ? node.operation : "\(node.domain).\(node.operation)"
    guard let versions = versions[name] else {
      throw OperatorFault("the operator \(name) is not supported")
    }
    guard let entry = versions.filter({ $0.opset <= opset }).max(by: { $0.opset < $1.opset }) else {
      throw OperatorFault("the operator \(name) is not supported at opset \(opset)")
    }
    return try entry.make(node)
  }
}
