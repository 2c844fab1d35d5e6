import Formats
package import LinearAlgebra
package import System

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
    /// To what a head takes.
    case features(Head)

    /// The layer whose output it is, or is made of.
    fileprivate var layer: Int? {
      switch self {
      case .layer(let layer), .activation(let layer): layer
      case .logits, .features: nil
      }
    }
  }

  /// Runs some images through the network.
  /// - Parameters:
  ///   - images: images x channels x height x width, or what a head takes; `imagesAtOnce` of them go
  ///     through it at a time.
  ///   - head: where they begin; nil for the network's input.
  ///   - goal: where to stop; what does not lead there is not computed.
  ///   - observed: the layers that `observe` is told of, where they lead to the goal.
  ///   - observe: told of each of these that is passed, in graph order, by each part of the images.
  /// - Returns: the value at the goal, images first.
  /// - Throws: `Failure` that names a node which can't be run, or for a weight that
  ///   can't be read; what `observe` throws.
  package func forward(
    _ images: Tensor, from head: Head? = nil, to goal: Goal, observing observed: Set<Int>,
    observe: (LayerPass) throws -> Void
  ) throws -> Tensor {
    let parts = try images.parts(of: imagesAtOnce).map {
      try pass($0, from: head, to: goal, observing: observed, observe: observe)
    }
    return try Tensor.joined(parts)
  }

  /// The same, with no layer observed.
  package func forward(_ images: Tensor, to goal: Goal) throws -> Tensor {
    try forward(images, to: goal, observing: []) { _ in }
  }

  /// Runs the graph as its file has it: its inputs are not laid out anew, and no softmax is left out.
  /// - Parameters:
  ///   - name: the name of a value.
  ///   - inputs: what the graph is given, by the names of its inputs.
  /// - Returns: the value; nil where it is in a branch that is not taken.
  /// - Throws: `Failure` that names a node which can't be run, or for a constant that
  ///   can't be read.
  package func value(_ name: String, given inputs: [String: Value]) throws -> Value? {
    guard let goal = graph.names.value(name) else { return nil }
    let given = inputs.compactMap { name, input in graph.names.value(name).map { ($0, input) } }
    let plan = try Plan(
      self, path: graph.nodesLeading(to: goal), inputs: given.map(\.0), goal: goal)
    var executor = Executor(self, plan, given.map(\.1))
    return try executor.run { _, _, _ in }?.plain
  }

  /// Plans a pass to a goal, if there is no plan yet, and reads the constants that it takes.
  /// - Throws: `Failure` when there is no graph, or it takes what the images do not give, or
  ///   for a constant that can't be read.
  func plan(
    from head: Head? = nil, for goal: Goal, observing observed: Set<Int>,
    source: GradientSource? = nil
  ) throws -> Plan {
    try plans.plan(from: head, to: goal, of: chosenOutput, observing: observed, source: source) {
      let value = try value(at: goal)
      let before = Set(head.map { graph.nodesLeading(to: $0.features) } ?? [])
      let path = graph.nodesLeading(to: value).filter { !before.contains($0) }
      let taken = Set(path.flatMap { graph.nodes[$0].inputs } + [value])
      if let (_, other) = imageInput.others.first(where: { taken.contains($0.value) }) {
        throw Failure(
          kind: .network, place: "its input \"\(other.name)\"",
          problem: "it takes \(other.text) beside the images \"\(imageInput.name)\"",
          cure: "state it in the model's card, under [input.constants]: "
            + "\"\(other.name)\" = NUMBER, or [NUMBER, ...]")
      }
      return try Plan(
        self, path: path, inputs: [head?.features ?? imageInput.value].compactMap { $0 },
        goal: value, observed: observed, source: try source.map { try self.value(at: $0) })
    }
  }

  /// Runs as many images as the graph takes at a time.
  private func pass(
    _ images: Tensor, from head: Head?, to goal: Goal, observing told: Set<Int>,
    observe: (LayerPass) throws -> Void
  ) throws -> Tensor {
    let plan = try plan(from: head, for: goal, observing: told.union(goal.layer.map { [$0] } ?? []))
    let count = images.shape.extents.first ?? 0
    var trail: Trail?
    if case .activation(let layer) = goal {
      trail = Trail(to: try activation(after: layer), from: layer)
    }
    var found: Tensor?
    let input = head == nil ? try imageInput.admit(images.padded(to: imagesAtOnce)) : images
    var executor = Executor(self, plan, [.floats(input)], trail: trail)
    let result = try executor.run { layer, input, output in
      switch Result(catching: { () throws(OperatorFault) in
        LayerPass(layer: layer, given: try arranged(output, images: count, of: layer)) {
          () throws(OperatorFault) in
          try arranged(input.tensor, images: count, of: layer, .input)
        }
      }) {
      case .success(let pass):
        if told.contains(layer) { try observe(pass) }
        if goal == .layer(layer) { found = pass.output }
      // Others may still be reached.
      case .failure(let fault): if goal == .layer(layer) { throw fault }
      }
    }
    if let found { return found }
    if let last = plan.steps.last, !executor.isTaken(last) {
      throw Failure(
        kind: .network, place: graph.nodes[last.node].place,
        problem: "it is in a branch that these images do not take",
        cure: "choose another layer, or other images")
    }
    guard case .floats(let whole)? = result?.plain else {
      throw Failure(
        kind: .network, place: "the graph",
        problem: "nothing gives \"\(graph.names[try value(at: goal)])\" as floats",
        cure: "export it again")
    }
    if let trail = executor.trail {
      do throws(OperatorFault) {
        return try arranged(trail.restored(whole), images: count, of: trail.layer, .output)
      } catch {
        throw Failure(
          kind: .network, place: node(of: trail.layer).place, problem: error.problem,
          cure: "choose another stage")
      }
    }
    // A graph for one image may give it without an axis for images.
    let output =
      imagesAtOnce == 1 && whole.shape.extents.first != 1
      ? whole.reshaped([1] + whole.shape.extents) ?? whole : whole.prefix(count)
    guard output.shape.extents.first == count else {
      throw Failure(
        kind: .network, place: "the graph",
        problem: "its output is \(whole.shape) for \(count) images",
        cure: "export it again, with images as the first axis")
    }
    return output
  }

  /// What a layer took in a pass, `X`: images x channels, or features, x positions.
  package func input(of pass: LayerPass) throws(Failure) -> Tensor {
    do throws(OperatorFault) {
      return try pass.arrangedInput()
    } catch {
      throw Failure(
        kind: .network, place: node(of: pass.layer).place, problem: error.problem,
        cure: "choose another stage")
    }
  }

  /// The receptive field matrix `Psi(X)` of a layer for what it took in a pass: images x columns
  /// of its unfolded matrix x positions.
  package func receptiveFields(_ pass: LayerPass) throws -> Tensor {
    let node = node(of: pass.layer)
    let input = try input(of: pass)
    guard let linear = try? node.operation.get() as? any LinearOperator else { return input }
    do throws(OperatorFault) {
      return try linear.receptiveFields(input, weight: layers[pass.layer].weightShape)
    } catch {
      throw Failure(
        kind: .network, place: node.place, problem: error.problem,
        cure: "choose a smaller input or another stage")
    }
  }

  /// What is left to do where a node can't be run.
  func remedy(at index: Int) -> String {
    var lost: Set<NodeID> = []
    var ahead = [index]
    while let index = ahead.popLast() {
      guard lost.insert(index).inserted else { continue }
      for case let value? in graph.nodes[index].outputs { ahead += graph.consumers[value] }
    }
    let working = layers.indices.last { !lost.contains(layerNodes[$0]) }
    guard let working else {
      return "no layer comes before it, so only the spectra of layers can be analysed"
    }
    return "layers that do not depend on it, up to \(layers[working].name), can still be analysed"
  }

  /// - Throws: `Failure` when it can't be run, as there is no graph.
  package func requireGraph() throws(Failure) { _ = try requireOutput() }

  private func requireOutput() throws(Failure) -> ValueID {
    guard let output else {
      throw Failure(
        kind: .network, place: "the model", problem: "its file has weights but no graph",
        cure: "write the sequence of its layers into [network] of its card, or export it to ONNX")
    }
    return output
  }

  func value(at goal: Goal) throws(Failure) -> ValueID {
    let output = try requireOutput()
    switch goal {
    case .layer(let layer): return try self.output(of: layer)
    case .activation(let layer): return try activation(after: layer).value
    case .logits: return scores(behind: output)
    case .features(let head): return head.features
    }
  }
}

