import DeepDataProfiler
import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

/// The sample network, analysed by this library and by numpy, scipy, powerlaw and onnxruntime
/// (`Tests/Fixtures/chain/make_chain.py`).
private enum Chain {
  static let layers = ["conv1", "conv2", "fc1", "fc2"]

  /// The network in each of its files; shared, as one pass over the images serves all tests.
  private static let profilers = Result {
    try ["mnist.onnx", "mnist.bin"].reduce(into: [:]) { profilers, file in
      profilers[file] = try Profiler(model: samples.appending(path: file).path())
    }
  }

  static func profiler(_ file: String = "mnist.onnx") throws -> Profiler {
    try #require(profilers.get()[file])
  }

  static func array(_ name: String) throws -> Tensor {
    let model = try StoredModel.open(path: fixtures.appending(path: "chain/\(name)").path())
    return try #require(model.tensors.first).floats()
  }
}

/// A layer of `chain/spectra.json`.
private struct ExpectedSpectrum: Decodable {
  let name: String
  let count, rank, tailCount: Int
  let lambdaMax, alpha, xmin, ksDistance, alphaSigma, alphaWeighted, logNorm: Double
  let logSpectralNorm, logAlphaNorm, stableRank, entropy, effectiveRank: Double
  /// Nil where a matrix has one column.
  let mpSpikes: Int?
  let mpSigma2, mpLambdaMinus, mpLambdaPlus, mpSoftrank: Double?
  let singularValues: [Double]
}

/// The layers of a matrization there.
private struct ExpectedSpectra: Decodable {
  let alphaHat: Double
  let layers: [ExpectedSpectrum]
}

/// A case of `chain/hypergraphs.json`.
private struct ExpectedHypergraph: Decodable {
  struct Edge: Decodable {
    let `class`: Int
    let vectors: [Int]
    let signs: [String]
  }
  struct Group: Decodable {
    let vectors: [Int]
    let signs: [String]
    let classes, exemplars, exemplarsOfAll: [Int]
    let exemplarSignals: [Double]
  }
  let layer, polarity: String
  let quantile, majority, threshold: Double
  let classes: [Edge]
  let groups: [Group]
  let covers: [[Int]]
}

@Suite struct ChainTests {
  @Test(
    arguments: ["mnist.onnx", "mnist.bin"],
    [Matrization.unfolded, .toeplitz(mapSize: 8), .slices])
  func theSpectraAreThoseOfNumpyAndPowerlaw(
    _ file: String, _ matrization: Matrization
  ) async throws {
    let profiler = try Chain.profiler(file)
    let all = try decode([String: ExpectedSpectra].self, from: "chain/spectra.json")
    let expected = try #require(all[matrization.name])
    #expect(profiler.findings.model.layers.map(\.name) == expected.layers.map(\.name))
    var spectra: [Spectrum] = []
    for (layer, truth) in expected.layers.enumerated() {
      let spectrum = try await profiler.spectrum(of: layer, matrization)
      spectra.append(spectrum)
      let largest = truth.singularValues[0]
      #expect(spectrum.singularValues.count == truth.count)
      for (value, exact) in zip(spectrum.singularValues, truth.singularValues) {
        #expect(abs(value - exact) <= 1e-6 * largest)
      }
      #expect(spectrum.rank == truth.rank)
      let law = try spectrum.powerLaw.get()
      #expect(law.tailCount == truth.tailCount)
      #expect(spectrum.spikes == truth.mpSpikes)
      // All are smooth functions of singular values that agree to about 1e-12.
      let pairs: [(String, Double?, Double?)] = [
        ("lambda_max", spectrum.lambdaMax, truth.lambdaMax), ("alpha", law.alpha, truth.alpha),
        ("xmin", law.xmin, truth.xmin), ("D", law.distance, truth.ksDistance),
        ("sigma", law.sigma, truth.alphaSigma),
        ("weighted", spectrum.weightedAlpha, truth.alphaWeighted),
        ("norm", spectrum.logNorm, truth.logNorm),
        ("spectral norm", spectrum.logSpectralNorm, truth.logSpectralNorm),
        ("alpha norm", spectrum.logAlphaNorm, truth.logAlphaNorm),
        ("stable rank", spectrum.stableRank, truth.stableRank),
        ("entropy", spectrum.entropy, truth.entropy),
        ("effective rank", spectrum.effectiveRank, truth.effectiveRank),
        ("variance", spectrum.bulk?.variance, truth.mpSigma2),
        ("lower edge", spectrum.bulk?.lowerEdge, truth.mpLambdaMinus),
        ("upper edge", spectrum.bulk?.upperEdge, truth.mpLambdaPlus),
        ("soft rank", spectrum.softRank, truth.mpSoftrank),
      ]
      for (name, value, exact) in pairs {
        guard let exact else {
          #expect(value == nil, "\(truth.name) \(name)")
          continue
        }
        let value = try #require(value)
        #expect(abs(value - exact) <= 1e-6 * max(1, abs(exact)), "\(truth.name) \(name)")
      }
    }
    let alphaHat = try #require(AlphaHat(spectra.map { (1, $0) }).value)
    #expect(abs(alphaHat - expected.alphaHat) < 1e-6)
  }

