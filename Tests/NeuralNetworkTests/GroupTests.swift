import Foundation
import LinearAlgebra
import System
import Testing

@testable import Formats
@testable import NeuralNetwork

/// What is told of the groups of convolutions without a graph.
@Suite struct GroupTests {
  private typealias Named = (name: String, extents: [Int])

  private static func model(_ tensors: [Named], hasLayerOrder: Bool = true) throws -> StoredModel {
    StoredModel(
      format: .pytorch, path: "",
      tensors: try tensors.map { name, extents in
        let shape = try #require(Shape(extents))
        return try StoredTensor(
          name: name, elementType: .float32, shape: shape, strides: extents.map { _ in 0 },
          storage: .owned([0, 0, 0, 0]), offset: 0, place: Place(file: ""))
      },
      hasLayerOrder: hasLayerOrder)
  }

  /// The groups of each convolution; nil where they are not known.
  private static func groups(
    _ tensors: [Named], hasLayerOrder: Bool = true, stated: [String: Int] = [:]
  ) throws -> [Int?] {
    let model = try model(tensors, hasLayerOrder: hasLayerOrder)
    return try Network(model: model, groups: stated).layers.filter { $0.kind == .convolution }
      .map { $0.areGroupsKnown ? $0.groups : nil }
  }

  private static func chain(_ shapes: [[Int]]) -> [Named] {
    shapes.enumerated().map { ("features.\($0).weight", $1) }
  }

