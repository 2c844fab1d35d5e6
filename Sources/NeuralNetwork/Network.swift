package import Formats
package import LinearAlgebra

/// A network as its file describes it: linear layers, and the graph between them when there is one.
///
/// Weights stay in the file until a layer needs them.
package struct Network: Sendable {
  /// An operator and the values it takes and gives.
  struct Node: Sendable {
    let stored: StoredNode
    /// The arithmetic, or why there is none: an unsupported node is met only when it must run.
    let operation: Result<any Operator, OperatorFault>
  }

  /// The linear layers, in graph order, or in the file's order without a graph.
  package let layers: [LinearLayer]
  /// Channels x height x width of an image, when the file or the card tells.
  package let imageShape: Shape?
  /// Whether it can be run.
  package var hasGraph: Bool { output != nil }

  /// Nodes in an order in which each one's inputs come before it.
  let nodes: [Node]
  /// The name of the value that an image enters by.
  let input: String
  /// The name of the network's output; nil without a graph.
  let output: String?
  /// The weight tensor of each layer.
  let weights: [String]
  /// The node of each layer; empty without a graph.
  let layerNodes: [Int]
  private let stored: [String: StoredTensor]
  private var loaded: [String: Tensor] = [:]

  /// Builds a network.
  /// - Parameters:
  ///   - model: the file.
  ///   - sequence: the card's `[network]`, for a file that carries no graph.
  ///   - imageShape: channels, height, width, where the graph does not tell.
  /// - Throws: `NetworkError` when the graph contradicts itself or the file has no linear layer.
  package init(
    model: StoredModel, sequence: [String]? = nil, imageShape: [Int]? = nil
  ) throws(NetworkError) {
    var graph = model.graph
    if graph == nil, let sequence {
      graph = try LayerSequence.graph(of: sequence, tensors: model.tensors, input: imageShape)
    }
    var stored = Dictionary(model.tensors.map { ($0.name, $0) }) { first, _ in first }
    if let graph {
      nodes = try Self.nodes(of: graph, constants: &stored)
      guard let entry = graph.inputs.first(where: { stored[$0.name] == nil }) else {
        throw NetworkError(
          place: "the graph", problem: "it takes no input", cure: "export the model again")
      }
      input = entry.name
      output = graph.outputs.first?.name
      let known = entry.extents.dropFirst().compactMap { $0 }
      let isKnown = !known.isEmpty && known.count == entry.extents.count - 1
      self.imageShape = Shape(isKnown ? known : imageShape ?? [])
    } else {
      (nodes, input, output) = ([], "", nil)
      self.imageShape = imageShape.flatMap { Shape($0) }
    }
    self.stored = stored
    let found =
      graph == nil
      ? Self.layers(among: model.tensors)
      : Self.layers(of: nodes, input: input, imageShape: self.imageShape, constants: stored)
    guard !found.isEmpty else {
      throw NetworkError(
        place: model.path, problem: "it holds no convolution or fully connected weight",
        cure: "open a model that has one (a tensor of 2, 3 or 4 axes)")
    }
    layers = found.map(\.layer)
    weights = found.map(\.weight)
    layerNodes = found.compactMap(\.node)
  }

  /// A layer's weight, with the axes of its `weightShape`; not kept, as a model may be larger than
  /// memory and a spectrum needs one weight once.
  /// - Throws: `FormatError` when the file no longer yields it.
  package func weight(of layer: Int) throws -> Tensor {
    let name = weights[layer]
    return try loaded[name] ?? stored[name]?.floats()
      ?? Tensor(shape: layers[layer].weightShape, values: [])
  }

  /// A constant of the graph, read from the file when first wanted.
  mutating func constant(_ name: String) throws -> Tensor? {
    if let tensor = loaded[name] { return tensor }
    guard let tensor = try stored[name]?.floats() else { return nil }
    loaded[name] = tensor
    return tensor
  }

  /// Makes each node's operator, and moves `Constant` nodes among the constants.
  private static func nodes(
    of graph: StoredGraph, constants: inout [String: StoredTensor]
  ) throws(NetworkError) -> [Node] {
    var known = Set(constants.keys).union(graph.inputs.map(\.name))
    var nodes: [Node] = []
    for node in graph.nodes {
      if node.operation == "Constant", case .tensor(let tensor) = node.attributes["value"],
        let name = node.outputs.first
      {
        constants[name] = tensor
        known.insert(name)
        continue
      }
      if let missing = node.inputs.first(where: { !$0.isEmpty && !known.contains($0) }) {
        throw NetworkError(
          place: place(of: node), problem: "nothing before it gives its input \"\(missing)\"",
          cure: "export the model again; its nodes must be in order")
      }
      known.formUnion(node.outputs)
      nodes.append(Node(stored: node, operation: operation(of: node, opset: graph.opset)))
    }
    return nodes
  }

  private static func operation(
    of node: StoredNode, opset: Int
  ) -> Result<any Operator, OperatorFault> {
    guard let make = OperatorTable.constructor(node.operation, opset: opset) else {
      return .failure(OperatorFault("the operator \(node.operation) is not supported"))
    }
    do throws(OperatorFault) { return .success(try make(node)) } catch { return .failure(error) }
  }

  /// How a message names a node.
  static func place(of node: StoredNode) -> String {
    node.name.isEmpty
      ? "the \(node.operation) node that gives \"\(node.outputs.first ?? "")\""
      : "node \(node.name) (\(node.operation))"
  }
}
