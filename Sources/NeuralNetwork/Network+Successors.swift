import Formats
import LinearAlgebra

extension Network {
  /// What takes a linear layer's output.
  package enum Successor: Hashable, Sendable {
    /// The layer of an index, behind nothing but biases, activations, normalisations, pooling and changes
    /// of shape: what acts on each of the output's maps alone.
    ///
    /// Of maps that are flattened for it, rows and columns are told; empty where none are.
    case layer(Int, maps: [Int])
    /// No layer: it is the last.
    case end
    /// Several nodes, or one that takes something else of the image as well.
    case branches
    /// An operator that mixes maps, or puts them into another order, by its name in ONNX.
    case mixed(by: String)
    /// What it is can't be told without a graph.
    case unknown
  }

  /// What takes the output of each layer.
  ///
  /// Takes time linear in the number of nodes, twice: the shapes of all values are found anew.
  package var successors: [Successor] {
    guard hasGraph else { return layers.map { _ in .unknown } }
    let chain = Chain(self)
    let facts = ShapeInference(graph: graph, imageInput: imageInput)
      .result(imageShape: imageShape, output: output).facts
    let layersOfNodes = Dictionary(
      zip(layerNodes, layers.indices), uniquingKeysWith: { first, _ in first })
    return layers.map { layer in
      guard layer.index + 1 < layers.count, var value = try? output(of: layer.index) else {
        return .end
      }
      var maps: [Int] = []
      while let step = chain.step(from: value) {
        let node = graph.nodes[step.nodes[0]]
        if step.nodes.count == 1, let next = layersOfNodes[step.nodes[0]] {
          return .layer(next, maps: maps)
        }
        let shapes = [step.input, step.output].map { facts[$0]?.shape.extents }
        guard keepsMaps(step, of: layer, from: shapes[0], to: shapes[1]) else {
          return step.nodes.count == 1 ? .mixed(by: node.stored.operation) : .branches
        }
        if layer.kind == .convolution, let before = shapes[0], let after = shapes[1],
          before.count > 3, after.count < before.count
        {
          maps = before[2...].reduce(1, *) > 1 ? Array(before[2...]) : []
        }
        value = step.output
      }
      return value == output ? .end : .branches
    }
  }

  /// Whether a step acts on each map of a layer's output alone, and leaves them in their order.
  private func keepsMaps(
    _ step: Chain.Step, of layer: LinearLayer, from before: [Int]?, to after: [Int]?
  ) -> Bool {
    let node = graph.nodes[step.nodes[0]]
    guard step.nodes.count == 1, let operation = try? node.operation.get() else {
      return kind(of: step, after: layer.index) == .function
    }
    switch operation {
    case is MaximumPooling, is AveragePooling, is GlobalPooling, is Resizing, is Padding,
      is LocalResponseNormalization:
      return true
    case is Reduction:
      // A mean over rows and columns.
      guard layer.kind == .convolution, let before, let after, before.count > 2 else {
        return false
      }
      return after.prefix(2) == before.prefix(2) && after.dropFirst(2).allSatisfy { $0 == 1 }
    case is Reshaping:
      guard let before, let after else { return true }
      if layer.kind == .linear { return before.last == after.last }
      return before.count > 1 && after.count > 1
        && (after[1] == before[1] || after.count == 2 && after[1] == before[1...].reduce(1, *))
    default:
      return !node.isTransposition && kind(of: step, after: layer.index) != nil
    }
  }
}
