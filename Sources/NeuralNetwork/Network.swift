package import Formats
package import LinearAlgebra

/// A network as its file describes it: linear layers, and the graph between them when there is one.
///
/// Weights stay in the file until a layer needs them.
package struct Network: Sendable {
  /// The linear layers, in graph order, or in the file's order without a graph.
  package let layers: [LinearLayer]
  /// The weights that no layer has, though they look like one's.
  package let leftOut: [LeftOutWeight]
  /// How many numbers were trained.
  package let parameters: Int
  /// Channels x height x width of an image, when the file or the card tells.
  package let imageShape: Shape?
  /// How many images one pass takes; nil for any number.
  ///
  /// A graph exported for a batch of one may have that number written into its reshapes.
  package let imagesAtOnce: Int?
  /// Whether it takes whole numbers, such as bytes, instead of floats.
  package var takesIntegers: Bool { entrance.elementType.map { !$0.isFloatingPoint } ?? false }
  /// Whether it can be run.
  package var hasGraph: Bool { output != nil }
  /// What torchvision calls it, where the graph is that of a network recognised by its tensors.
  package let architecture: String?

  /// Nodes in an order in which each one's inputs come before it; those of constants left out.
  let nodes: [Node]
  /// How images enter it.
  let entrance: Entrance
  /// What it gives, in the order of the file.
  package internal(set) var outputs: [NetworkOutput]
  /// The name of the output that is computed; nil without a graph.
  package internal(set) var output: String?
  /// The weight of each layer.
  let weights: [String]
  /// The node of each layer; empty without a graph.
  let layerNodes: [Int]
  /// Weights, and what else does not depend on the image.
  var constants: Constants
  /// How it is run.
  let plans = Plans()

  /// About how many bytes of memory the weights take that are made ready for passes.
  package var preparedBytes: Int { plans.byteCount }

  /// Builds a network.
  /// - Parameters:
  ///   - model: the file.
  ///   - sequence: the card's `[network]`, for a file that carries no graph; without it, networks
  ///     of torchvision's are recognised by their tensors.
  ///   - groups: the card's numbers of groups of convolutions by layer, for such a file.
  ///   - imageShape: channels, height, width, where the graph does not tell.
  ///   - inputs: what inputs of the graph are given instead of images, by their names.
  /// - Throws: `NetworkError` when the graph contradicts itself or has no such inputs, or the numbers of
  ///   groups the weights.
  package init(
    model: StoredModel, sequence: [String]? = nil, groups: [String: Int] = [:],
    imageShape: [Int]? = nil, inputs: [String: ModelCard.Constant] = [:]
  ) throws(NetworkError) {
    var graph = model.graph
    if graph == nil, let sequence {
      graph = try LayerSequence.graph(of: sequence, model: model, image: imageShape)
    }
    let recognized =
      graph == nil ? Architecture(recognizedIn: model, imageShape: imageShape) : nil
    architecture = recognized?.name
    graph = graph ?? recognized?.graph
    constants = Constants(model.tensors)
    graph = try constants.take(inputs, of: graph)
    let found: (layers: [FoundLayer], leftOut: [LeftOutWeight])
    if let graph {
      let excluded: Set<String>
      (nodes, excluded) = try Self.nodes(of: graph, constants: &constants)
      entrance = Entrance(graph, nodes: nodes, constants: constants)
      output = graph.outputs.first?.name
      self.imageShape = entrance.imageShape ?? imageShape.flatMap { Shape($0) }
      let inference = Inference(nodes: nodes, constants: constants, entrance: entrance)
      let plan = inference.plan(imageShape: self.imageShape, output: output)
      // Images that go through it together must take the same branches.
      let dependsOnOthers = nodes.contains { node in
        (try? node.operation.get().dependsOnAllImages) == true
          || node.stored.isBranching
            && node.stored.inputs.first.flatMap { plan.forecasts[$0]?.value } == nil
      }
      imagesAtOnce = plan.imagesAtOnce ?? (dependsOnOthers ? 1 : nil)
      outputs = graph.outputs.map {
        NetworkOutput($0, forecast: plan.forecasts[$0.name], imagesAtOnce: plan.imagesAtOnce)
      }
      found = Self.layers(
        of: nodes, constants: constants, forecasts: plan.forecasts, excluded: excluded,
        names: TorchNames(graph.metadata))
      parameters = Self.parameters(
        of: constants.tensors, takenBy: constants.foldedNodes + nodes)
    } else {
      (nodes, entrance, outputs, output, imagesAtOnce) = ([], Entrance(), [], nil, nil)
      let model = model.replacing(TransposedConvolutions.resolved(model))
      constants = Constants(model.tensors)
      parameters = Self.parameters(of: model.tensors, takenBy: [])
      self.imageShape = imageShape.flatMap { Shape($0) }
      found = try Self.layers(among: model, groups: groups)
    }
    layers = found.layers.map(\.layer)
    leftOut = found.leftOut
    weights = found.layers.map(\.weight)
    layerNodes = found.layers.compactMap(\.node)
  }

  /// A layer's weight, with the axes of its `weightShape`; not kept, as a model may be larger than
  /// memory and a spectrum needs one weight once.
  /// - Parameter layer: one of `layers`, perhaps described anew with other groups.
  /// - Returns: the weight as it is used.
  /// - Throws: `FormatError` when the file no longer yields it; `NetworkError` when the nodes that
  ///   make it can't be run, or it is not known in how many groups it filters, or its numbers are out
  ///   of range.
  package func weight(of layer: LinearLayer) throws -> Weight {
    guard layer.areGroupsKnown else {
      throw NetworkError(
        place: "layer \(layer.name)", problem: "groups unknown",
        cure: "state them in its card, in [weights]: groups = {\"\(layer.name)\" = N}")
    }
    return try weight(of: layer.index)
  }

  private func weight(of layer: Int) throws -> Weight {
    guard let weight = try constants.weight(weights[layer]) else {
      throw NetworkError(
        place: "layer \(layers[layer].name)", problem: "its weight is not of floats",
        cure: "export the network with float weights")
    }
    let magnitude = weight.elements.magnitude
    guard magnitude == 0 || !magnitude.isFinite || Self.magnitudes.contains(magnitude) else {
      throw NetworkError(
        place: "layer \(layers[layer].name)",
        problem:
          "its largest weight is \(magnitude), whose square is out of a 64-bit float's range",
        cure: "multiply it by a constant that brings it between 1e-140 and 1e140")
    }
    guard let index = layerNodes.indices.contains(layer) ? layerNodes[layer] : nil,
      let linear = try? nodes[index].operation.get() as? any LinearOperator
    else { return weight }
    do throws(OperatorFault) {
      return try linear.used(weight, as: layers[layer].weightShape)
    } catch {
      throw NetworkError(
        place: nodes[index].place, problem: error.problem, cure: "export the network again")
    }
  }

  /// Largest weights whose eigenvalues can be computed, those of smaller ones beside them.
  private static let magnitudes = 1e-140...1e140

  /// A value of the graph that does not depend on the image; nil when there is none of that name.
  /// - Throws: `FormatError` when the file does not yield it; `NetworkError` when it can't be
  ///   computed.
  package func constant(_ name: String) throws -> Value? { try constants.value(name) }

  /// Makes each node's operator, and moves nodes that take constants only among the constants.
  /// - Parameters:
  ///   - graph: the graph.
  ///   - constants: those of the file, to which those of the nodes are added.
  /// - Returns: the nodes that depend on the image, and the names of what nodes take that never run,
  ///   as they stand in a branch that a constant condition excludes.
  /// - Throws: `NetworkError` when the graph contradicts itself.
  private static func nodes(
    of graph: StoredGraph, constants: inout Constants
  ) throws(NetworkError) -> (nodes: [Node], excluded: Set<String>) {
    let stored = constants.tensors
    let inlining = try Inlining(graph, tensors: stored)
    for tensor in inlining.tensors.dropFirst(stored.count) {
      constants.add(tensor, as: tensor.name)
    }
    var known = Set(graph.inputs.map(\.name))
    var nodes: [Node] = []
    var excluded: Set<String> = []
    for inlined in inlining.writtenOut(in: graph)
    where !inlined.stored.outputs.isEmpty {
      let isStated = inlined.stored.operation == "Constant"
      if !isStated,
        inlined.branches.contains(where: { constants.holds($0.condition) == !$0.holds })
      {
        excluded.formUnion(inlined.stored.inputs)
        continue
      }
      for node in inlined.chosen(constants) {
        let stored = node.stored
        if let double = node.outputs.first(where: { known.contains($0) || constants.contains($0) })
        {
          throw NetworkError(
            place: node.place, problem: "\"\(double)\" exists before it, and values do not change",
            cure: "export the model again")
        }
        if isStated, let name = stored.outputs.first {
          let value = stored.attributes["value"] ?? stored.attributes["sparse_value"]
          if case .tensor(let tensor) = value {
            constants.add(tensor, as: name)
            continue
          }
          var inputs: [Value?] = []
          if let value = (try? node.run(&inputs))?.first {
            constants.add(value, as: name)
            continue
          }
        }
        let inputs = stored.inputs.filter { !$0.isEmpty }
        let missing = inputs.first { !known.contains($0) && !constants.contains($0) }
        if let missing {
          throw NetworkError(
            place: node.place, problem: "nothing before it gives its input \"\(missing)\"",
            cure: "export the model again; its nodes must be in order")
        }
        if case .success = node.operation, !inputs.isEmpty, inputs.allSatisfy(constants.contains) {
          constants.fold(node)
        } else {
          known.formUnion(node.outputs)
          nodes.append(node.ofImages(besides: constants.contains))
        }
      }
    }
    return (nodes, excluded)
  }
}

extension InlinedNode {
  /// The node, in the branches that may or may not be taken; what an `If` gives whose condition is
  /// constant is that of one branch.
  fileprivate func chosen(_ constants: Constants) -> [Node] {
    let open = branches.filter { constants.holds($0.condition) == nil }
    guard stored.isBranching, let condition = stored.inputs.first,
      let holds = constants.holds(condition), stored.inputs.count == 1 + 2 * stored.outputs.count
    else { return [Node(stored, opset: opset, branches: open)] }
    let taken = stored.inputs.dropFirst(holds ? 1 : 1 + stored.outputs.count)
    return zip(taken, stored.outputs).filter { !$1.isEmpty }.map { value, output in
      let identity = StoredNode(
        name: stored.name, operation: "Identity", inputs: [value], outputs: [output])
      return Node(identity, opset: opset, branches: open)
    }
  }
}