  @Test(arguments: Chain.layers) func theSingularVectorsAreThoseOfNumpy(_ name: String) async throws
  {
    let profiler = try Chain.profiler()
    let layer = try #require(Chain.layers.firstIndex(of: name))
    let parts = try await profiler.decomposition(of: layer)
    let left = try Chain.array("left_vectors_\(name).npy")
    let right = try Chain.array("right_vectors_\(name).npy")
    #expect(left.shape.extents == [parts.leftVectors.rows, parts.rank])
    for (value, exact) in zip(parts.leftVectors.values, left.values) {
      #expect(abs(value - Double(exact)) < 1e-5)
    }
    // Of fc1 the fixture has the first vectors only.
    let found = parts.rightVectors(0..<right.shape[0])
    #expect(found.values.count == right.values.count)
    for (value, exact) in zip(found.values, right.values) {
      #expect(abs(value - Double(exact)) < 1e-5)
    }
  }

  @Test(arguments: [("conv2", 32, 3), ("fc2", 128, 1)])
  func aFilterIsARightVectorOfNumpy(_ name: String, _ channels: Int, _ side: Int) async throws {
    let profiler = try Chain.profiler()
    let layer = try #require(Chain.layers.firstIndex(of: name))
    let left = try Chain.array("left_vectors_\(name).npy")
    let right = try Chain.array("right_vectors_\(name).npy")
    let filter = try await profiler.filter(of: layer, vector: 3)
    #expect(filter.channels == 0..<channels && filter.height == side && filter.width == side)
    #expect(filter.filters == 0..<left.shape[0])
    let length = channels * side * side
    #expect(filter.rightVector.count == length)
    // Both to the precision of Float, and of vectors whose values are a few percent apart.
    for (value, exact) in zip(filter.rightVector, right.values[3 * length..<4 * length]) {
      #expect(abs(value - exact) < 1e-5)
    }
    for (index, value) in filter.leftVector.enumerated() {
      #expect(abs(value - left.values[index * left.shape[1] + 3]) < 1e-5)
    }
    await #expect(throws: Failure.self) { try await profiler.filter(of: layer, vector: 32) }
    await #expect(throws: Failure.self) { try await profiler.filter(of: layer, vector: -1) }
  }

  @Test(arguments: ["mnist.onnx", "mnist.bin"])
  func theLogitsAreThoseOfOnnxruntime(_ file: String) async throws {
    let predictions = try await Chain.profiler(file).predictions(withLogits: true)
    let logits = try #require(predictions.logits)
    let expected = try Chain.array("logits.npy")
    #expect(logits.shape == expected.shape)
    for (value, exact) in zip(logits.values, expected.values) {
      #expect(abs(value - exact) <= 1e-4)
    }
    #expect((predictions.accuracy ?? 0) >= 0.975)
  }