extension Tensor {
  /// So many images at a time; all where there are no more, or no number is given.
  package func parts(of images: Int?) -> [Tensor] {
    guard let images, let count = shape.extents.first, count > images else { return [self] }
    return stride(from: 0, to: count, by: images).map { first in
      self.images(first..<min(count, first + images))
    }
  }

  /// What a network made of some parts of the images, one behind the other.
  /// - Precondition: there is a part.
  /// - Throws: `Failure` when their shapes differ by more than the number of images.
  package static func joined(_ parts: [Tensor]) throws(Failure) -> Tensor {
    guard parts.count > 1 else { return parts[0] }
    guard Set(parts.map { $0.shape.extents.dropFirst() }).count == 1 else {
      throw Failure(
        kind: .network, place: "the graph",
        problem: "its output has another shape for other images",
        cure: "export it again")
    }
    let values = parts.flatMap(\.values)
    let count = parts.reduce(0) { $0 + $1.shape[0] }
    let shape = Shape([count] + parts[0].shape.extents.dropFirst())
    return Tensor(shape: shape ?? parts[0].shape, values: values)
  }

  /// The images, and after them so many empty ones that there are `images`.
  func padded(to images: Int?) -> Tensor {
    guard let images, let count = shape.extents.first, count < images,
      let whole = Shape([images] + shape.extents.dropFirst())
    else { return self }
    return Tensor(
      shape: whole, values: values + [Float](repeating: 0, count: whole.count - values.count))
  }
}
