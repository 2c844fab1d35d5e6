package import Formats
package import LinearAlgebra
package import System

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
  package var takesIntegers: Bool { imageInput.elementType.map { !$0.isFloatingPoint } ?? false }
  /// Whether it can be run.
  package var hasGraph: Bool { chosenOutput != nil }
  /// What torchvision calls it, where the graph is that of a network recognised by its tensors.
  package let architecture: String?

  /// Its values, and the nodes that make them.
  let graph: Graph
  /// How images enter it.
  let imageInput: ImageInput
  /// What it gives, in the order of the file.
  package internal(set) var outputs: [NetworkOutput]
  /// Which of the outputs is computed; nil without a graph.
  var chosenOutput: Int?
  /// The weight of each layer.
  let weights: [ValueID]
  /// The node of each layer; empty without a graph.
  let layerNodes: [NodeID]
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
  /// - Throws: `Failure` when the graph contradicts itself or has no such inputs, or the numbers of
  ///   groups the weights.
  package init(
    model: StoredModel, sequence: [String]? = nil, groups: [String: Int] = [:],
    imageShape: [Int]? = nil, inputs: [String: ModelCard.Constant] = [:]
  ) throws(Failure) {
    var stored = model.graph
    if stored == nil, let sequence {
      stored = try LayerSequence.graph(of: sequence, model: model, image: imageShape)
    }
    let recognized =
      stored == nil ? Architecture(recognizedIn: model, imageShape: imageShape) : nil
    architecture = recognized?.name
    stored = stored ?? recognized?.graph
    let given = try (stored?.inputs ?? []).values(stated: inputs)
    let found: (layers: [FoundLayer], leftOut: [LeftOutWeight])
    if let stored {
      graph = try Graph(stored, tensors: model.tensors, given: given)
      imageInput = ImageInput(graph, declared: stored.inputs)
      chosenOutput = graph.outputs.isEmpty ? nil : 0
      self.imageShape = imageInput.imageShape ?? imageShape.flatMap { Shape($0) }
      let inferred = ShapeInference(graph: graph, imageInput: imageInput)
        .result(imageShape: self.imageShape, output: graph.outputs.first)
      // Images that go through it together must take the same branches.
      let dependsOnOthers = graph.nodes.contains { node in
        (try? node.operation.get().dependsOnAllImages) == true
          || node.isBranching
            && node.inputs.first?.flatMap { inferred.facts[$0]?.value } == nil
      }
      imagesAtOnce = inferred.imagesAtOnce ?? (dependsOnOthers ? 1 : nil)
      outputs = zip(stored.outputs, graph.outputs).map { declared, value in
        NetworkOutput(
          declared, fact: inferred.facts[value], imagesAtOnce: inferred.imagesAtOnce)
      }
      found = Self.layers(
        of: graph, facts: inferred.facts, names: TorchNames(stored.metadata))
    } else {
      let model = model.replacing(TransposedConvolutions.resolved(model))
      graph = Graph(model.tensors)
      imageInput = ImageInput(graph, declared: [])
      (outputs, chosenOutput, imagesAtOnce) = ([], nil, nil)
      self.imageShape = imageShape.flatMap { Shape($0) }
      found = try Self.layers(among: model, names: graph.names, groups: groups)
    }
    parameters = Self.parameters(of: graph)
    layers = found.layers.map(\.layer)
    leftOut = found.leftOut
    weights = found.layers.map(\.weight)
    layerNodes = found.layers.compactMap(\.node)
  }

  /// A layer's weight, with the axes of its `weightShape`; not kept, as a model may be larger than
  /// memory and a spectrum needs one weight once.
  /// - Parameter layer: one of `layers`, perhaps described anew with other groups.
  /// - Returns: the weight as it is used.
  /// - Throws: `Failure` when the file no longer yields it, or when the nodes that
  ///   make it can't be run, or it is not known in how many groups it filters, or its numbers are out
  ///   of range.
  package func weight(of layer: LinearLayer) throws -> Weight {
    guard layer.areGroupsKnown else {
      throw Failure(
        kind: .network, place: "layer \(layer.name)", problem: "groups unknown",
        cure: "state them in its card, in [weights]: groups = {\"\(layer.name)\" = N}")
    }
    return try weight(of: layer.index)
  }

  /// The tensor of a layer's weight, where that lies in the file as the floats that are used, in their order;
  /// nil elsewhere, and where `weight(of:)` tells a fault.
  package func weightInPlace(of layer: LinearLayer) -> StoredTensor? {
    guard layer.areGroupsKnown, let tensor = graph.constants.tensor(weights[layer.index]),
      tensor.liesInPlace, tensor.shape.count == layer.weightShape.count
    else { return nil }
    guard layerNodes.indices.contains(layer.index) else { return tensor }
    let operation = try? graph.nodes[layerNodes[layer.index]].operation.get()
    guard let linear = operation as? any LinearOperator, linear.usesAsStored(tensor.shape) else {
      return nil
    }
    return tensor
  }

  private func weight(of layer: Int) throws -> Weight {
    guard let weight = try graph.constants.weight(weights[layer]) else {
      throw Failure(
        kind: .network, place: "layer \(layers[layer].name)",
        problem: "its weight is not of floats",
        cure: "export the network with float weights")
    }
    let magnitude = weight.elements.magnitude
    guard magnitude == 0 || !magnitude.isFinite || Self.magnitudes.contains(magnitude) else {
      throw Failure(
        kind: .network, place: "layer \(layers[layer].name)",
        problem:
          "its largest weight is \(magnitude), whose square is out of a 64-bit float's range",
        cure: "multiply it by a constant that brings it between 1e-140 and 1e140")
    }
    guard let index = layerNodes.indices.contains(layer) ? layerNodes[layer] : nil,
      let linear = try? graph.nodes[index].operation.get() as? any LinearOperator
    else { return weight }
    do throws(OperatorFault) {
      return try linear.used(weight, as: layers[layer].weightShape)
    } catch {
      throw Failure(
        kind: .network, place: graph.nodes[index].place, problem: error.problem,
        cure: "export the network again")
    }
  }

  /// Largest weights whose eigenvalues can be computed, those of smaller ones beside them.
  private static let magnitudes = 1e-140...1e140

  /// A value of the graph that does not depend on the image; nil when there is none of that name.
  /// - Throws: `Failure` when the file does not yield it, or when it can't be
  ///   computed.
  package func constant(_ name: String) throws -> Value? {
    try graph.names.value(name).flatMap(graph.constants.value)
  }
}
