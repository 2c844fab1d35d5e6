import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// Transposed convolutions without a graph (`Tests/Fixtures/groups/make_transposed.py`).
@Suite struct TransposedConvolutionTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/groups")

  private static func open(_ name: String) throws -> StoredModel {
    try StoredModel.open(path: folder.appending(path: name).path())
  }

  @Test(arguments: ["generator", "decoder"])
  func eachIsTheConvolutionThatDoesTheSame(name: String) throws {
    let truth = try Self.open("transposed.npz").tensors
    let network = try Network(model: Self.open("\(name).pth"))
    #expect(network.layers.count == truth.count { $0.name.hasPrefix(name) })
    for layer in network.layers {
      let expected = try #require(truth.first { $0.name == "\(name).\(layer.name)" }).floats()
      #expect(layer.areGroupsKnown && layer.weightShape == expected.shape, "\(layer.name)")
      #expect(try network.weight(of: layer).elements == .floats(expected.values[...]))
    }
    #expect(network.layers.first { $0.name == "grouped" }?.groups == (name == "decoder" ? 4 : nil))
  }
}