  @Test func aLayerBeforeThatGivesAsManyChannelsTellsOneGroup() throws {
    #expect(
      try Self.groups(Self.chain([[8, 3, 3, 3], [16, 8, 3, 3], [16, 16, 1, 1]])) == [1, 1, 1])
  }

  @Test func oneChannelBehindAsManyFiltersOrADivisorIsDepthwise() throws {
    #expect(try Self.groups(Self.chain([[16, 3, 3, 3], [16, 1, 3, 3]])) == [1, 16])
    #expect(try Self.groups(Self.chain([[16, 3, 3, 3], [32, 1, 3, 3]])) == [1, 16])
    #expect(
      try Self.groups(Self.chain([[16, 1, 5, 5], [1, 16, 1, 1], [8, 1, 3, 3]])) == [1, 1, 1])
  }

  @Test func firstThreeFiltersOfOneChannelMayBeOfColours() throws {
    #expect(try Self.groups(Self.chain([[3, 1, 3, 3], [16, 3, 1, 1]])) == [nil, 1])
    #expect(try Self.groups(Self.chain([[4, 1, 3, 3], [16, 4, 1, 1]])) == [1, 1])
  }

  /// As in a detector, whose heads are a list of such pairs: 480 filters behind 24 are no 24 groups.
  @Test func manyFiltersForEachChannelAreLeftOpen() throws {
    let heads = [
      [672, 3, 3, 3], [672, 1, 3, 3], [24, 672, 1, 1], [480, 1, 3, 3], [24, 480, 1, 1],
    ]
    #expect(try Self.groups(Self.chain(heads)) == [1, 672, 1, nil, 1])
  }

  /// As in DenseNet: the normalisation behind a layer is that of what is joined, before the next one.
  @Test func aNormalisationThatComesBeforeALayerDoesNotMakeTheLastOneTransposed() throws {
    let tensors: [Named] = [
      ("stem.weight", [64, 3, 3, 3]), ("norm1.weight", [64]), ("conv1.weight", [128, 64, 1, 1]),
      ("norm2.weight", [128]), ("conv2.weight", [32, 128, 3, 3]), ("norm3.weight", [128]),
      ("conv3.weight", [128, 128, 1, 1]),
    ]
    #expect(
      try Network(model: Self.model(tensors)).layers.map(\.weightShape.extents)
        == tensors.map(\.extents).filter { $0.count > 1 })
  }

  @Test func aMultipleOfTheChannelsIsGrouped() throws {
    #expect(try Self.groups(Self.chain([[64, 3, 1, 1], [64, 4, 3, 3]])) == [1, 16])
  }

  @Test func aKernelOfThreeAxesIsAConvolutionToo() throws {
    #expect(try Self.groups(Self.chain([[8, 3, 3, 3, 3], [8, 1, 3, 3, 3]])) == [1, 8])
  }

  /// A gate halves the channels, a shuffle of pixels quarters them, and so would groups.
  @Test func whatMayBeAGateOrAShuffleIsUnknown() throws {
    #expect(try Self.groups(Self.chain([[32, 3, 3, 3], [32, 16, 3, 3]])) == [1, nil])
    let shuffled = Self.chain([[16, 3, 3, 3], [64, 16, 3, 3], [64, 16, 3, 3]])
    #expect(try Self.groups(shuffled) == [1, 1, nil])
  }

  @Test func aShortcutTakesWhatTheBlockTakes() throws {
    let block: [Named] = [
      ("stem.weight", [64, 3, 7, 7]), ("layer.0.conv1.weight", [64, 64, 1, 1]),
      ("layer.0.conv2.weight", [64, 64, 3, 3]), ("layer.0.conv3.weight", [256, 64, 1, 1]),
      ("layer.0.downsample.0.weight", [256, 64, 1, 1]),
    ]
    #expect(try Self.groups(block) == [1, 1, 1, 1, 1])
    // Beside a shortcut that comes first, the input is not what the shortcut gives.
    let first: [Named] = [
      ("stem.weight", [64, 3, 7, 7]), ("block.conv.shortcut.expand.weight", [128, 64, 1, 1]),
      ("block.conv.conv_dw.weight", [128, 1, 7, 7]),
    ]
    #expect(try Self.groups(first)[2] != 128)
  }

  @Test func aBiasForAnotherNumberOfFiltersLeavesItOpen() throws {
    func decoder(bias: Int) -> [Named] {
      [("conv.weight", [8, 3, 3, 3]), ("up.weight", [8, 4, 2, 2]), ("up.bias", [bias])]
    }
    #expect(try Self.groups(decoder(bias: 6)) == [1, nil])
    #expect(try Self.groups(decoder(bias: 12)) == [1, nil], "8 channels are not in 3 groups")
    // A transposed convolution has its channels first.
    #expect(try Self.groups(decoder(bias: 4)) == [1, 1])
    #expect(try Self.groups(decoder(bias: 16)) == [1, 4])
  }

  @Test func theCardSettlesItAndMustFit() throws {
    let tensors = Self.chain([[32, 3, 3, 3], [32, 16, 3, 3]])
    #expect(try Self.groups(tensors, stated: ["features.1": 2]) == [1, 2])
    #expect(throws: Failure.self) { try Self.groups(tensors, stated: ["features.1": 3]) }
    #expect(throws: Failure.self) { try Self.groups(tensors, stated: ["features.2": 1]) }
  }

  @Test func theCardSaysMoreThanShapes() throws {
    let tensors = Self.chain([[16, 3, 3, 3], [32, 1, 3, 3]])
    #expect(try Self.groups(tensors) == [1, 16])
    #expect(try Self.groups(tensors, stated: ["features.1": 32]) == [1, 32])
  }

  @Test func aWeightOfUnknownGroupsIsNotRead() throws {
    let network = try Network(model: Self.model(Self.chain([[32, 3, 3, 3], [32, 16, 3, 3]])))
    _ = try network.weight(of: network.layers[0])
    let error = #expect(throws: Failure.self) { try network.weight(of: network.layers[1]) }
    #expect(error?.problem == "groups unknown")
  }

  @Test func withoutTheOrderOfLayersOnlyTheBlockTells() throws {
    let block: [Named] = [
      ("blocks.1.bn1.weight", [96]), ("blocks.1.conv_dw.weight", [96, 1, 3, 3]),
      ("blocks.1.conv_pw.weight", [96, 16, 1, 1]), ("blocks.1.conv_pwl.weight", [24, 96, 1, 1]),
      ("conv_stem.weight", [16, 3, 3, 3]),
    ]
    #expect(try Self.groups(block, hasLayerOrder: false) == [96, 1, 1, 1])
    // The second may take the 16 of the third, or the 32 of the first in two groups.
    let either: [Named] = [
      ("b.conv1.weight", [32, 16, 1, 1]), ("b.conv2.weight", [32, 16, 3, 3]),
      ("b.conv3.weight", [16, 32, 1, 1]),
    ]
    #expect(try Self.groups(either, hasLayerOrder: false) == [1, nil, 1])
    let alone: [Named] = [("a.weight", [8, 3, 3, 3]), ("b.weight", [32, 1, 3, 3])]
    #expect(try Self.groups(alone, hasLayerOrder: false) == [1, nil])
  }

  @Test func theCardsSequenceTakesAllChannelsOfTheLayerBefore() throws {
    let model = try Self.model(
      Self.chain([[16, 3, 3, 3], [16, 1, 3, 3], [16, 4, 3, 3]]))
    let words = ["features.0 padding 1", "relu", "features.1 padding 1", "features.2"]
    let network = try Network(model: model, sequence: words, imageShape: [3, 8, 8])
    #expect(network.layers.map(\.groups) == [1, 16, 4])
    #expect(network.layers.last?.outputShape?.extents == [16, 6, 6])
  }

  @Test func thereAreRealNetworks() {
    #expect(Self.networks.count == 13)
  }

  /// The groups of whole networks of torchvision's and timm's, as their modules have them
  /// (`Tests/Fixtures/groups/make_groups.py`).
  @Test(arguments: GroupTests.networks)
  func noneOfARealNetworkIsWrong(name: String) throws {
    struct Description: Decodable {
      let names: [String]
      let extents: [[Int]]
      let groups: [String: Int]
      let unknown: Int
    }
    let bytes = try #require(Self.file.tensors.first { $0.name == name }).integers().map {
      UInt8($0)
    }
    let truth = try JSONDecoder().decode(Description.self, from: Data(bytes))
    let model = try Self.model(zip(truth.names, truth.extents).map { ($0, $1) })
    let told = GroupEvidence.groups(
      of: model.tensors, layers: Set(truth.names), isOrdered: true)
    var unknown = 0
    for (layer, groups) in truth.groups {
      guard let told = told[layer] else {
        unknown += 1
        continue
      }
      #expect(told == groups, "\(name) \(layer)")
    }
    #expect(unknown <= truth.unknown, "\(name)")
  }

  private static var file: StoredModel {
    get throws {
      let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      return try StoredModel.open(
        path: folder.appending(path: "Fixtures/groups/networks.npz").path())
    }
  }

  static let networks = (try? file.tensors.map(\.name)) ?? []
}
