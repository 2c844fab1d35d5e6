import Formats
package import LinearAlgebra

extension Network {
  /// How far a forward pass goes.
  package enum Goal: Hashable, Sendable {
    /// To a layer's output, before its bias.
    case layer(Int)
    /// To the activation that follows a layer, or, where none follows, to its output with the bias,
    /// with the axes of its output.
    case activation(after: Int)
    /// To the network's output, before a closing softmax or sigmoid.
    case logits
  }

  /// Reads the constants that a pass takes, for passes of copies that run at the same time.
  /// - Throws: `NetworkError` when there is no graph, or a constant can't be computed; `FormatError`
  ///   for one that can't be read.
  package mutating func load(for goal: Goal) throws {
    for index in nodesLeading(to: try value(at: goal)) {
      for name in nodes[index].stored.inputs { try constants.keep(name) }
      for branch in nodes[index].branches { try constants.keep(branch.condition) }
    }
  }

  /// Runs some images through the network.
  /// - Parameters:
  ///   - images: images x channels x height x width; `imagesAtOnce` of them go through it at a time.
  ///   - goal: where to stop; what does not lead there is not computed.
  ///   - observe: told of each linear layer that is passed, in graph order, by each part of the
  ///     images.
  /// - Returns: the value at the goal, images first.
  /// - Throws: `NetworkError` that names a node which can't be run; `FormatError` for a weight that
  ///   can't be read; what `observe` throws.
  package mutating func forward(
    _ images: Tensor, to goal: Goal, observe: (LayerPass) throws -> Void = { _ in }
  ) throws -> Tensor {
    let count = images.shape.extents.first ?? 0
    guard let limit = imagesAtOnce, count > limit else {
      return try pass(images, to: goal, observe: observe)
    }
    let parts = try stride(from: 0, to: count, by: limit).map { first in
      try pass(images.images(first..<min(count, first + limit)), to: goal, observe: observe)
    }
    guard Set(parts.map { $0.shape.extents.dropFirst() }).count == 1 else {
      throw NetworkError(
        place: "the graph", problem: "its output has another shape for other images",
        cure: "export it again")
    }
    return Tensor.joined(parts)
  }

  /// Runs as many images as the graph takes at a time.
  private mutating func pass(
    _ images: Tensor, to goal: Goal, observe: (LayerPass) throws -> Void
  ) throws -> Tensor {
    let goalValue = try value(at: goal)
    let count = images.shape.extents.first ?? 0
    let path = nodesLeading(to: goalValue)
    var uses: [String: Int] = [goalValue: 1]
    for index in path {
      for name in nodes[index].stored.inputs { uses[name, default: 0] += 1 }
      // What decides on a branch stays until the end.
      for branch in nodes[index].branches { uses[branch.condition, default: 0] += 1 }
    }
    if let other = entrance.others.first(where: { uses[$0.name] != nil }) {
      throw NetworkError(
        place: "its input \"\(other.name)\"",
        problem: "it takes \(other.text) beside the images \"\(entrance.name)\"",
        cure: "state it in the model's card, under [input.constants]: "
          + "\"\(other.name)\" = NUMBER, or [NUMBER, ...]")
    }
    var values = [
      entrance.name: Value.floats(try entrance.admit(images.padded(to: imagesAtOnce)))
    ]
    var trail: Trail?
    if case .activation(let layer) = goal {
      trail = Trail(to: try activation(after: layer), from: layer)
    }
    for index in path {
      let node = nodes[index]
      guard try isTaken(node, values) else { continue }
      var inputs: [Value?] = []
      for name in node.stored.inputs {
        try constants.keep(name)
        uses[name, default: 1] -= 1
        let isLast = uses[name] == 0
        inputs.append(
          try (isLast ? values.removeValue(forKey: name) : values[name]) ?? constants.value(name))
      }
      do {
        if let layer = layerNodes.firstIndex(of: index),
          let linear = try node.operation.get() as? any LinearOperator
        {
          let taken = try inputs.tensor(0, "the input")
          let shape = try node.outputShapes(inputs.map { $0.map(Forecast.init) })[0]
          var output = try linear.applyWeight(
            taken, weight: inputs.tensor(1, "the weight"), shape: shape)
          if trail?.layer == layer { trail?.begin(output.shape) }
          switch Result(catching: { () throws(OperatorFault) in
            LayerPass(
              layer: layer, input: try arranged(taken, images: count, of: layer, .input),
              output: try arranged(output, images: count, of: layer, .output))
          }) {
          case .success(let pass):
            try observe(pass)
            if goal == .layer(layer) { return pass.output }
          // Others may still be reached.
          case .failure(let fault): if goal == .layer(layer) { throw fault }
          }
          inputs[0] = nil
          try linear.addBias(inputs.optionalTensor(2, "the bias"), to: &output)
          values[node.stored.outputs[0]] = .floats(output)
        } else {
          try trail?.pass(node, at: index, inputs)
          for (name, output) in node.named(try node.run(&inputs)) { values[name] = output }
        }
      } catch let fault as OperatorFault {
        throw NetworkError(place: node.place, problem: fault.problem, cure: remedy(at: index))
      }
    }
    if values[goalValue] == nil, let last = path.last, try !isTaken(nodes[last], values) {
      throw NetworkError(
        place: nodes[last].place, problem: "it is in a branch that these images do not take",
        cure: "choose another layer, or other images")
    }
    guard case .floats(let whole)? = values[goalValue] else {
      throw NetworkError(
        place: "the graph", problem: "nothing gives \"\(goalValue)\" as floats",
        cure: "export it again")
    }
    if let trail {
      do throws(OperatorFault) {
        return try arranged(trail.restored(whole), images: count, of: trail.layer, .output)
      } catch {
        throw NetworkError(
          place: nodes[layerNodes[trail.layer]].place, problem: error.problem,
          cure: "choose another stage")
      }
    }
    // A graph for one image may give it without an axis for images.
    let result =
      imagesAtOnce == 1 && whole.shape.extents.first != 1
      ? whole.reshaped([1] + whole.shape.extents) ?? whole : whole.prefix(count)
    guard result.shape.extents.first == count else {
      throw NetworkError(
        place: "the graph", problem: "its output is \(whole.shape) for \(count) images",
        cure: "export it again, with images as the first axis")
    }
    return result
  }

