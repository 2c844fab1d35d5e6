import Foundation
import Formats
import LinearAlgebra
import System
import Testing

/// Checkpoints that hold several networks (`Tests/Fixtures/dictionaries/make_dictionaries.py`).
@Suite struct StateDictionaryTests {
  private static func open(_ name: String, weights: String? = nil) throws -> StoredModel {
    let folder = URL(filePath: Fixture.folder).deletingLastPathComponent()
    let path = folder.appending(path: "dictionaries/\(name).pth").path()
    return try StoredModel.open(path: path, weights: weights)
  }

  private static func first(_ model: StoredModel) throws -> Float? {
    try model.tensors.first?.floats().values.first
  }

  @Test func allAreNamedTheLikeliestFirstAndOneIsChosen() throws {
    let model = try Self.open("averaged")
    #expect(model.dictionaries?.names == ["state_dict", "state_dict_ema"])
    #expect(model.dictionaries?.chosen == "state_dict")
    #expect(try Self.first(model) == 1)
    let other = try Self.open("averaged", weights: "state_dict_ema")
    #expect(other.dictionaries?.chosen == "state_dict_ema")
    #expect(other.dictionaries?.others == ["state_dict"])
    #expect(try Self.first(other) == 2)
    #expect(other.statedArchitecture == "resnetblur50")
  }

  @Test func nestedOnesGoByTheKeysToThem() throws {
    #expect(try Self.open("generator").dictionaries?.names == ["models.G", "models.D"])
    let second = try Self.open("generator", weights: "models.D")
    #expect(second.tensors.map(\.name) == ["conv.weight", "conv.bias"])
  }

  @Test func cyclesEndAndWhatIsSharedIsNamedOnce() throws {
    #expect(try Self.open("cyclic").dictionaries?.names == ["model", "list.0"])
  }

  @Test func whatHasNoMatrixIsNoNetwork() throws {
    let model = try Self.open("one")
    #expect(model.dictionaries?.names == ["state_dict"])
    #expect(model.dictionaries?.others == [])
  }

  @Test func whatWrappersPutIntoNamesIsTakenOut() throws {
    #expect(
      try Self.open("wrapped_inside").tensors.map(\.name) == [
        "first.weight", "block.second.weight", "block.third.weight", "head.weight",
      ])
    #expect(
      try Self.open("mean").tensors.map(\.name) == ["0.weight", "0.bias", "1.weight", "1.bias"])
  }

  @Test func weightAndBiasOfAQuantisedLayerAreNamed() throws {
    let tensors = try Self.open("packed").tensors
    for (layer, extents) in [(0, [2, 3]), (1, [2, 2])] {
      let weight = try #require(tensors.first { $0.name == "\(layer).weight" })
      #expect(weight.shape.extents == extents)
      #expect(throws: Failure.self) { try weight.floats() }
      let bias = try #require(tensors.first { $0.name == "\(layer).bias" })
      #expect(try bias.floats().shape.extents == [2])
    }
  }

  @Test func aTensorThatIsNoPlainArrayHasItsShape() throws {
    let tensors = try Self.open("unplain").tensors
    #expect(
      tensors.map(\.shape.extents) == [[2, 3], [3, 3], [4, 4], [5, 2]])
    #expect(tensors.filter { (try? $0.floats()) != nil }.map(\.name) == ["plain.weight"])
  }

  @Test func whatAnOptimizerKeepsIsNoNetworkHoweverItIsSpelled() throws {
    #expect(try Self.open("stepped").dictionaries?.names == ["state_dict"])
  }

  @Test func aNameThatTheFileHasNotIsAnsweredWithThoseItHas() throws {
    let error = #expect(throws: Failure.self) {
      try Self.open("averaged", weights: "ema")
    }
    #expect(error?.kind == .usage)
    #expect(error?.cure == "it has state_dict, state_dict_ema")
    let many = #expect(throws: Failure.self) { try Self.open("many", weights: "head500") }
    #expect(many?.cure?.contains("head19 ...") == true)
    #expect(throws: Failure.self) {
      try StoredModel.open(path: Fixture.path("arrays.npz"), weights: "ema")
    }
  }
}
