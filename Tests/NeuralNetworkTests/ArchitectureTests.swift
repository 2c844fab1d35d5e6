import Foundation
import LinearAlgebra
import System
import Testing

@testable import Formats
@testable import NeuralNetwork

/// What `Tests/Fixtures/architectures/make_architectures.py` wrote down of torchvision's networks.
private enum Torchvision {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/architectures")

  /// A tensor of the state dict, or a layer and its output: a name and extents.
  struct Named: Decodable, Equatable {
    let name: String
    let extents: [Int]

    init(_ name: String, _ extents: [Int]) {
      self.name = name
      self.extents = extents
    }

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      name = try pair.decode(String.self)
      extents = try pair.decode([Int].self)
    }
  }

  struct Description: Decodable {
    let tensors: [Named]
    /// What the layers give, by the size of the images.
    let layers: [String: [Named]]
  }

  static func open(_ name: String) throws -> StoredModel {
    try StoredModel.open(path: folder.appending(path: name).path())
  }

  static let names: [String] = (try? open("networks.npz").tensors.map(\.name)) ?? []

  static func description(_ name: String) throws -> Description {
    let text = try #require(open("networks.npz").tensors.first { $0.name == name })
    let bytes = try text.integers().map { UInt8($0) }
    return try JSONDecoder().decode(Description.self, from: Data(bytes))
  }

  /// A file with these tensors, whose numbers are all 0 and take no room on the disk.
  static func withModel<Result>(
    of tensors: [Named], _ body: (StoredModel) throws -> Result
  ) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data().write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let shapes = try tensors.map { try #require(Shape($0.extents)) }
    let size = 4 * (shapes.map(\.count).max() ?? 0)
    let handle = try FileHandle(forWritingTo: url)
    try handle.truncate(atOffset: UInt64(size))
    try handle.close()
    let file = try MappedFile(path: url.path())
    let stored = try zip(tensors, shapes).map { tensor, shape in
      try StoredTensor(
        name: tensor.name, elementType: .float32, shape: shape, storage: .mapped(file, 0..<size),
        offset: 0, place: Place(file: url.path()))
    }
    return try body(StoredModel(format: .pytorch, path: url.path(), tensors: stored))
  }

  /// The network of a description, for images of a size.
  static func network(
    of tensors: [Named], _ image: [Int]? = nil, sequence: [String]? = nil
  ) throws -> Network {
    try withModel(of: tensors) {
      try Network(model: $0, sequence: sequence, imageShape: image)
    }
  }
}

@Suite struct ArchitectureTests {
  @Test func thereAreNetworksOfEveryFamily() {
    #expect(Torchvision.names.count == 26)
  }

