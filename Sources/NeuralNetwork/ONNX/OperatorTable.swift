package import Formats

/// Which operators exist, by ONNX name and the opset that introduced each version.
package enum OperatorTable {
  /// How an operator is made from a node's attributes.
  package typealias Constructor = @Sendable (StoredNode) throws(OperatorFault) -> any Operator

  /// How a node is written out as others.
  typealias Expander = @Sendable (inout Expansion) throws(OperatorFault) -> Void

  /// One version of one operator.
  package struct Entry: Sendable {
    package let name: String
    package let opset: Int
    /// What it leaves out of ONNX's definition; empty when nothing.
    package let limits: String
    package let make: Constructor
    /// Writes a node out as others, for an operator that is made of several.
    let expand: Expander?

    init(_ name: String, opset: Int, limits: String = "", make: @escaping Constructor) {
      self.name = name
      self.opset = opset
      self.limits = limits
      self.make = make
      expand = nil
    }

    /// An operator that is made of others.
    init(_ name: String, opset: Int, limits: String = "", expand: @escaping Expander) {
      self.name = name
      self.opset = opset
      self.limits = limits
      self.expand = expand
      // A node that could be written out is gone by then.
      make = { node throws(OperatorFault) in
        var expansion = Expansion(of: node)
        try expand(&expansion)
        throw OperatorFault("it can't be written out as other operators")
      }
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
    Family(name: "Branching", entries: branchingEntries),
    Family(name: "Quantization", entries: quantizationEntries),
    Family(name: "Quantized products", entries: quantizedProductEntries),
    Family(name: "Quantized arithmetic", entries: quantizedArithmeticEntries),
    Family(name: "Fused by onnxruntime", entries: fusedEntries),
  ]

  private static let versions = Dictionary(
    grouping: families.flatMap(\.entries) + [packedWeightEntry], by: \.name)

  /// The operator of a node: its version is the greatest that is not above the model's opset.
  static func make(_ node: StoredNode, opset: Int) throws(OperatorFault) -> any Operator {
    guard versions[node.qualifiedOperation] != nil else {
      throw OperatorFault("the operator \(node.qualifiedOperation) is not supported")
    }
    guard let entry = entry(of: node, opset: opset) else {
      throw OperatorFault(
        "the operator \(node.qualifiedOperation) is not supported at opset \(opset)")
    }
    return try entry.make(node)
  }

  /// The version of an operator that a node means.
  static func entry(of node: StoredNode, opset: Int) -> Entry? {
    versions[node.qualifiedOperation]?.filter { $0.opset <= opset }.max { $0.opset < $1.opset }
  }
}

extension StoredNode {
  /// The operation, with its domain unless that is ONNX's own.
  var qualifiedOperation: String {
    domain.isEmpty || domain == "ai.onnx" ? operation : "\(domain).\(operation)"
  }
}
