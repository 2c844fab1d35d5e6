import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// Gradients of operators against central differences, and of networks against torch.autograd.
@Suite struct GradientTests {
  /// The operators that have none.
  private static let without: Set<String> = [
    // Whole numbers, truth values, and what is the same for all numbers near one another.
    "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Not", "ArgMax",
    "ArgMin", "Floor", "Ceil", "Round", "Sign", "Shape", "Size", "Range", "Constant",
    "ConstantOfShape", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear",
    "com.microsoft.QuantizeLinear", "com.microsoft.DequantizeLinear",
    // What is written out with these.
    "QLinearConv", "com.microsoft.QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger",
    "com.microsoft.QGemm", "com.microsoft.MatMulIntegerToFloat",
    "com.microsoft.DynamicQuantizeMatMul", "com.microsoft.QLinearAdd", "com.microsoft.QLinearMul",
    "com.microsoft.QLinearGlobalAveragePool", "com.microsoft.QLinearAveragePool",
    "com.microsoft.QLinearSigmoid", "com.microsoft.QLinearLeakyRelu",
    "com.microsoft.QLinearReduceMean", "com.microsoft.QLinearSoftmax",
    "com.microsoft.QLinearConcat",
  ]

  @Test func everyOperatorHasAGradientThatIsTestedOrNone() {
    let names = Set(OperatorTable.families.flatMap(\.entries).map(\.name))
    #expect(Set(GradientCase.all.map(\.operation)).union(Self.without) == names)
    #expect(Self.without == names.filter { !OperatorTable.hasGradient($0) })
  }