  @Test(arguments: Torchvision.names)
  func aNetworkIsRecognisedAndItsLayersGiveWhatTheyGiveInTorchvision(name: String) throws {
    let description = try Torchvision.description(name)
    #expect(description.layers.count == 2)
    for (size, layers) in description.layers {
      let network = try Torchvision.network(
        of: description.tensors, [3] + size.split(separator: "x").compactMap { Int($0) })
      #expect(network.architecture == name)
      #expect(network.hasGraph && network.imagesAtOnce == nil)
      #expect(
        network.layers.map { Torchvision.Named($0.name, $0.outputShape?.extents ?? []) } == layers)
    }
  }

  @Test(arguments: ["resnet", "densenet", "mobilenet_v2"])
  func aNarrowNetworksLogitsAreThoseOfTorchvision(name: String) throws {
    let truth = try Torchvision.open("logits.npz").tensors
    let images = try #require(truth.first { $0.name == "\(name).images" }).floats()
    let logits = try #require(truth.first { $0.name == "\(name).logits" }).floats()
    let image = Array(images.shape.extents.dropFirst())
    let network = try Network(model: Torchvision.open("\(name).npz"), imageShape: image)
    #expect(network.architecture == name)
    #expect(network.imageShape?.extents == image)
    let output = try network.forward(images, to: .logits)
    #expect(output.shape == logits.shape)
    let largest = logits.values.reduce(0) { max($0, abs($1)) }
    // Sums in Float, taken in another order through some fifty layers.
    for (value, expected) in zip(output.values, logits.values) {
      #expect(abs(value - expected) <= 2e-5 * largest)
    }
  }

  @Test func aNetworkWhoseWeightsAreNormalisedIsRecognisedAndRunsAsItIs() throws {
    let truth = try Torchvision.open("logits.npz").tensors
    let images = try #require(truth.first { $0.name == "resnet.images" }).floats()
    let logits = try #require(truth.first { $0.name == "resnet.logits" }).floats()
    var tensors: [StoredTensor] = []
    for tensor in try Torchvision.open("resnet.npz").tensors {
      guard tensor.shape.rank == 4 else {
        tensors.append(tensor)
        continue
      }
      // Each filter's norm, and the filter at another length.
      let weight = try tensor.floats()
      let (filters, size) = (weight.shape[0], weight.shape.count / weight.shape[0])
      let norms = (0..<filters).map { filter in
        weight.values[filter * size..<(filter + 1) * size].reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      let direction = weight.values.enumerated().map { $1 * Float($0 / size + 1) }
      tensors.append(
        try StoredTensor(
          name: "\(tensor.name)_g",
          tensor: Tensor(shape: #require(Shape([filters, 1, 1, 1])), values: norms)))
      tensors.append(
        try StoredTensor(
          name: "\(tensor.name)_v", tensor: Tensor(shape: weight.shape, values: direction)))
    }
    let network = try Network(
      model: StoredModel(
        format: .npz, path: "", tensors: ParametrizedNames.resolved(tensors)),
      imageShape: Array(images.shape.extents.dropFirst()))
    #expect(network.architecture == "resnet")
    let output = try network.forward(images, to: .logits)
    let largest = logits.values.reduce(0) { max($0, abs($1)) }
    for (value, expected) in zip(output.values, logits.values) {
      #expect(abs(value - expected) <= 2e-5 * largest)
    }
  }

  /// timm's `resnetblur50` has the tensors of a `resnet50`: the name in a checkpoint decides.
  @Test(arguments: [
    ("resnet18", true), ("ResNet", true), ("resnet18.tv_in1k", true), ("tv_resnet18", true),
    ("resnetblur18", false), ("resnet18d", false), ("resnet_blur", false), ("vgg16", false),
  ])
  func aCheckpointThatCallsItselfSomethingElseIsNotRecognised(name: String, isOne: Bool) throws {
    let description = try Torchvision.description("resnet18")
    try Torchvision.withModel(of: description.tensors) { model in
      let stated = StoredModel(
        format: .pytorch, path: "", tensors: model.tensors, statedArchitecture: name)
      let network = try Network(model: stated)
      #expect((network.architecture != nil) == isOne)
    }
  }

  @Test func theCheckpointsOfDenseNetThatWereReleasedAreRecognised() throws {
    let tensors = try Torchvision.description("densenet121").tensors.map { tensor in
      let parts = tensor.name.split(separator: ".").map(String.init)
      let name = parts.map { part in
        parts.contains { $0.hasPrefix("denselayer") } && ["norm", "conv"].contains(part.dropLast())
          ? part.dropLast() + "." + part.suffix(1) : part
      }
      return Torchvision.Named(name.joined(separator: "."), tensor.extents)
    }
    let network = try Torchvision.network(of: tensors)
    #expect(network.architecture == "densenet121")
    #expect(network.layers[1].name == "features.denseblock1.denselayer1.conv.1")
  }

  @Test func anImageIsAsTorchvisionTrainsWhereNothingTells() throws {
    let tensors = try Torchvision.description("squeezenet1_1").tensors
    #expect(try Torchvision.network(of: tensors).imageShape?.extents == [3, 224, 224])
    // The number of channels is the first weight's, whatever the images have.
    let grey = try Torchvision.network(of: tensors, [1, 100, 80])
    #expect(grey.imageShape?.extents == [3, 100, 80])
  }

  @Test(arguments: Torchvision.names)
  func aFileThatDiffersInOneTensorIsNotRecognised(name: String) throws {
    let tensors = try Torchvision.description(name).tensors
    let places = tensors.indices.filter { tensors[$0].extents.count > 0 }
    for place in [places[0], places[places.count / 2], places[places.count - 1]] {
      let tensor = tensors[place]
      var missing = tensors
      missing.remove(at: place)
      var wider = tensors
      wider[place] = Torchvision.Named(
        tensor.name, [tensor.extents[0] + 1] + tensor.extents.dropFirst())
      for changed in [missing, wider] {
        let network = try Torchvision.network(of: changed)
        #expect(network.architecture == nil && !network.hasGraph, "\(tensor.name)")
        #expect(!network.layers.isEmpty)
      }
    }
    let extra = tensors + [Torchvision.Named("layer1.0.se.fc1.weight", [4, 4])]
    #expect(try Torchvision.network(of: extra).architecture == nil)
  }

  @Test func theSequenceOfACardComesBeforeWhatIsRecognised() throws {
    let tensors = try Torchvision.description("resnet18").tensors
    let network = try Torchvision.network(
      of: tensors, [3, 32, 32], sequence: ["conv1 stride 2 padding 3", "bn1", "relu"])
    #expect(network.architecture == nil)
    #expect(network.layers.map(\.name) == ["conv1"])
    #expect(network.layers[0].outputShape?.extents == [64, 16, 16])
  }

  @Test(arguments: [6, 7]) func unevenPoolingIsAsInPyTorch(count: Int) throws {
    let arrays = try Torchvision.open("adaptive.npz").tensors
    let maps = try #require(arrays.first { $0.name == "input" }).floats()
    let pooled = try #require(arrays.first { $0.name == "\(count)x\(count)" }).floats()
    var builder = GraphBuilder()
    var value = GraphBuilder.input
    for (axis, extent) in [(2, 4), (3, 13)] {
      value = builder.adaptiveAverage("pool", of: value, axis: axis, from: extent, to: count)
    }
    let graph = builder.graph(to: value, image: [3, 4, 13])
    let network = try Network(
      model: StoredModel(format: .onnx, path: "pool.onnx", tensors: [], graph: graph))
    let output = try network.forward(maps, to: .logits)
    #expect(output.shape == pooled.shape)
    // Means of at most nine numbers of magnitude 3, rounded twice instead of once.
    for (value, expected) in zip(output.values, pooled.values) {
      #expect(abs(value - expected) <= 1e-6)
    }
  }

  @Test func imagesThatAreTooSmallAreAFaultOfTheNodeThatCanNotTakeThem() throws {
    try Torchvision.withModel(of: Torchvision.description("alexnet").tensors) { model in
      let network = try Network(model: model, imageShape: [3, 16, 16])
      #expect(network.architecture == "alexnet")
      #expect(network.layers[1].outputShape?.extents == [192, 1, 1])
      #expect(network.layers[2].outputShape == nil)
      let images = Tensor(
        shape: try #require(Shape([1, 3, 16, 16])), values: Array(repeating: 0, count: 768))
      #expect(try network.forward(images, to: .layer(1)).shape.extents == [1, 192, 1, 1])
      let error = #expect(throws: Failure.self) {
        try network.forward(images, to: .layer(2))
      }
      #expect(error?.place == "node maxpool (MaxPool)")
    }
  }
}
