import Foundation
import NeuralNetwork
import System
import Testing

@testable import DeepDataProfiler

/// Which layer takes what another gives, and how strongly a vector feeds those of the next.
@Suite struct LinksTests {
  private static func profiler(_ file: String) throws -> Profiler {
    try Profiler(model: samples.appending(path: file).path())
  }

  @Test(arguments: ["mnist.onnx", "mnist.bin"])
  func aChainOfLayersIsFollowedThroughWhatActsOnEachMapAlone(_ file: String) async throws {
    let successors = try await Self.profiler(file).answer(to: SuccessorsQuestion())
    #expect(
      successors == [
        .layer(1, maps: []), .layer(2, maps: [12, 12]), .layer(3, maps: []), .end,
      ])
    #expect(successors.maps(flattenedFor: 2).map { [$0.height, $0.width] } == [12, 12])
    #expect(successors.maps(flattenedFor: 3) == nil)
  }

  /// Where a sum of two branches comes, no layer follows alone.
  @Test func residualBlocksBranch() async throws {
    let profiler = try Self.profiler("fashion.onnx")
    let successors = try await profiler.answer(to: SuccessorsQuestion())
    let names = profiler.findings.model.layers.map(\.name)
    let found = Dictionary(uniqueKeysWithValues: zip(names, successors))
    #expect(found["stem"] == .branches)
    #expect(found["block1.conv1"] == .layer(2, maps: []))
    #expect(found["block1.conv2"] == .branches)
    #expect(found["reduce.depthwise"] == .layer(4, maps: []))
    #expect(successors.last == .end)
  }

  @Test func strengthsAreThoseOfTheDefinition() async throws {
    let profiler = try Self.profiler("mnist.onnx")
    let expected = try ExpectedVectors.read().links
    for (layer, name) in ["conv1", "conv2", "fc1"].enumerated() {
      let matrix = try #require(expected[name])
      for (vector, strengths) in matrix.enumerated() where vector % 7 == 0 {
        let links = try await profiler.answer(
          to: LinksQuestion(layer: layer, vector: vector, to: layer + 1))
        #expect(links.layer == layer + 1)
        for (found, strength) in zip(links.strengths, strengths) {
          #expect(abs(found - strength) < 1e-4, "\(name) v\(vector)")
        }
        let order = links.strongest(3).map { links.strengths[$0] }
        #expect(order == links.strengths.sorted(by: >).prefix(3).map { $0 })
      }
    }
  }

  /// All vectors of a layer whose rank is the number of its outputs share each vector of the next among
  /// them.
  @Test func linksToOneVectorAddUpToOne() async throws {
    let profiler = try Self.profiler("mnist.onnx")
    var sums = [Double](repeating: 0, count: 128)
    for vector in 0..<32 {
      let links = try await profiler.answer(to: LinksQuestion(layer: 1, vector: vector, to: 2))
      for (next, strength) in links.strengths.enumerated() { sums[next] += strength }
    }
    for sum in sums { #expect(abs(sum - 1) < 1e-9) }
  }

  /// The layer behind the flattening looks at maps, whose filter can be drawn.
  @Test func theFilterOfAFlattenedLayerHasMaps() async throws {
    let filter = try await Self.profiler("mnist.onnx").filter(of: 2, vector: 3)
    #expect(filter.channels == 0..<32 && filter.height == 12 && filter.width == 12)
    #expect(filter.rightVector.count == 4608)
  }

  @Test func layersThatDoNotFitAreRefused() async throws {
    let profiler = try Self.profiler("mnist.onnx")
    // 128 outputs, 288 columns.
    await #expect(throws: Failure.self) {
      try await profiler.answer(to: LinksQuestion(layer: 2, vector: 0, to: 1))
    }
    await #expect(throws: Failure.self) {
      try await profiler.answer(to: LinksQuestion(layer: 0, vector: 99, to: 1))
    }
  }
}