  /// The derivative along random directions of 1 and -1, by central differences of two steps
  /// (Richardson): their error is of the fourth power of 1/64, and what Float loses is 64 times its
  /// 6e-8 of the values, so that a gradient is right to 1e-3 of its length.
  @Test(arguments: GradientCase.all)
  func aGradientIsWhatCentralDifferencesGive(_ item: GradientCase) throws {
    var random = Random(seed: 20_221_116)
    let network = try item.network(&random)
    let image = try item.image(&random)
    let layer = network.layers.count - 1
    var weights: [Float] = []
    let (output, gradient) = try network.gradient(image, of: layer) { output in
      weights = output.values.map { _ in random.normal() }
      return Tensor(shape: output.shape, values: weights)
    }
    #expect(gradient.shape == image.shape)
    #expect(try output == network.forward(image, to: .layer(layer)))
    func sum(_ step: Float, _ direction: [Float]) throws -> Double {
      let moved = Tensor(
        shape: image.shape, values: zip(image.values, direction).map { $0 + step * $1 })
      let values = try network.forward(moved, to: .layer(layer)).values
      return zip(values, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let length = gradient.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(length > 0)
    for _ in 0..<6 {
      let direction = image.values.map { _ in random.uniform() < 0 ? Float(-1) : 1 }
      func difference(_ step: Float) throws -> Double {
        try (sum(step, direction) - sum(-step, direction)) / Double(2 * step)
      }
      let expected = try (4 * difference(1 / 128) - difference(1 / 64)) / 3
      let value = zip(gradient.values, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(value - expected) <= 1e-3 * length, "\(value), not \(expected)")
    }
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/gradients")
  private static let samples = folder.appending(path: "../../../SampleModels")

  /// `make_gradients.py`.
  @Test(arguments: ["vgg", "resnet", "mobilenet", "densenet", "mnist", "fashion"])
  func aNetworksGradientIsWhatTorchGives(_ name: String) throws {
    let folder = ["mnist", "fashion"].contains(name) ? Self.samples : Self.folder
    let network = try Network(
      model: StoredModel.open(path: folder.appending(path: "\(name).onnx").path()))
    let stored = try StoredModel.open(path: Self.folder.appending(path: "\(name).npz").path())
    let arrays = try Dictionary(
      stored.tensors.map { ($0.name, try $0.floats()) }, uniquingKeysWith: { first, _ in first })
    let images = try #require(arrays["input"])
    let layers = arrays.keys.filter { $0.hasSuffix(".gradient") }
      .compactMap { Int($0.dropFirst("layer".count).dropLast(".gradient".count)) }
    #expect(layers.count == 2)
    for layer in layers {
      let cotangent = try #require(arrays["layer\(layer).cotangent"])
      let expected = try #require(arrays["layer\(layer).gradient"])
      let expectedOutput = try #require(arrays["layer\(layer).output"])
      let (output, gradient) = try network.gradient(images, of: layer) { output in
        #expect(output.shape.count == cotangent.shape.count)
        return Tensor(shape: output.shape, values: cotangent.values)
      }
      #expect(gradient.shape == images.shape)
      // Sums of up to some thousand products in Float, one behind the other.
      for (values, truth) in [(output, expectedOutput), (gradient, expected)] {
        let largest = truth.values.reduce(0) { max($0, abs($1)) }
        let furthest = zip(values.values, truth.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(furthest <= 2e-5 * largest, "layer \(layer): \(furthest) of \(largest)")
      }
    }
  }

  private func network(
    _ nodes: [(String, [String], [String: StoredAttribute])], extents: [Int?] = [nil, 2, 5, 5]
  ) throws -> Network {
    // What a node gives is called by its number.
    let stored = nodes.enumerated().map { index, node in
      StoredNode(
        name: "node \(index)", operation: node.0, inputs: node.1, outputs: ["\(index)"],
        attributes: node.2)
    }
    return try Network(
      model: StoredModel(
        format: .onnx, path: "made.onnx", tensors: [],
        graph: StoredGraph(
          nodes: stored, inputs: [StoredValue(name: "image", extents: extents)],
          outputs: [StoredValue(name: "\(nodes.count - 1)", extents: [])], opset: 18)))
  }

  /// A weight of 2 filters, and what makes it.
  private let weight: [(String, [String], [String: StoredAttribute])] = [
    ("Constant", [], ["value_floats": .floats((0..<36).map { Float($0 % 7) - 3 })]),
    ("Constant", [], ["value_ints": .ints([2, 2, 3, 3])]),
    ("Reshape", ["0", "1"], [:]),
  ]

  private func images(_ count: Int) throws -> Tensor {
    var random = Random(seed: 7)
    let shape = try #require(Shape([count, 2, 5, 5]))
    return Tensor(shape: shape, values: (0..<shape.count).map { _ in random.normal() })
  }

  @Test func anOperatorWithoutAGradientIsNamedWhereThePathNeedsIt() throws {
    let needed = try network(
      weight + [("Floor", ["image"], [:]), ("Conv", ["3", "2"], [:]), ("Floor", ["4"], [:])])
    let fault = #expect(throws: Failure.self) {
      try needed.gradient(images(1), of: 0) { $0 }
    }
    #expect(fault?.description.contains("Floor has no gradient") == true)
    #expect(fault?.place == "node node 3 (Floor)")
    // Behind the layer, and where a choice is made, none is needed; nor of extents.
    let beside = try network(
      weight + [
        ("Relu", ["image"], [:]), ("Sign", ["image"], [:]), ("Equal", ["3", "4"], [:]),
        ("Where", ["5", "3", "image"], [:]), ("Shape", ["6"], [:]), ("Reshape", ["6", "7"], [:]),
        ("Conv", ["8", "2"], [:]), ("Floor", ["9"], [:]),
      ])
    _ = try beside.gradient(images(1), of: 0) { $0 }
  }

  @Test func gradientsAreTakenWithRespectToWhateverIsBefore() throws {
    let network = try network(
      weight + [
        ("Conv", ["image", "2"], ["pads": .ints([1, 1, 1, 1])]), ("Tanh", ["3"], [:]),
        ("Add", ["4", "3"], [:]), ("Mul", ["5", "image"], [:]), ("Conv", ["6", "2"], [:]),
      ])
    #expect(network.layers.count == 1)
    let second = try self.network(
      weight + [("Neg", ["2"], [:])] + [
        ("Conv", ["image", "2"], ["pads": .ints([1, 1, 1, 1])]), ("Mul", ["4", "4"], [:]),
        ("Conv", ["5", "3"], [:]),
      ])
    let images = try images(2)
    // Of W2 (y * y): 2 y times the gradient of y * y.
    let before = try second.gradient(images, of: 1, withRespectTo: .value("5")) { $0 }
    let squared = try second.gradient(images, of: 1, withRespectTo: .layer(0)) { $0 }
    let output = try second.forward(images, to: .layer(0))
    #expect(squared.output == before.output)
    for (index, value) in squared.gradient.values.enumerated() {
      #expect(abs(value - 2 * output.values[index] * before.gradient.values[index]) <= 1e-3)
    }
    let itself = try second.gradient(images, of: 0, withRespectTo: .layer(0)) { $0 }
    #expect(itself.gradient == output)
    #expect(throws: Failure.self) {
      try second.gradient(images, of: 0, withRespectTo: .layer(1)) { $0 }
    }
  }

  @Test func aGradientDoesNotDependOnThreadsOrOnOtherImages() throws {
    let network = try Network(
      model: StoredModel.open(path: Self.folder.appending(path: "resnet.onnx").path()))
    var random = Random(seed: 3)
    let shape = try #require(Shape([5, 3, 33, 33]))
    let images = Tensor(shape: shape, values: (0..<shape.count).map { _ in random.normal() })
    let layer = network.layers.count - 1
    let all = try network.gradient(images, of: layer) { $0 }
    let threads = linearAlgebraThreads()
    defer { setLinearAlgebraThreads(threads) }
    for count in [1, 3] {
      setLinearAlgebraThreads(count)
      #expect(try network.gradient(images, of: layer) { $0 }.gradient == all.gradient)
    }
    let size = shape.count / 5
    let third = Tensor(
      shape: try #require(Shape([1, 3, 33, 33])), values: Array(images.values[2 * size..<3 * size]))
    let alone = try network.gradient(third, of: layer) { $0 }
    #expect(alone.gradient.values == Array(all.gradient.values[2 * size..<3 * size]))
  }

  /// A graph for one image, or for channels behind: `make_graphs.py`.
  @Test(arguments: ["fixed_batch", "fixed_batch_4", "channels_last", "squeezed_batch", "branches"])
  func aGradientLiesAsTheImagesDo(_ name: String) throws {
    let graphs = Self.folder.appending(path: "../graphs")
    let network = try Network(
      model: StoredModel.open(path: graphs.appending(path: "\(name).onnx").path()))
    let arrays = try StoredModel.open(path: graphs.appending(path: "\(name).npz").path()).tensors
    let images = try #require(arrays.first { $0.name == "input" || $0.name == "images" }).floats()
    let layer = network.layers.count - 1
    let (output, gradient) = try network.gradient(images, of: layer) { $0 }
    #expect(gradient.shape == images.shape)
    var random = Random(seed: 5)
    // Of |Y|^2 / 2, along a direction.
    let direction = images.values.map { _ in random.uniform() < 0 ? Float(-1) : 1 }
    func energy(_ step: Float) throws -> Double {
      let moved = Tensor(
        shape: images.shape, values: zip(images.values, direction).map { $0 + step * $1 })
      return try network.forward(moved, to: .layer(layer)).values
        .reduce(0) { $0 + Double($1) * Double($1) / 2 }
    }
    let expected = try (energy(1 / 512) - energy(-1 / 512)) * 256
    let value = zip(gradient.values, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    let length = gradient.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(length > 0 && output.shape.count > 0)
    #expect(abs(value - expected) <= 1e-2 * length, "\(value), not \(expected)")
  }
}
