import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

@testable import DeepDataProfiler

/// Optimised images, beside those of torch.autograd, torch.optim.Adam, torch.fft and grid_sample.
@Suite struct VisualizationTests {
  /// What torch's script made.
  private struct Truth {
    let steps: [Int]
    let images: Tensor
    let objectives: [Double]
    let magnitudes: [Matrix]
    /// The image that it begins with, if it is none of noise.
    let beginning: [Double]?

    init(_ name: String) throws {
      let path = fixtures.appending(path: "visualization/\(name).npz").path()
      let tensors = try StoredModel.open(path: path).tensors
      func tensor(_ name: String) throws -> StoredTensor {
        try #require(tensors.first { $0.name == name })
      }
      steps = try tensor("steps").integers()
      images = try tensor("pictures").floats()
      objectives = try tensor("objectives").floats().values.map(Double.init)
      func doubles(_ name: String) throws -> (shape: Shape, values: [Double])? {
        guard let stored = tensors.first(where: { $0.name == name }),
          case .doubles(let values) = try stored.weight().elements
        else { return nil }
        return (stored.shape, Array(values))
      }
      beginning = try doubles("begin")?.values
      magnitudes =
        try doubles("magnitudes").map { shape, values -> [Matrix] in
          let size = shape[1] * shape[2]
          return (0..<shape[0]).map {
            Matrix(
              rows: shape[1], columns: shape[2],
              values: Array(values.dropFirst($0 * size).prefix(size)))
          }
        } ?? []
    }

    /// The images of all starts, one behind the other, after the steps at a place of `steps`.
    func image(_ place: Int) -> ArraySlice<Float> { images.row(place) }
  }

  private struct Case: CustomTestStringConvertible {
    let name: String
    let model: String
    let layer: Int
    let objective: VisualizationObjective
    let basis: VisualizationRecipe.Basis
    var seed: UInt64 = 0
    var starts = 1
    var diversity = 0.5

    var testDescription: String { name }
    var path: String {
      (model == "mnist" ? samples : fixtures).appending(path: "\(model).onnx").path()
    }
  }

  private static let cases = [
    Case(
      name: "conv2", model: "mnist", layer: 1, objective: .init([.init(vector: 0)]), basis: .fft),
    Case(
      name: "fc1", model: "mnist", layer: 2,
      objective: .init([.init(vector: 1), .init(vector: 3, weight: -0.5)]), basis: .fft, seed: 7),
    Case(
      name: "sum", model: "mnist", layer: 1, objective: .init([.init(vector: 2)], pool: .sum),
      basis: .pixel),
    Case(
      name: "colors", model: "gradients/vgg", layer: 3, objective: .init([.init(vector: 0)]),
      basis: .fft),
    Case(
      name: "phases", model: "gradients/vgg", layer: 3, objective: .init([.init(vector: 0)]),
      basis: .phase),
    Case(
      name: "facets", model: "mnist", layer: 1, objective: .init([.init(vector: 0)]), basis: .fft,
      seed: 2, starts: 3),
    Case(
      name: "flat-facets", model: "mnist", layer: 2, objective: .init([.init(vector: 1)]),
      basis: .fft, starts: 2, diversity: 1),
    Case(
      name: "phased-facets", model: "gradients/vgg", layer: 3, objective: .init([.init(vector: 0)]),
      basis: .phase, starts: 2),
    Case(
      name: "begun-fft", model: "gradients/vgg", layer: 3, objective: .init([.init(vector: 0)]),
      basis: .fft),
    Case(
      name: "begun-pixels", model: "gradients/vgg", layer: 3, objective: .init([.init(vector: 0)]),
      basis: .pixel),
    Case(
      name: "begun-phases", model: "gradients/vgg", layer: 3, objective: .init([.init(vector: 0)]),
      basis: .phase),
  ]

  /// How many images go through the network together is nothing that an image tells.
  @Test(arguments: cases.filter { $0.starts > 1 })
  private func inPiecesTheBitsAreTheSame(_ given: Case) async throws {
    let truth = try Truth(given.name)
    let profiler = try Profiler(model: given.path)
    let network = profiler.subject.network
    let parts = try await profiler.decomposition(of: given.layer)
    let shape = try #require(profiler.findings.model.layers[given.layer].outputShape)
    let direction = try #require(given.objective.direction(parts.leftVectors, shape: shape))
    let input = try NetworkInput(
      profiler.subject.preparation, shape: network.imageShape?.extents)
    func images(_ together: Int) throws -> [OptimizedImage] {
      var ascent = FeatureVisualization(
        VisualizationRecipe(basis: given.basis, steps: 3, starts: 5), layer: given.layer,
        direction: direction, input: input, magnitudes: truth.magnitudes)
      ascent.imagesAtOnce = together
      for _ in 0..<3 { try ascent.advance(network) }
      return try ascent.images(network)
    }
    let whole = try images(100)
    for together in [1, 3, 16] { #expect(try images(together) == whole) }
  }

  /// The network is run in float here, and in double there: an image of 20 steps differs in the fifth digit.
  @Test(arguments: cases)
  private func eachStepIsThatOfTorch(_ given: Case) async throws {
    let truth = try Truth(given.name)
    let profiler = try Profiler(model: given.path)
    let (network, layers) = (profiler.subject.network, profiler.findings.model.layers)
    let parts = try await profiler.decomposition(of: given.layer)
    let shape = try #require(layers[given.layer].outputShape)
    let direction = try #require(given.objective.direction(parts.leftVectors, shape: shape))
    var ascent = FeatureVisualization(
      VisualizationRecipe(
        basis: given.basis, steps: 20, seed: given.seed, starts: given.starts,
        diversity: given.diversity), layer: given.layer,
      direction: direction,
      input: try NetworkInput(profiler.subject.preparation, shape: network.imageShape?.extents),
      magnitudes: truth.magnitudes, beginning: truth.beginning)
    var done = 0
    for (place, steps) in truth.steps.enumerated() {
      while done < steps {
        try ascent.advance(network)
        done += 1
      }
      let images = try ascent.images(network)
      let differences = zip(images.flatMap(\.values), truth.image(place)).map { abs($0 - $1) }
      #expect((differences.max() ?? 1) < 1e-3, "after \(steps) steps")
      #expect(differences.count == images.count * images[0].values.count)
      #expect(images.allSatisfy { $0.steps == steps })
    }
    let objectives = try ascent.images(network).map(\.objectives)
    let scale = truth.objectives.map(abs).max() ?? 1
    #expect(truth.objectives.count == 2 * objectives.count)
    for (start, reached) in objectives.enumerated() {
      #expect(abs(reached.first - truth.objectives[2 * start]) < 1e-4 * scale)
      #expect(abs(reached.last - truth.objectives[2 * start + 1]) < 1e-3 * scale)
      #expect(reached.last > reached.first)
    }
  }
}