  /// Whether a node is in no other branches than those that are taken.
  private mutating func isTaken(_ node: Node, _ values: [String: Value]) throws -> Bool {
    for branch in node.branches {
      try constants.keep(branch.condition)
      let condition = try values[branch.condition] ?? constants.value(branch.condition)
      guard condition?.isTrue == branch.holds else { return false }
    }
    return true
  }

  /// The receptive field matrix `Psi(X)` of a layer for what it took in a pass: images x columns
  /// of its unfolded matrix x positions.
  package func receptiveFields(_ pass: LayerPass) throws -> Tensor {
    let node = nodes[layerNodes[pass.layer]]
    guard let linear = try? node.operation.get() as? any LinearOperator else { return pass.input }
    do throws(OperatorFault) {
      return try linear.receptiveFields(pass.input, weight: layers[pass.layer].weightShape)
    } catch {
      throw NetworkError(
        place: node.place, problem: error.problem,
        cure: "choose a smaller input or another stage")
    }
  }

  /// What is left to do where a node can't be run.
  private func remedy(at index: Int) -> String {
    var lost = Set(nodes[index].outputs)
    for node in nodes[index...] where node.stored.inputs.contains(where: lost.contains) {
      lost.formUnion(node.outputs)
    }
    let working = layers.indices.last { !lost.contains(nodes[layerNodes[$0]].stored.outputs[0]) }
    guard let working else {
      return "no layer comes before it, so only the spectra of layers can be analysed"
    }
    return "layers that do not depend on it, up to \(layers[working].name), can still be analysed"
  }

  private func value(at goal: Goal) throws(NetworkError) -> String {
    guard let output else {
      throw NetworkError(
        place: "the model", problem: "its file has weights but no graph",
        cure: "write the sequence of its layers into [network] of its card, or export it to ONNX")
    }
    switch goal {
    case .layer(let layer): return nodes[layerNodes[layer]].stored.outputs[0]
    case .activation(let layer): return try activation(after: layer).value
    case .logits: return scores(behind: output)
    }
  }

  /// The nodes that a value depends on, in order.
  func nodesLeading(to value: String) -> [Int] {
    var needed: Set<String> = [value]
    var path: [Int] = []
    for (index, node) in nodes.enumerated().reversed()
    where node.stored.outputs.contains(where: needed.contains) {
      needed.formUnion(node.stored.inputs)
      needed.formUnion(node.branches.map(\.condition))
      path.append(index)
    }
    return path.reversed()
  }
}

extension Tensor {
  /// The images of some parts, one behind the other.
  /// - Precondition: there is a part, and the shapes agree but for the number of images.
  fileprivate static func joined(_ parts: [Tensor]) -> Tensor {
    let values = parts.flatMap(\.values)
    let count = parts.reduce(0) { $0 + $1.shape[0] }
    let shape = Shape([count] + parts[0].shape.extents.dropFirst())
    return Tensor(shape: shape ?? parts[0].shape, values: values)
  }

  /// The images, and after them so many empty ones that there are `images`.
  fileprivate func padded(to images: Int?) -> Tensor {
    guard let images, let count = shape.extents.first, count < images,
      let whole = Shape([images] + shape.extents.dropFirst())
    else { return self }
    return Tensor(
      shape: whole, values: values + [Float](repeating: 0, count: whole.count - values.count))
  }
}
