import DeepDataProfiler
import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// A network of every kind of product, whose results must not depend on how they are computed: not on
/// threads, on how the data set is cut, or on what was asked before (`Tests/Fixtures/bits/make_bits.py`).
@Suite(.serialized) struct OneResultTests {
  private static let folder = fixtures.appending(path: "bits")

  private static func array(_ name: String) throws -> Tensor {
    let model = try StoredModel.open(path: folder.appending(path: "mixed_logits.npz").path())
    return try #require(model.tensors.first { $0.name == name }).floats()
  }

  private static func network() throws -> Network {
    try Network(model: StoredModel.open(path: folder.appending(path: "mixed.onnx").path()))
  }

  private static func profiler() throws -> Profiler {
    try Profiler(
      model: folder.appending(path: "mixed.onnx").path(),
      data: folder.appending(path: "mixed.npz").path())
  }

  /// So many images at a time.
  private static func parts(of images: Tensor, _ size: Int) throws -> [Tensor] {
    let (count, image) = (images.shape[0], images.shape.count / images.shape[0])
    return try stride(from: 0, to: count, by: size).map { first in
      let last = min(count, first + size)
      return Tensor(
        shape: try #require(Shape([last - first] + images.shape.extents.dropFirst())),
        values: Array(images.values[first * image..<last * image]))
    }
  }

  /// Does the same on one to eight threads.
  private static func onEachNumberOfThreads(_ work: (Int) async throws -> Void) async throws {
    defer { setLinearAlgebraThreads(ProcessInfo.processInfo.activeProcessorCount) }
    for threads in 1...8 {
      setLinearAlgebraThreads(threads)
      try await work(threads)
    }
  }

  @Test func theLogitsAreThoseOfOnnxruntime() throws {
    let (images, expected) = (try Self.array("input"), try Self.array("output"))
    let logits = try Self.network().forward(images, to: .logits)
    #expect(logits.shape == expected.shape)
    let largest = expected.values.reduce(0) { max($0, abs($1)) }
    for (logit, truth) in zip(logits.values, expected.values) {
      // Chains of sums of up to 288 products, in Float.
      #expect(abs(logit - truth) <= 2e-6 * largest)
    }
  }

  /// Images by themselves, in pairs and so on, on every number of threads: logits and gradients.
  @Test func everyCutOfTheImagesGivesTheSameBits() async throws {
    let images = try Self.array("input")
    let network = try Self.network()
    let last = network.layers.count - 1
    let logits = try network.forward(images, to: .logits)
    let gradient = try network.gradient(images, of: last) { $0 }
    try await Self.onEachNumberOfThreads { threads in
      // Copies share plans and packed weights; a network of its own has none.
      let other = try Self.network()
      for size in [1, 2, 3, 4, 7, 11] {
        let parts = try Self.parts(of: images, size)
        let found = try parts.map { try other.forward($0, to: .logits) }
        #expect(found.flatMap(\.values) == logits.values, "\(size) images, \(threads) threads")
        let back = try parts.map { try other.gradient($0, of: last) { $0 } }
        #expect(
          back.flatMap(\.gradient.values) == gradient.gradient.values,
          "\(size) images, \(threads) threads")
      }
    }
  }

  /// A layer that is looked at is not joined with what follows it.
  @Test func whoLooksAtLayersChangesNothing() throws {
    let images = try Self.array("input")
    let network = try Self.network()
    var seen: [Int] = []
    let observed = try network.forward(
      images, to: .logits, observing: Set(network.layers.indices)
    ) { seen.append($0.layer) }
    #expect(seen == Array(network.layers.indices))
    #expect(try network.forward(images, to: .logits) == observed)
  }

  @Test func signalsAndHierarchiesDoNotDependOnThreadsOrRequestsBefore() async throws {
    let first = try Self.profiler()
    let layers = first.findings.model.layers.indices
    #expect(layers.count == 6)
    func tables(_ profiler: Profiler, _ order: [Int]) async throws -> [[SignalTable]] {
      var found: [Int: [SignalTable]] = [:]
      for layer in order {
        for pool in SignalTable.Pool.allCases {
          found[layer, default: []].append(try await profiler.signals(of: layer, pool: pool))
        }
      }
      return layers.compactMap { found[$0] }
    }
    let expected = try await tables(first, Array(layers))
    let logits = try await first.predictions(withLogits: true)
    let hierarchy = try await first.hierarchy(of: 3)
    #expect(expected.count == 6)
    var random = SplitMix(seed: 4)
    try await Self.onEachNumberOfThreads { threads in
      let profiler = try Self.profiler()
      // Predictions first, in the middle, or last.
      let order = layers.shuffled(using: &random)
      if threads % 3 == 0 {
        #expect(try await profiler.predictions().predicted == logits.predicted)
      }
      if threads % 2 == 0 { #expect(try await profiler.hierarchy(of: 3) == hierarchy) }
      #expect(try await tables(profiler, order) == expected, "\(threads) threads, \(order)")
      #expect(try await profiler.predictions(withLogits: true) == logits, "\(threads) threads")
      #expect(try await profiler.hierarchy(of: 3) == hierarchy, "\(threads) threads")
    }
  }
}
