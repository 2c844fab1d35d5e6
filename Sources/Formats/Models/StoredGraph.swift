/// The computation that a model file describes: operations that pass named tensors on.
package struct StoredGraph: Sendable {
  /// The operations, in the file's order, which is an order of computation.
  package let nodes: [StoredNode]
  /// What the network is given, constants left out.
  package let inputs: [StoredValue]
  /// What it gives.
  package let outputs: [StoredValue]
  /// The version of ONNX's own operator set that the operations mean.
  package let opset: Int

  /// Describes a computation.
  package init(
    nodes: [StoredNode], inputs: [StoredValue], outputs: [StoredValue], opset: Int
  ) {
    self.nodes = nodes
    self.inputs = inputs
    self.outputs = outputs
    self.opset = opset
  }
}

/// One operation of a stored graph.
package struct StoredNode: Sendable {
  /// Its name; empty when the file gives none.
  package let name: String
  /// What it does, such as `Conv`.
  package let operation: String
  /// Whose operator set the operation is of; empty for ONNX's own.
  package let domain: String
  /// The names of what it takes; an empty name stands for an optional input left out.
  package let inputs: [String]
  /// The names of what it gives.
  package let outputs: [String]
  /// Its settings.
  package let attributes: [String: StoredAttribute]

  /// Describes an operation.
  package init(
    name: String, operation: String, domain: String = "", inputs: [String], outputs: [String],
    attributes: [String: StoredAttribute] = [:]
  ) {
    self.name = name
    self.operation = operation
    self.domain = domain
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }
}

/// A setting of an operation.
package enum StoredAttribute: Sendable {
  case int(Int)
  case float(Float)
  case string(String)
  case ints([Int])
  case floats([Float])
  case strings([String])
  case tensor(StoredTensor)
  /// A setting of a kind that is not read, such as a graph; with that kind's name.
  case unsupported(String)
}

/// A tensor that goes into or comes out of a stored graph.
package struct StoredValue: Sendable {
  /// Its name.
  package let name: String
  /// The extents of its axes; nil for one that the file leaves open, such as the batch's.
  package let extents: [Int?]
  /// What its elements are; nil when the file does not say, or they are of a type that is not read.
  package let elementType: ElementType?

  /// Describes a tensor.
  package init(name: String, extents: [Int?], elementType: ElementType? = nil) {
    self.name = name
    self.extents = extents
    self.elementType = elementType
  }
}
