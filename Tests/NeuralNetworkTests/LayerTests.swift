import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// The networks of one layer that `Tests/Fixtures/layers/make_layers.py` made, whose weight lies in
/// other ways than filters x inputs behind its input.
private let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "Fixtures/layers")

private let names = [
  "left_tokens", "left_deep", "left_rows", "left_gemm", "left_gemm_turned", "left_gemm_columns",
  "gemm_alpha", "gemm_columns", "stack_of_one", "transposed", "transposed_groups",
  "transposed_cropped", "transposed_line", "volume", "volume_groups", "volume_same",
  "volume_dilated",
  "einsum_tokens", "einsum_maps", "einsum_turned", "einsum_first", "einsum_implicit",
  "einsum_hidden", "einsum_heads_in", "einsum_heads_out", "einsum_groups",
  "einsum_vector",
]

@Suite struct LayerTests {
  @Test(arguments: names) func aLayerIsTheMatrixThatGivesItsOutput(_ name: String) throws {
    let model = try StoredModel.open(path: fixtures.appending(path: "\(name).onnx").path())
    let arrays = try StoredModel.open(path: fixtures.appending(path: "\(name).npz").path()).tensors
    let truth = Dictionary(uniqueKeysWithValues: try arrays.map { ($0.name, try $0.floats()) })
    let input = try #require(truth["input"])
    let network = try Network(model: model)
    #expect(network.layers.map(\.name) == ["fc"] && network.leftOut.isEmpty)
    let layer = try #require(network.layers.first)

    // Its matrix is numpy's, a block for each group.
    let matrix = try #require(truth["weight"])
    let (rows, columns) = (layer.rows / layer.groups, layer.columns / layer.groups)
    let weight = try Array(network.weight(of: network.layers[0]).elements.rounded)
    #expect(layer.rows == matrix.values.count / columns)
    let isTurned = layer.isInputsFirst
    func entry(_ row: Int, _ column: Int) -> Float {
      weight[isTurned ? column * rows + row : row * columns + column]
    }
    for row in 0..<layer.rows {
      for column in 0..<columns {
        #expect(entry(row, column) == matrix.values[row * columns + column])
      }
    }

    // It gives what onnxruntime gives, as images x outputs x positions.
    var passes: [Network.LayerPass] = []
    let size = network.imagesAtOnce ?? input.shape[0]
    for first in stride(from: 0, to: input.shape[0], by: size) {
      let count = input.values.count / input.shape[0]
      let part = Tensor(
        shape: try #require(Shape([size] + input.shape.extents.dropFirst())),
        values: Array(input.values[first * count..<(first + size) * count]))
      _ = try network.forward(part, to: .layer(0), observing: Set(network.layers.indices)) {
        passes.append($0)
      }
    }
    let maps = try #require(truth["maps"])
    let given = passes.flatMap(\.output.values)
    #expect(given.count == maps.values.count)
    for (value, truth) in zip(given, maps.values) { #expect(abs(value - truth) < 1e-4) }

    // And that is the matrix times the receptive fields.
    for pass in passes {
      let fields = try network.receptiveFields(pass)
      let positions = pass.output.values.count / pass.output.shape[0] / layer.rows
      #expect(fields.values.count == pass.output.shape[0] * layer.columns * positions)
      for (place, value) in pass.output.values.enumerated() {
        let (row, position) = (place / positions % layer.rows, place % positions)
        let start = place / positions / layer.rows * layer.columns + row / rows * columns
        var sum = 0.0
        for column in 0..<columns {
          sum +=
            Double(matrix.values[row * columns + column])
            * Double(fields.values[(start + column) * positions + position])
        }
        #expect(abs(Double(value) - sum) < 1e-4)
      }
    }

    let output = try network.forward(input, to: .logits)
    let expected = try #require(truth["output"])
    #expect(output.shape == expected.shape)
    for (value, truth) in zip(output.values, expected.values) { #expect(abs(value - truth) < 1e-4) }
  }

  /// What an `Einsum` of floats gives; nil where it is refused.
  private func einsum(_ equation: String, _ shapes: [[Int]]) throws -> Shape? {
    let tensors = try shapes.enumerated().map { index, extents in
      let shape = try #require(Shape(extents))
      return try StoredTensor(
        name: "\(index)",
        tensor: Tensor(shape: shape, values: [Float](repeating: 1, count: shape.count)))
    }
    let node = StoredNode(
      name: "e", operation: "Einsum", inputs: tensors.map(\.name), outputs: ["y"],
      attributes: ["equation": .string(equation)])
    let graph = StoredGraph(
      nodes: [node], inputs: [], outputs: [StoredValue(name: "y", extents: [])], opset: 13)
    let network = try Network(
      model: StoredModel(format: .onnx, path: "made here", tensors: tensors, graph: graph))
    return (try? network.constant("y"))?.shape
  }

  /// As in numpy.
  @Test func whatAnEllipsisStandsForIsBroadcastFromTheLastAxisOn() throws {
    #expect(try einsum("...i,...i->...", [[2, 3, 4], [3, 4]])?.extents == [2, 3])
    #expect(try einsum("...i,...i->...", [[2, 3, 4], [2, 4]]) == nil)
  }

  @Test func anEquationThatDoesNotFitIsRefusedWithoutACrash() throws {
    let letters = String("abcdefghijklmnopqrstuvwxyzABCD".prefix(30))
    let ones = [Int](repeating: 1, count: 30)
    #expect(try einsum("\(letters),\(letters)->a", [ones, ones])?.extents == [1])
    // As large as 2^48 elements.
    #expect(try einsum("a,b,c->abc", [[1 << 16], [1 << 16], [1 << 16]]) == nil)
    #expect(try einsum("ij,jk->ik", [[2, 3], [4, 2]]) == nil, "j goes to 3 and to 4")
    #expect(try einsum("ij,jk->ik", [[2, 0], [0, 2]])?.extents == [2, 2])
    for equation in [
      "", "->", ",", "i", "ij,jk->iz", "ij,jk->ii", "i.j,jk", "i...j...,jk->ik", "ij,jk->ik->",
      "ijk,jk->i", "ij,jk,kl->il", "é,jk->k", "1j,jk->k",
    ] {
      #expect(try einsum(equation, [[2, 2], [2, 2]]) == nil, "\(equation)")
    }
  }
}
