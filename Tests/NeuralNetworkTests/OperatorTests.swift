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
    #expect(cases().count == 63)
  }

  @Test(arguments: cases()) func anOperatorGivesWhatOnnxruntimeGives(_ name: String) throws {
    let model = try StoredModel.open(path: fixtures.appending(path: "\(name).onnx").path())
    let arrays = try StoredModel.open(path: fixtures.appending(path: "\(name).npz").path()).tensors
    let input = try #require(arrays.first { $0.name == "input" }).floats()
    let expected = try #require(arrays.first { $0.name == "output" }).floats()
    let network = try Network(model: model)
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

  @Test(arguments: cases().filter { $0.hasPrefix("conv") })
  func theUnfoldedWeightTimesTheReceptiveFieldsIsTheOutput(_ name: String) throws {
    let model = try StoredModel.open(path: fixtures.appending(path: "\(name).onnx").path())
    let arrays = try StoredModel.open(path: fixtures.appending(path: "\(name).npz").path()).tensors
    let input = try #require(arrays.first { $0.name == "input" }).floats()
    let network = try Network(model: model)
    var passes: [Network.LayerPass] = []
    _ = try network.forward(input, to: .layer(1), observing: Set(network.layers.indices)) {
      passes.append($0)
    }
    let pass = try #require(passes.last)
    let layer = network.layers[1]
    let fields = try network.receptiveFields(pass)
    let weight = try Array(network.weight(of: network.layers[1]).elements.rounded)
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
            sum += Double(weight[filter * columns + column]) * Double(fields.values[field])
          }
          let value = pass.output.values[(image * layer.rows + filter) * positions + position]
          #expect(abs(Double(value) - sum) < 1e-4)
        }
      }
    }
  }
}
