import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// The receptive fields on the image, against what changes when the image does.
@Suite struct ReceptiveFieldTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func network(_ path: String) throws -> Network {
    try Network(model: StoredModel.open(path: folder.appending(path: path).path()))
  }

  private static func shape(_ extents: [Int]) throws -> Shape { try #require(Shape(extents)) }

  /// Numbers that look arbitrary.
  private static func noise(_ count: Int, _ seed: UInt64) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 22) - 2
    }
  }

  /// For each row of a layer's maps, or each column, the first and the last row of the image that change
  /// it.
  private static func seen(
    in network: Network, layer: Int, along axis: Int
  ) throws -> [ClosedRange<Int>?] {
    let image = try #require(network.imageShape).extents
    let (height, width) = (image[1], image[2])
    var seen: [ClosedRange<Int>?] = []
    for trial in 0..<4 as Range<UInt64> {
      let plain = noise(image.reduce(1, *), 7 + trial)
      let other = noise(image.reduce(1, *), 77 + trial)
      for line in 0..<image[axis] {
        var values = plain
        for place in values.indices {
          let own = axis == 1 ? place / width % height : place % width
          if own == line { values[place] = 4 * other[place] }
        }
        let both = Tensor(shape: try shape([2] + image), values: plain + values)
        let output = try network.forward(both, to: .layer(layer))
        let maps = output.shape.extents
        if seen.isEmpty { seen = Array(repeating: nil, count: maps[axis + 1]) }
        let count = maps.dropFirst().reduce(1, *)
        // Kernels that work in tiles round the same number in other ways.
        let least = 1e-5 * output.values.reduce(0) { max($0, abs($1)) }
        for place in 0..<count
        where abs(output.values[place] - output.values[count + place]) > least {
          let own = axis == 1 ? place / maps[3] % maps[2] : place % maps[3]
          let known = seen[own] ?? line...line
          seen[own] = min(known.lowerBound, line)...max(known.upperBound, line)
        }
      }
    }
    return seen
  }

  @Test(arguments: [
    "SampleModels/mnist.onnx", "SampleModels/fashion.onnx", "Tests/Fixtures/graphs/residual.onnx",
    "Tests/Fixtures/graphs/channels_last.onnx",
  ])
  func aPositionDependsOnItsReceptiveFieldAndOnNothingElse(_ path: String) throws {
    let network = try Self.network(path)
    var count = 0
    for layer in network.layers where layer.outputShape?.rank == 3 {
      let fields = try network.receptiveFields(ofLayer: layer.index).output
      for (axis, extents) in [(1, fields.rows), (2, fields.columns)] {
        let seen = try Self.seen(in: network, layer: layer.index, along: axis)
        #expect(extents.count == seen.count, "\(layer.name)")
        for (extent, seen) in zip(extents, seen) {
          #expect(extent.range == seen.map(Range.init), "\(layer.name) axis \(axis)")
          count += 1
        }
      }
    }
    #expect(count > 0)
  }

  private func node(
    _ operation: String, _ inputs: [String], _ output: String,
    _ attributes: [String: StoredAttribute] = [:]
  ) -> StoredNode {
    StoredNode(
      name: "", operation: operation, domain: "", inputs: inputs, outputs: [output],
      attributes: attributes)
  }

  private func fields(_ nodes: [StoredNode], weights: [String: [Int]]) throws -> ReceptiveFields {
    let tensors = try weights.sorted { $0.key < $1.key }.map { name, extents in
      let shape = try Self.shape(extents)
      return try StoredTensor(
        name: name, tensor: Tensor(shape: shape, values: Self.noise(shape.count, 3)))
    }
    let graph = StoredGraph(
      nodes: nodes, inputs: [StoredValue(name: "in", extents: [nil, 1, 12, 12])],
      outputs: [StoredValue(name: "out", extents: [])], opset: 13)
    let network = try Network(
      model: StoredModel(format: .onnx, path: "made here", tensors: tensors, graph: graph))
    let last = try #require(network.layers.last)
    return try network.receptiveFields(ofLayer: last.index).output
  }

  @Test func stridesAndPaddingAreThoseOfEachLayer() throws {
    let pads = StoredAttribute.ints([1, 1, 1, 1])
    let nodes = [
      node("Conv", ["in", "a"], "1", ["pads": pads]), node("Relu", ["1"], "2"),
      node(
        "MaxPool", ["2"], "3", ["kernel_shape": .ints([2, 2]), "strides": .ints([2, 2])]),
      node("Conv", ["3", "b"], "out", ["pads": pads, "dilations": .ints([1, 1])]),
    ]
    let found = try fields(nodes, weights: ["a": [2, 1, 3, 3], "b": [2, 2, 3, 3]])
    // A row of the pool sees four rows, two apart; three of these see eight.
    #expect(found.rows.map(\.range) == [0..<5, 0..<7, 1..<9, 3..<11, 5..<12, 7..<12])
    #expect(found.rows.map(\.isCut) == [true, true, false, false, true, true])
    #expect(found.columns == found.rows)
  }

  @Test func ofBranchesItIsTheUnion() throws {
    let pads = StoredAttribute.ints([0, 2, 0, 2])
    let nodes = [
      node("Conv", ["in", "a"], "1", ["pads": pads]), node("Add", ["1", "in"], "2"),
      node("Conv", ["2", "b"], "out"),
    ]
    let found = try fields(nodes, weights: ["a": [1, 1, 1, 5], "b": [1, 1, 1, 1]])
    #expect(found.rows.map(\.range) == (0..<12).map { $0..<$0 + 1 })
    #expect(found.columns.map(\.range) == (0..<12).map { max(0, $0 - 2)..<min(12, $0 + 3) })
  }

  @Test func whereItCanNotBeToldTheNodeIsNamed() throws {
    let nodes = [
      node("DepthToSpace", ["1"], "2", ["blocksize": .int(2)]), node("Conv", ["2", "b"], "out"),
    ]
    let error = #expect(throws: Failure.self) {
      try fields(
        [node("Conv", ["in", "a"], "1")] + nodes, weights: ["a": [4, 1, 1, 1], "b": [1, 1, 1, 1]])
    }
    #expect(error?.place?.contains("DepthToSpace") == true)
  }
}
