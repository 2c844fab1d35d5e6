package import Formats

/// Which operators exist, by ONNX name and the opset that introduced each version.
package enum OperatorTable {
  /// How an operator is made from a node's attributes.
  package typealias Constructor = @Sendable (StoredNode) throws(OperatorFault) -> any Operator

  /// One version of one operator.
  package struct Entry: Sendable {
    package let name: String
    package let opset: Int
    package let make: Constructor
  }

  /// Every entry, family by family.
  package static let entries: [Entry] =
    convolutionEntries + fullyConnectedEntries + activationEntries + arithmeticEntries
    + poolingEntries + reshapingEntries + softmaxEntries

  /// The version of an operator that a model of the given opset means: the greatest not above it.
  static func constructor(_ name: String, opset: Int) -> Constructor? {
    entries.filter { $0.name == name && $0.opset <= opset }
      .max { $0.opset < $1.opset }?.make
  }
}

extension StoredNode {
  /// An integer attribute.
  func int(_ name: String, default value: Int) throws(OperatorFault) -> Int {
    switch attributes[name] {
    case nil: return value
    case .int(let value): return value
    default: throw OperatorFault("attribute \(name) is not an integer")
    }
  }

  /// A float attribute.
  func float(_ name: String, default value: Float) throws(OperatorFault) -> Float {
    switch attributes[name] {
    case nil: return value
    case .float(let value): return value
    default: throw OperatorFault("attribute \(name) is not a float")
    }
  }

  /// A list of integers, or nil when it is left out.
  func ints(_ name: String) throws(OperatorFault) -> [Int]? {
    switch attributes[name] {
    case nil: return nil
    case .ints(let values): return values
    default: throw OperatorFault("attribute \(name) is not a list of integers")
    }
  }

  /// A string attribute.
  func string(_ name: String, default value: String) throws(OperatorFault) -> String {
    switch attributes[name] {
    case nil: return value
    case .string(let value): return value
    default: throw OperatorFault("attribute \(name) is not a string")
    }
  }
}
