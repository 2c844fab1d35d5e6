import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// What onnxruntime and torch make of layers and of what follows them
/// (`Tests/Fixtures/activations/make_activations.py`).
@Suite struct ActivationTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/activations")

  private let arrays: [String: Tensor]
  private let names: [String: String?]
  private let model: String
  private var network: Network

  private init(_ model: String) throws {
    self.model = model
    let files = ["onnx", "npz"].map { Self.folder.appending(path: "\(model).\($0)").path() }
    network = try Network(model: StoredModel.open(path: files[0]))
    arrays = try StoredModel.open(path: files[1]).tensors.reduce(into: [:]) {
      $0[$1.name] = try $1.floats()
    }
    let names = try JSONDecoder().decode(
      [String: [String: String?]].self,
      from: Data(contentsOf: Self.folder.appending(path: "activations.json")))
    self.names = try #require(names[model])
  }

  init() throws { try self.init("written") }

  @Test(arguments: ["written", "exported", "tokens"])
  func anActivationIsNamedByWhatItDoes(_ model: String) throws {
    let all = try Self(model)
    #expect(Set(all.network.layers.map(\.name)) == Set(all.names.keys))
    for layer in all.network.layers {
      #expect(try all.network.activation(after: layer.index).name == all.names[layer.name] ?? "?")
    }
  }

  @Test(arguments: ["written", "exported", "tokens"])
  func theStagesOfALayerAreThoseOfOnnxruntimeAndTorch(_ model: String) throws {
    let all = try Self(model)
    let input = try #require(all.arrays["input"])
    for layer in all.network.layers {
      var taken: Tensor?
      let output = try all.network.forward(
        input, to: .layer(layer.index), observing: Set(all.network.layers.indices)
      ) {
        if $0.layer == layer.index { taken = try all.network.input(of: $0) }
      }
      let activated = try all.network.forward(input, to: .activation(after: layer.index))
      #expect(activated.shape == output.shape)
      #expect(output.shape.extents.dropFirst().elementsEqual(layer.outputShape?.extents ?? []))
      try all.expect(taken, isNear: "input", of: layer, isOptional: model != "tokens")
      #expect(
        taken?.shape.extents.dropFirst().elementsEqual(layer.inputShape?.extents ?? []) == true)
      try all.expect(output, isNear: "output", of: layer)
      try all.expect(activated, isNear: "activated", of: layer)
    }
  }

  /// `make_unnamed.py`: a ReLU as far as 20, and an operator that is not known.
  @Test func whatIsNoKnownActivationIsNotNamedLikeOne() throws {
    let network = try Network(
      model: StoredModel.open(path: Self.folder.appending(path: "unnamed.onnx").path()))
    #expect(try network.activation(after: 0).name == "Clip")
    let shape = try #require(Shape([1, 1, 1, 4]))
    let image = Tensor(shape: shape, values: [-1, 1, 2, 3])
    #expect(try network.forward(image, to: .activation(after: 0)).values == [0, 10, 20, 20])
    #expect(try network.forward(image, to: .layer(1)).values == image.values)
    let fault = #expect(throws: Failure.self) { try network.activation(after: 1) }
    #expect(fault?.description.contains("the operator Shrink is not supported") == true)
    #expect(throws: Failure.self) { try network.forward(image, to: .activation(after: 1)) }
  }

  /// Where tokens of all images are rows of one matrix, images go one by one.
  @Test func signalsOfTokensBelongToTheirImage() throws {
    let all = try Self("tokens")
    #expect(all.network.imagesAtOnce == 1)
    let image = try #require(all.arrays["input"])
    let shape = try #require(Shape([3] + image.shape.extents.dropFirst()))
    let images = Tensor(
      shape: shape, values: image.values.map { -$0 } + image.values + image.values.map { 2 * $0 })
    for layer in all.network.layers {
      let alone = try all.network.forward(image, to: .layer(layer.index)).values
      let among = try all.network.forward(images, to: .layer(layer.index)).values
      #expect(Array(among[alone.count..<2 * alone.count]) == alone)
    }
  }

  /// Sums of a few products in Float, and functions of them, taken in another order.
  private func expect(
    _ tensor: Tensor?, isNear part: String, of layer: LinearLayer, isOptional: Bool = false
  ) throws {
    guard let expected = arrays["\(layer.name).\(part)"] else {
      #expect(isOptional)
      return
    }
    let tensor = try #require(tensor)
    #expect(tensor.shape.extents.filter { $0 != 1 } == expected.shape.extents.filter { $0 != 1 })
    let largest = expected.values.reduce(1) { max($0, abs($1)) }
    for (value, exact) in zip(tensor.values, expected.values) {
      #expect(abs(value - exact) <= 1e-5 * largest, "\(layer.name).\(part)")
    }
  }
}
