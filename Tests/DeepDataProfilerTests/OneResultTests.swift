import DeepDataProfiler
import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Testing

/// A network of every kind of product and one with a large head, whose results must not depend on how they
/// are computed: not on threads, on how the data set is cut, or on what was asked before
/// (`make_bits.py` and `make_head.py` of `Tests/Fixtures/bits`).
@Suite(.serialized) struct OneResultTests {
  private static let folder = fixtures.appending(path: "bits")
  private static let names = ["mixed", "head"]

  private static func array(_ name: String, of network: String) throws -> Tensor {
    let model = try StoredModel.open(path: folder.appending(path: "\(network)_logits.npz").path())
    return try #require(model.tensors.first { $0.name == name }).floats()
  }

  private static func network(_ name: String) throws -> Network {
    try Network(model: StoredModel.open(path: folder.appending(path: "\(name).onnx").path()))
  }

  private static func profiler(_ name: String) throws -> Profiler {
    try Profiler(
      model: folder.appending(path: "\(name).onnx").path(),
      data: folder.appending(path: "\(name).npz").path())
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

  @Test(arguments: names) func theLogitsAreThoseOfOnnxruntime(_ name: String) throws {
    let (images, expected) = (
      try Self.array("input", of: name), try Self.array("output", of: name)
    )
    let logits = try Self.network(name).forward(images, to: .logits)
    #expect(logits.shape == expected.shape)
    let largest = expected.values.reduce(0) { max($0, abs($1)) }
    for (logit, truth) in zip(logits.values, expected.values) {
      // Chains of sums of up to 2000 products, in Float.
      #expect(abs(logit - truth) <= 2e-6 * largest)
    }
  }

  /// Images by themselves, in pairs and so on, on every number of threads: logits and gradients.
  @Test(arguments: names) func everyCutOfTheImagesGivesTheSameBits(_ name: String) async throws {
    let images = try Self.array("input", of: name)
    let network = try Self.network(name)
    let last = network.layers.count - 1
    let logits = try network.forward(images, to: .logits)
    let gradient = try network.gradient(images, of: last) { $0 }
    try await Self.onEachNumberOfThreads { threads in
      // Copies share plans and packed weights; a network of its own has none.
      let other = try Self.network(name)
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

  /// The features of images by themselves, in pairs and so on, and then the head with all of them.
  @Test func everyCutBeforeTheHeadGivesTheSameBits() async throws {
    let images = try Self.array("input", of: "head")
    let network = try Self.network("head")
    let head = try #require(network.head(of: .logits))
    let logits = try network.forward(images, to: .logits)
    try await Self.onEachNumberOfThreads { threads in
      for size in [1, 2, 3, 4, 7, 11] {
        let parts = try Self.parts(of: images, size)
        let features = try parts.map { try network.forward($0, to: .features(head)) }
        var seen: [Int] = []
        let found = try network.forward(
          Tensor.joined(features), from: head, to: .logits, observing: [0, 3]
        ) { seen.append($0.layer) }
        #expect(found == logits, "\(size) images, \(threads) threads")
        #expect(seen == [3])
      }
    }
  }

  /// Not where the logits take something else besides, nor where a pass has a number of images.
  @Test func aHeadTakesOneValueAndHasMostWeights() throws {
    let network = try Self.network("head")
    #expect(network.head(of: .logits)?.layers == [2, 3, 4])
    #expect(network.head(of: .layer(3))?.layers == [2, 3])
    #expect(network.head(of: .layer(1)) == nil)
    #expect(network.head(of: .activation(after: 3)) == nil)
    var forked = network
    forked.choose(output: "forked")
    #expect(forked.head(of: .logits) == nil)
    #expect(forked.head(of: .layer(4)) == network.head(of: .logits))
    #expect(try Self.network("fixed").head(of: .logits) == nil)
    #expect(try Self.network("mixed").head(of: .logits) == nil)
  }

  /// A fully connected layer's signals are its output in another orthonormal basis.
  @Test func signalsOfTheHeadAreOfTheImagesInOrder() async throws {
    let images = try Self.array("input", of: "head")
    let (network, profiler) = (try Self.network("head"), try Self.profiler("head"))
    for layer in 2...4 {
      let output = try network.forward(images, to: .layer(layer))
      let signals = try await profiler.signals(of: layer).signals
      #expect(signals.shape[0] == images.shape[0])
      for image in 0..<images.shape[0] {
        let norms = [output, signals].map { tensor in
          let row = tensor.values[image * tensor.shape[1]..<(image + 1) * tensor.shape[1]]
          return row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
        // Float's rounding of so many sums.
        #expect(abs(norms[0] - norms[1]) <= 1e-5 * norms[0], "layer \(layer), image \(image)")
      }
    }
  }

  /// A layer that is looked at is not joined with what follows it.
  @Test(arguments: names) func whoLooksAtLayersChangesNothing(_ name: String) throws {
    let images = try Self.array("input", of: name)
    let network = try Self.network(name)
    var seen: [Int] = []
    let observed = try network.forward(
      images, to: .logits, observing: Set(network.layers.indices)
    ) { seen.append($0.layer) }
    #expect(seen == Array(network.layers.indices))
    #expect(try network.forward(images, to: .logits) == observed)
  }

  @Test(arguments: names) func signalsAndHierarchiesDoNotDependOnThreadsOrRequestsBefore(
    _ name: String
  ) async throws {
    let first = try Self.profiler(name)
    let layers = first.findings.model.layers.indices
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
    #expect(expected.count == layers.count && layers.count > 4)
    var random = SplitMix(seed: 4)
    try await Self.onEachNumberOfThreads { threads in
      let profiler = try Self.profiler(name)
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