  @Test(
    arguments: Chain.layers.map { ($0, SignalTable.Pool.mean) } + [
      ("conv2", .max), ("conv2", .min),
    ]
  )
  func theSignalsAreThoseOfTheDefinition(_ name: String, _ pool: SignalTable.Pool) async throws {
    let layer = try #require(Chain.layers.firstIndex(of: name))
    let table = try await Chain.profiler().signals(of: layer, pool: pool)
    let file = "signals_\(name)\(pool == .mean ? "" : "_\(pool.rawValue)").npy"
    let expected = try Chain.array(file)
    #expect(expected.shape == table.shape)
    for (value, exact) in zip(table.signals.values, expected.values) {
      #expect(abs(value - exact) <= 1e-4)
    }
  }

  @Test func theHypergraphsAndHierarchiesAreThoseOfTheDefinitionExactly() async throws {
    let profiler = try Chain.profiler()
    let cases = try decode([ExpectedHypergraph].self, from: "chain/hypergraphs.json")
    #expect(cases.count == 22)
    for truth in cases {
      let layer = try #require(Chain.layers.firstIndex(of: truth.layer))
      let polarity = try #require(SignificanceHypergraph.Polarity(rawValue: truth.polarity))
      let hierarchy = try await profiler.hierarchy(
        of: layer,
        .init(quantile: truth.quantile, majority: truth.majority, polarity: polarity))
      let graph = hierarchy.significance
      let hypergraph = graph.hypergraph
      let name: Comment = "\(truth.layer) \(truth.quantile) \(truth.majority) \(truth.polarity)"
      #expect(abs(Double(graph.threshold) - truth.threshold) < 1e-4, name)
      #expect(hypergraph.edges == truth.classes.map(\.class), name)
      #expect(
        hypergraph.edges.indices.map(hypergraph.nodes(ofEdge:))
          == truth.classes.map { nodes($0.vectors, $0.signs) }, name)
      #expect(
        hierarchy.groups.map(\.nodes) == truth.groups.map { nodes($0.vectors, $0.signs) }, name)
      #expect(hierarchy.groups.map(\.classes) == truth.groups.map(\.classes), name)
      for (group, truth) in zip(hierarchy.groups, truth.groups) {
        #expect(group.exemplars.map(\.image) == truth.exemplars, name)
        #expect(group.exemplarsOfAll.map(\.image) == truth.exemplarsOfAll, name)
        for (exemplar, signal) in zip(group.exemplars, truth.exemplarSignals) {
          #expect(abs(exemplar.signal - signal) < 1e-4 * Double(group.nodes.count), name)
        }
      }
      #expect(hierarchy.covers.map { [$0.upper, $0.lower] } == truth.covers, name)
    }
  }

  private func nodes(_ vectors: [Int], _ signs: [String]) -> [SignificanceHypergraph.Node] {
    zip(vectors, signs).map { .init(vector: $0, isNegative: $1 == "-") }
  }

  @Test(arguments: Stage.allCases) func theStagesAreThoseOfFigure5(_ stage: Stage) async throws {
    let profiler = try Chain.profiler()
    let archive = try StoredModel.open(path: fixtures.appending(path: "chain/stages.npz").path())
    for (layer, name) in [(0, "conv1"), (1, "conv2")] {
      guard let tensor = archive.tensors.first(where: { $0.name == "\(name)_\(stage.rawValue)" })
      else {
        #expect(name == "conv2")
        continue
      }
      let expected = try tensor.floats()
      let maps = try await profiler.maps(stage, of: layer, image: 17)
      #expect(expected.shape.extents.suffix(2) == [maps.height, maps.width])
      #expect(name == "conv2" || expected.shape[0] == maps.count)
      for (value, exact) in zip(maps.values, expected.values) { #expect(abs(value - exact) < 1e-4) }
    }
  }
}
