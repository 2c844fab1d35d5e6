import Formats
package import LinearAlgebra
package import System

extension Network {
  /// What a gradient is taken with respect to.
  package enum GradientSource: Hashable, Sendable {
    /// The images.
    case images
    /// A layer's output, before its bias.
    case layer(Int)
    /// A value of the graph, by its name.
    case value(String)
  }

  /// Runs images through the network to a layer, and goes back from there: a vector-Jacobian product.
  ///
  /// Only what leads from the images to the layer is computed, and of that only what a gradient needs
  /// is kept.
  /// - Parameters:
  ///   - images: images x channels x height x width; `imagesAtOnce` of them go through it at a time.
  ///   - layer: the layer.
  ///   - source: what the gradient is taken with respect to.
  ///   - cotangent: given the layer's output `Y` before the bias, images x outputs x positions, gives the
  ///     gradient of some number with respect to it, `dL/dY`, of the same shape. It is told of each part
  ///     of the images, in order.
  /// - Returns: `Y`, and the gradient of that number: of the images' shape; of the axes of `Y` for a
  ///   layer; of a value's own shape for a value.
  /// - Throws: `Failure` that names a node on the way which can't be run or has no gradient, or
  ///   for a weight that can't be read; what `cotangent` throws.
  package func gradient(
    _ images: Tensor, of layer: Int, withRespectTo source: GradientSource = .images,
    cotangent: (Tensor) throws -> Tensor
  ) throws -> (output: Tensor, gradient: Tensor) {
    let parts = try images.parts(of: imagesAtOnce).map {
      try gradientPass($0, of: layer, withRespectTo: source, cotangent: cotangent)
    }
    return (try Tensor.joined(parts.map(\.output)), try Tensor.joined(parts.map(\.gradient)))
  }

  private func gradientPass(
    _ images: Tensor, of layer: Int, withRespectTo source: GradientSource,
    cotangent: (Tensor) throws -> Tensor
  ) throws -> (output: Tensor, gradient: Tensor) {
    let plan = try plan(for: .layer(layer), observing: [layer], source: source)
    guard let backward = plan.backward else { throw detached(layer) }
    let count = images.shape.extents.first ?? 0
    let padded = images.padded(to: imagesAtOnce)
    var executor = Executor(self, plan, [.floats(try imageInput.admit(padded))])
    var found: Value?
    _ = try executor.run { _, _, output in found = output }
    var tape = Tape(self, backward, executor)
    executor.finish()
    guard let found else { throw detached(layer) }
    do {
      let found = try found.tensor
      let output = try arranged(found, images: count, of: layer, .output)
      let cotangent = try cotangent(output)
      guard cotangent.shape == output.shape else {
        throw OperatorFault("a gradient of \(cotangent.shape) is given for it of \(output.shape)")
      }
      let given = try unarranged(cotangent, as: found.shape, images: count, of: layer)
      guard let gradient = try tape.run(given, from: plan.goal) else { throw detached(layer) }
      switch source {
      case .images: return (output, imageInput.restored(gradient, as: padded.shape).prefix(count))
      case .layer(let source):
        return (output, try arranged(gradient, images: count, of: source, .output))
      case .value: return (output, gradient)
      }
    } catch let fault as OperatorFault {
      throw Failure(
        kind: .network, place: node(of: layer).place, problem: fault.problem,
        cure: "choose another layer")
    }
  }

  /// - Throws: `Failure` where images enter as whole numbers, which no gradient leads to.
  package func requireInputOfFloats() throws(Failure) {
    guard let type = imageInput.elementType, !type.isFloatingPoint else { return }
    throw Failure(
      kind: .network, place: "its input \"\(imageInput.name)\"",
      problem: "it takes whole numbers (\(type.rawValue)), so no image can be optimised",
      cure: "export it with an input of floats")
  }

  private func detached(_ layer: Int) -> Failure {
    Failure(
      kind: .network, place: "layer \(layers[layer].name)",
      problem: "it does not depend on what its gradient is taken with respect to",
      cure: "choose another layer")
  }

  /// The value that a gradient is taken with respect to.
  func value(at source: GradientSource) throws(Failure) -> ValueID {
    let value =
      switch source {
      case .images: imageInput.value
      case .layer(let layer): try output(of: layer)
      case .value(let name): graph.names.value(name)
      }
    guard let value else {
      throw Failure(
        kind: .network, place: "the graph",
        problem: "it has no such value to take a gradient with respect to",
        cure: "choose another")
    }
    return value
  }

  /// The reverse of `arranged`, of a layer's output: what is no image's is 0.
  private func unarranged(
    _ gradient: Tensor, as shape: Shape, images: Int, of layer: Int
  ) throws(OperatorFault) -> Tensor {
    var values = [Float](repeating: 0, count: shape.count)
    guard layers[layer].kind == .linear else {
      values.replaceSubrange(0..<gradient.values.count, with: gradient.values)
      return Tensor(shape: shape, values: values)
    }
    /// What becomes of the places of the elements, or of a part of their digits: floats hold 24 bits.
    func places(_ part: (Int) -> Int) throws(OperatorFault) -> [Float] {
      let digits = Tensor(shape: shape, values: values.indices.map { Float(part($0)) })
      return try arranged(digits, images: images, of: layer, .output).values
    }
    let (low, high) = (try places { $0 & 0xFFFF }, try places { $0 >> 16 })
    for (index, value) in gradient.values.enumerated() {
      values[Int(high[index]) << 16 | Int(low[index])] = value
    }
    return Tensor(shape: shape, values: values)
  }
}
