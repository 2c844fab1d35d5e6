import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// The models that `Tests/Fixtures/graphs/make_graphs.py` ran through onnxruntime.
private let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "Fixtures/graphs")

private let names = [
  "folded", "constants", "half", "bfloat", "double", "channels_last", "channels_last_late",
  "fixed_batch", "fixed_batch_4", "dynamic_batch", "tokens", "one_axis", "residual", "flat",
  "depthwise", "exported", "large_maps", "squeezed", "squeezed_batch", "squeezed_end", "fixed_size",
  "functions", "branches", "branch_by_shape",
]

private func open(_ name: String) throws -> (network: Network, input: Tensor, output: Tensor) {
  let model = try StoredModel.open(path: fixtures.appending(path: "\(name).onnx").path())
  let arrays = try StoredModel.open(path: fixtures.appending(path: "\(name).npz").path()).tensors
  let input = try #require(arrays.first { $0.name == "input" }).floats()
  let output = try #require(arrays.first { $0.name == "output" }).floats()
  return (try Network(model: model), input, output)
}

@Suite struct GraphTests {
  @Test(arguments: names) func aGraphGivesWhatOnnxruntimeGives(_ name: String) throws {
    let (network, input, expected) = try open(name)
    // The fixture is the probability where the graph ends in a softmax, the test the logit.
    let isProbability = name == "residual"
    var output = try network.forward(input, to: .logits)
    if isProbability {
      let count = output.shape[1]
      for row in 0..<output.shape[0] {
        let exponentials = output.values[row * count..<(row + 1) * count].map { exp($0) }
        let sum = exponentials.reduce(0, +)
        output.values.replaceSubrange(
          row * count..<(row + 1) * count, with: exponentials.map { $0 / sum })
      }
    }
    #expect(output.shape == expected.shape)
    let largest = expected.values.reduce(1) { max($0, abs($1)) }
    // Sums of some hundred products in Float, taken in another order.
    for (value, truth) in zip(output.values, expected.values) {
      #expect(abs(value - truth) <= 1e-5 * largest)
    }
  }

  @Test(arguments: names) func everyLayersOutputShapeIsKnownBeforehand(_ name: String) throws {
    let (network, input, _) = try open(name)
    #expect(!network.layers.isEmpty)
    #expect(network.imageShape?.count == input.shape.count / input.shape[0])
    var images = 0
    let layers = network.layers
    _ = try network.forward(input, to: .logits, observing: Set(network.layers.indices)) { pass in
      let layer = layers[pass.layer]
      #expect(layer.outputShape?.extents == Array(pass.output.shape.extents.dropFirst()))
      images += pass.layer == 0 ? pass.output.shape[0] : 0
    }
    #expect(images == input.shape[0], "every image is seen once")
  }

  @Test(arguments: names) func theUnfoldedWeightTimesTheReceptiveFieldsIsTheOutput(
    _ name: String
  ) throws {
    let (network, input, _) = try open(name)
    var passes: [Network.LayerPass] = []
    _ = try network.forward(input, to: .logits, observing: Set(network.layers.indices)) {
      passes.append($0)
    }
    for pass in passes {
      let layer = network.layers[pass.layer]
      let weight = try Array(network.weight(of: network.layers[pass.layer]).elements.rounded)
      let fields = try network.receptiveFields(pass)
      let positions = pass.output.shape.extents.dropFirst(2).reduce(1, *)
      let (rows, columns) = (layer.rows / layer.groups, layer.columns / layer.groups)
      for row in stride(from: 0, to: layer.rows, by: 3) {
        for position in stride(from: 0, to: positions, by: 7) {
          var sum = 0.0
          for column in 0..<columns {
            let place = layer.isInputsFirst ? column * layer.rows + row : row * columns + column
            let field = (row / rows * columns + column) * positions + position
            sum += Double(weight[place]) * Double(fields.values[field])
          }
          let value = pass.output.values[row * positions + position]
          #expect(abs(Double(value) - sum) <= 1e-4 * max(1, abs(sum)))
        }
      }
    }
  }

  @Test func aWeightMadeOfATensorGoesByThatTensorsName() throws {
    let layers = try open("folded").network.layers
    #expect(layers.map(\.name) == ["store", "dense"])
    #expect(layers.map(\.weightShape.extents) == [[4, 2, 3, 3], [36, 5]])
  }

  @Test func aWeightThatAnExporterNumberedGoesByItsModule() throws {
    let layers = try open("exported").network.layers
    #expect(layers.map(\.name) == ["layer1.0.conv1", "head.MatMul", "head.MatMul_1", "fc"])
  }

  @Test func aGraphForAFixedNumberOfImagesTakesThemInParts() throws {
    #expect(try open("fixed_batch").network.imagesAtOnce == 1)
    #expect(try open("fixed_batch_4").network.imagesAtOnce == 4)
    #expect(try open("dynamic_batch").network.imagesAtOnce == nil)
    #expect(try open("residual").network.imagesAtOnce == nil)
  }

  @Test func whatFunctionsAndBranchesMultiplyByGoesByItsOwnName() throws {
    #expect(try open("functions").network.layers.map(\.name) == ["first", "w", "second"])
    let branches = try open("branches").network
    #expect(
      branches.layers.map(\.name) == ["stem", "weight", "inner.then", "inner.else", "fc"])
    #expect(branches.imagesAtOnce == 1, "each image may take another branch")
    #expect(try open("branch_by_shape").network.imagesAtOnce == nil)
  }

  @Test func aBranchThatAConstantExcludesIsLeftOut() throws {
    let network = try open("branch_by_shape").network
    #expect(network.layers.map(\.name) == ["conv", "always"])
    #expect(network.leftOut.map(\.name) == ["never.weight"])
    #expect(network.leftOut.first?.reason.contains("excludes") == true)
  }

  @Test func aLayerThatAnImageDoesNotPassSaysSo() throws {
    let (network, input, _) = try open("branches")
    let narrow = try #require(network.layers.first { $0.name == "inner.then" })
    let error = #expect(throws: Failure.self) {
      _ = try network.forward(input, to: .layer(narrow.index))
    }
    #expect(error?.problem.contains("branch") == true)
  }

  @Test func anImageBeyondMemoryLeavesTheShapesUnknown() throws {
    let model = try StoredModel.open(path: fixtures.appending(path: "depthwise.onnx").path())
    let graph = try #require(model.graph)
    let extents: [Int?] = [nil, 3, 1, Int.max / 3]
    let network = try Network(
      model: StoredModel(
        format: .onnx, path: model.path, tensors: model.tensors,
        graph: StoredGraph(
          nodes: graph.nodes, inputs: [StoredValue(name: "input", extents: extents)],
          outputs: graph.outputs, opset: graph.opset)))
    #expect(network.layers.count == 3)
    #expect(network.layers.allSatisfy { $0.outputShape == nil })
  }

  @Test func imagesAreChannelsFirstWhateverTheGraphTakes() throws {
    #expect(try open("channels_last").network.imageShape?.extents == [3, 6, 8])
    #expect(try open("channels_last_late").network.imageShape?.extents == [3, 6, 8])
  }
}
