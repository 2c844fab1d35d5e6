import Foundation
import LinearAlgebra
import System
import Testing

@testable import Formats

/// Weights that PyTorch stores as what they are computed from
/// (`Tests/Fixtures/parametrizations/make_parametrizations.py`).
@Suite struct ParametrizationTests {
  private static func tensors(_ file: String) throws -> [String: StoredTensor] {
    let folder = URL(filePath: Fixture.folder).deletingLastPathComponent()
    let path = folder.appending(path: "parametrizations/\(file)").path()
    let tensors = try StoredModel.open(path: path).tensors
    return Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
  }

  @Test(arguments: ["old", "new"])
  func weightsAreThoseThatTheLayersUse(name: String) throws {
    let tensors = try Self.tensors("\(name).pth")
    let truth = try Self.tensors("\(name).npz")
    // Nothing is left of what the weights were made of.
    let layers = Set(truth.keys.map { $0.dropLast(".weight".count) })
    #expect(Set(tensors.keys) == Set(layers.flatMap { ["\($0).weight", "\($0).bias"] }))
    for (key, expected) in truth {
      let weight = try #require(tensors[key], "\(key)").floats()
      let expected = try expected.floats()
      #expect(weight.shape == expected.shape, "\(key)")
      // PyTorch sums norms in Float: a few units in the last place.
      let largest = expected.values.map(abs).max() ?? 0
      #expect(
        zip(weight.values, expected.values).allSatisfy { abs($0 - $1) <= 2e-6 * largest }, "\(key)")
    }
  }

  @Test func aParametrizationThatTheFileDoesNotTellIsRefusedUnderTheWeightsName() throws {
    let tensors = try Self.tensors("unknown.pth")
    let layers = ["orthogonal", "exponential", "own", "low_rank", "over_own", "sparse"]
    #expect(
      Set(tensors.keys)
        == Set((layers + ["plain"]).flatMap { ["\($0).weight", "\($0).bias"] }))
    for layer in layers {
      let weight = try #require(tensors["\(layer).weight"])
      #expect(weight.refusal != nil, "\(layer)")
      #expect(throws: Failure.self) { try weight.floats() }
    }
    #expect(tensors["plain.weight"]?.refusal == nil)
    #expect(tensors["orthogonal.weight"]?.refusal?.problem.contains("orthogonal") == true)
    #expect(tensors["own.weight"]?.shape == Shape([4, 4]))
  }

  @Test func standardizedFiltersAreRefusedAsTheirFactorIsNotInTheFile() throws {
    let tensors = try Self.tensors("standardized.pth")
    for layer in ["convolution", "depthwise", "pointwise"] {
      let refusal = try #require(tensors["\(layer).weight"]?.refusal, "\(layer)")
      #expect(refusal.description.contains("standardised") && refusal.description.contains("ONNX"))
      #expect(tensors["\(layer).gain"]?.refusal == nil)
    }
    #expect(tensors["plain.weight"]?.refusal == nil && tensors["other.weight"]?.refusal == nil)
  }

  @Test(arguments: ["short_g", "flat_g", "small_mask", "long_u", "lone"])
  func partsThatDoNotFitAreRefused(layer: String) throws {
    let weight = try #require(try Self.tensors("ruined.pth")["\(layer).weight"])
    #expect(weight.shape == Shape([6, 4, 3, 3]))
    #expect(weight.refusal != nil)
  }

  @Test(arguments: ["zero_norm", "zero_sigma"])
  func aNormOfZeroIsNamedWhereTheWeightIsRead(layer: String) throws {
    let weight = try #require(try Self.tensors("ruined.pth")["\(layer).weight"])
    #expect(weight.refusal == nil)
    let error = #expect(throws: Failure.self) { try weight.floats() }
    #expect(error?.description.contains("is 0, and divided by that") == true)
  }

  @Test func whatHasItsOwnNameIsAsItIs() throws {
    let tensors = try Self.tensors("ruined.pth")
    #expect(try tensors["both.weight"]?.floats().values == Array(repeating: 1, count: 216))
    #expect(tensors["both.weight_v"] == nil && tensors["both.weight_g"] == nil)
    #expect(tensors["head_v"]?.shape == Shape([5, 5]) && tensors["head"] == nil)
  }

  @Test func nestingWithoutAnEndComesToAnEnd() throws {
    // A name that is pruned a thousand times over.
    let shape = try #require(Shape([2, 2]))
    let number = Tensor(shape: shape, values: [1, 2, 3, 4])
    var tensors: [StoredTensor] = []
    for depth in 1...1000 {
      let name = "weight" + String(repeating: "_orig", count: depth - 1)
      tensors.append(try StoredTensor(name: "\(name)_mask", tensor: number))
    }
    let innermost = "weight" + String(repeating: "_orig", count: 1000)
    tensors.append(try StoredTensor(name: innermost, tensor: number))
    let resolved = ParametrizedNames.resolved(tensors)
    #expect(resolved.contains { $0.refusal != nil || $0.name.hasSuffix("_orig") })
  }
}
