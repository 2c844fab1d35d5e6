import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// What `Tests/Fixtures/layouts/make_layouts.py` made of one network.
private func open(_ name: String) throws -> StoredModel {
  try StoredModel.open(
    path: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/layouts/\(name).npz").path())
}

/// The network as a sequence, where its layers have these names.
private func sequence(depthwise: String = "dw") -> [String] {
  [
    "conv1 padding 1", "bn epsilon 0.001", "relu", "\(depthwise) groups 8", "relu6",
    "avgpool 2 padding 1", "conv2", "tanh", "maxpool 2 ceil", "dropout", "flatten", "fc1",
    "sigmoid", "fc2",
  ]
}

@Suite struct LayerSequenceTests {
  @Test(arguments: ["pytorch", "mlx", "hwio", "keras"])
  func theLogitsAreThoseOfPyTorchWhateverTheLayout(name: String) throws {
    let model = try open(name).arranged(nil)
    let isKeras = name == "keras"
    let network = try Network(
      model: model, sequence: sequence(depthwise: isKeras ? "dw/depthwise_kernel:0" : "dw"),
      imageShape: [3, 18, 18])
    #expect(
      network.layers.map(\.name)
        == ["conv1", isKeras ? "dw/depthwise_kernel:0" : "dw", "conv2", "fc1", "fc2"])
    #expect(network.layers.map(\.groups) == [1, 8, 1, 1, 1])
    let truth = try open("truth").tensors
    let images = try #require(truth.first { $0.name == "input" }).floats()
    let logits = try #require(truth.first { $0.name == "logits" }).floats()
    let output = try network.forward(images, to: .logits)
    #expect(output.shape == logits.shape)
    let largest = logits.values.reduce(0) { max($0, abs($1)) }
    // Sums in Float, taken in another order through five layers.
    for (value, expected) in zip(output.values, logits.values) {
      #expect(abs(value - expected) <= 1e-5 * largest)
    }
  }

  @Test(arguments: ["mlx", "hwio", "keras"])
  func theUnfoldedMatricesAreThoseOfThePyTorchLayout(name: String) throws {
    let pytorch = try Network(model: open("pytorch").arranged(nil))
    let network = try Network(model: open(name).arranged(nil))
    #expect(network.layers.map(\.weightShape) == pytorch.layers.map(\.weightShape))
    #expect(network.layers.map(\.rows) == pytorch.layers.map(\.rows))
    for index in [0, 1, 2, 4] {
      #expect(
        try network.weight(of: network.layers[index]) == pytorch.weight(of: pytorch.layers[index]))
    }
    // The layer behind the flattening takes its inputs in another order.
    let weight = try Array(network.weight(of: network.layers[3]).elements.rounded)
    let truth = try Array(pytorch.weight(of: pytorch.layers[3]).elements.rounded)
    for row in 0..<11 {
      let columns = row * 54..<(row + 1) * 54
      #expect(weight[columns].sorted() == truth[columns].sorted())
    }
  }

  @Test(
    arguments: [
      ("leakyrelu", [-0.01, 0, 2]), ("leakyrelu 0.25", [-0.25, 0, 2]), ("relu6", [0, 0, 2]),
      ("sigmoid", [0.26894142, 0.5, 0.8807971]), ("tanh", [-0.7615942, 0, 0.9640276]),
      ("gelu", [-0.15865525, 0, 1.9544997]), ("dropout", [-1, 0, 2]),
    ] as [(String, [Float])])
  func anActivationIsPyTorchs(word: String, expected: [Float]) throws {
    // Logits are before a closing sigmoid, so the activation is not the last word.
    let network = try Network(
      model: open("pytorch"), sequence: [word, "avgpool 1"], imageShape: [1, 1, 3])
    let image = Tensor(shape: try #require(Shape([1, 1, 1, 3])), values: [-1, 0, 2])
    for (value, truth) in zip(try network.forward(image, to: .logits).values, expected) {
      // The truths have eight digits.
      #expect(abs(value - truth) <= 2e-7)
    }
  }

  @Test func theMeanOfEachMapIsAWord() throws {
    let network = try Network(
      model: open("pytorch"), sequence: ["globalavgpool", "flatten"], imageShape: [2, 3, 2])
    let image = Tensor(
      shape: try #require(Shape([1, 2, 3, 2])), values: [1, 2, 3, 4, 5, 9, 1, 1, 1, 1, 1, 7])
    let output = try network.forward(image, to: .logits)
    #expect(output.values == [4, 2] && output.shape.extents == [1, 2])
  }

  @Test(arguments: [
    ("maxpool 2.5", "2.5"), ("conv1 ceil", "ceil"), ("relu6 2", "no number"), ("bn eps 1", "eps"),
    ("avgpool", "avgpool 2"), ("maxpool 2 stride ceil", "stride"),
  ])
  func aSettingThatIsNotUnderstoodIsNamed(word: String, named: String) throws {
    let model = try open("pytorch")
    let error = #expect(throws: Failure.self) {
      try Network(model: model, sequence: [word], imageShape: [3, 18, 18])
    }
    #expect(error?.description.contains(named) == true)
  }
}
