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
  /// Operations that the file itself defines by others.
  package let functions: [StoredFunction]
  /// What PyTorch's exporter notes of it, by key.
  package let metadata: [String: String]

  /// Describes a computation.
  package init(
    nodes: [StoredNode], inputs: [StoredValue], outputs: [StoredValue], opset: Int,
    functions: [StoredFunction] = [], metadata: [String: String] = [:]
  ) {
    self.nodes = nodes
    self.inputs = inputs
    self.outputs = outputs
    self.opset = opset
    self.functions = functions
    self.metadata = metadata
  }
}

/// A graph within a node: a branch of an `If`, the body of a `Loop`; or the body of a function.
///
/// A graph within a node also has the values of the graph around it.
package struct StoredBody: Sendable {
  /// Its constants.
  package let tensors: [StoredTensor]
  /// Its operations, in an order of computation.
  package let nodes: [StoredNode]
  /// The names of what it is given.
  package let inputs: [String]
  /// The names of what it gives.
  package let outputs: [String]

  /// Describes a body.
  package init(
    tensors: [StoredTensor] = [], nodes: [StoredNode], inputs: [String], outputs: [String]
  ) {
    self.tensors = tensors
    self.nodes = nodes
    self.inputs = inputs
    self.outputs = outputs
  }
}

/// An operation that a file defines by others (ONNX `FunctionProto`).
package struct StoredFunction: Sendable {
  /// What tells it from other functions, and which operations mean it.
  package struct Identifier: Hashable, Sendable {
    package let domain: String
    package let name: String
    /// Tells functions of one name apart; empty where there is one.
    package let overload: String

    package init(domain: String, name: String, overload: String = "") {
      self.domain = domain
      self.name = name
      self.overload = overload
    }
  }

  package let identifier: Identifier
  /// What it does; it sees no other values than its inputs.
  package let body: StoredBody
  /// Settings that a call may leave out.
  package let defaults: [String: StoredAttribute]
  /// The version of ONNX's own operator set that its operations mean; nil for that of the model.
  package let opset: Int?

  /// Describes a function.
  package init(
    _ identifier: Identifier, body: StoredBody, defaults: [String: StoredAttribute] = [:],
    opset: Int? = nil
  ) {
    self.identifier = identifier
    self.body = body
    self.defaults = defaults
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
  /// Which of several functions of the operation's name is meant; empty where there is one.
  package let overload: String
  /// The names of what it takes; an empty name stands for an optional input left out.
  package let inputs: [String]
  /// The names of what it gives.
  package let outputs: [String]
  /// Its settings.
  package let attributes: [String: StoredAttribute]
  /// What PyTorch's exporter notes of where it comes from, by key.
  package let metadata: [String: String]

  /// Describes an operation.
  package init(
    name: String, operation: String, domain: String = "", overload: String = "",
    inputs: [String], outputs: [String], attributes: [String: StoredAttribute] = [:],
    metadata: [String: String] = [:]
  ) {
    self.name = name
    self.operation = operation
    self.domain = domain
    self.overload = overload
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
    self.metadata = metadata
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
  case graph(StoredBody)
  /// In the body of a function, the setting of that name of the call.
  case reference(String)
  /// A setting of a kind that is not read, such as a sparse tensor; with that kind's name.
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
