import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// The cases that `Tests/Fixtures/operators/make_operators.py` ran through onnxruntime.
private let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "Fixtures/operators")

private func cases() -> [String] {
  let files = (try? FileManager.default.contentsOfDirectory(atPath: fixtures.path())) ?? []
  return files.filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }.sorted()
}

@Suite struct OperatorTests {
  @Test func thereAreCases() {
    #expect(cases().count >= 24)
  }

  @Test(arguments: cases()) func anOperatorGivesWhatOnnxruntimeGives(_ name: String) throws {
    let model = try StoredModel.open(path: fixtures.appending(path: "\(name).onnx").path())
    let arrays = try StoredModel.open(path: fixtures.appending(path: "\(name).npz").path()).tensors
    let input = try #require(arrays.first { $0.name == "input" }).floats()
    let expected = try #require(arrays.first { $0.name == "output" }).floats()
    var network = try Network(model: model)
    let output = try network.forward(input, to: .logits)
    #expect(output.shape == expected.shape)
    let largest = expected.values.reduce(1) { $1.isFinite && abs($1) < 1e6 ? max($0, abs($1)) : $0 }
    // Sums of at most 36 products in Float, taken in another order.
    for (place, (value, truth)) in zip(output.values, expected.values).enumerated() {
      let isClose = abs(value - truth) <= 1e-5 * max(largest, abs(truth))
      #expect(isClose || value == truth || value.isNaN && truth.isNaN, "\(place)")
    }
    let shapes = network.layers.compactMap(\.outputShape?.extents)
    #expect(shapes.count == network.layers.count, "every layer's output shape is inferred")
  }

  /// PyTorch's `max_pool2d` has it so.
  ///
  /// In onnxruntime it depends on where in the window the value stands that is no number: it wins in
  /// the last place alone.
  @Test(arguments: [[2, 2], [3, 3], [1, 4], [4, 1]])
  func theLargestOfValuesOfWhichOneIsNoNumberIsNone(_ kernel: [Int]) throws {
    let graph = StoredGraph(
      nodes: [
        StoredNode(
          name: "pool", operation: "MaxPool", inputs: ["in"], outputs: ["out"],
          attributes: ["kernel_shape": .ints(kernel)])
      ],
      inputs: [StoredValue(name: "in", extents: [nil, 1, 4, 4])],
      outputs: [StoredValue(name: "out", extents: [])], opset: 13)
    let model = StoredModel(format: .onnx, path: "pool.onnx", tensors: [], graph: graph)
    var network = try Network(model: model)
    let shape = try #require(Shape([1, 1, 4, 4]))
    for place in 0..<16 {
      let values = (0..<16).map { $0 == place ? Float.nan : Float($0 * 7 % 16) }
      let output = try network.forward(Tensor(shape: shape, values: values), to: .logits)
      let width = 5 - kernel[1]
      for (index, value) in output.values.enumerated() {
        let window = (0..<kernel[0]).flatMap { row in
          (0..<kernel[1]).map { values[(index / width + row) * 4 + index % width + $0] }
        }
        let isNone = window.contains { $0.isNaN }
        #expect(isNone ? value.isNaN : value == window.max(), "\(place) \(index)")
      }
    }
  }

  @Test(arguments: cases().filter { $0.hasPrefix("conv") })
  func theUnfoldedWeightTimesTheReceptiveFieldsIsTheOutput(_ name: String) throws {
    let model = try StoredModel.open(path: fixtures.appending(path: "\(name).onnx").path())
    let arrays = try StoredModel.open(path: fixtures.appending(path: "\(name).npz").path()).tensors
    let input = try #require(arrays.first { $0.name == "input" }).floats()
    var network = try Network(model: model)
    var passes: [Network.LayerPass] = []
    _ = try network.forward(input, to: .layer(1)) { passes.append($0) }
    let pass = try #require(passes.last)
    let layer = network.layers[1]
    let fields = try network.receptiveFields(pass)
    let weight = try network.weight(of: 1)
    let positions = pass.output.shape[2] * pass.output.shape[3]
    let filters = layer.rows / layer.groups
    let columns = layer.columns / layer.groups
    for image in 0..<input.shape[0] {
      for filter in 0..<layer.rows {
        let group = filter / filters
        for position in 0..<positions {
          var sum = 0.0
          for column in 0..<columns {
            let field = (image * layer.columns + group * columns + column) * positions + position
            sum += Double(weight.values[filter * columns + column]) * Double(fields.values[field])
          }
          let value = pass.output.values[(image * layer.rows + filter) * positions + position]
          #expect(abs(Double(value) - sum) < 1e-4)
        }
      }
    }
  }
}
