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

    init(_ name: String) throws {
      let path = fixtures.appending(path: "visualization/\(name).npz").path()
      let tensors = try StoredModel.open(path: path).tensors
      func tensor(_ name: String) throws -> StoredTensor {
        try #require(tensors.first { $0.name == name })
      }
      steps = try tensor("steps").integers()
      images = try tensor("pictures").floats()
      objectives = try tensor("objectives").floats().values.map(Double.init)
      guard let stored = tensors.first(where: { $0.name == "magnitudes" }) else {
        magnitudes = []
        return
      }
      let size = stored.shape[1] * stored.shape[2]
      guard case .doubles(let values) = try stored.weight().elements else {
        magnitudes = []
        return
      }
      magnitudes = (0..<stored.shape[0]).map {
        Matrix(
          rows: stored.shape[1], columns: stored.shape[2],
          values: Array(values.dropFirst($0 * size).prefix(size)))
      }
    }

    /// The image after the steps at a place of `steps`.
    func image(_ place: Int) -> ArraySlice<Float> { images.row(place) }
  }

  private struct Case: CustomTestStringConvertible {
    let name: String
    let model: String
    let layer: Int
    let objective: VisualizationObjective
    let basis: VisualizationRecipe.Basis
    var seed: UInt64 = 0

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
  ]

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
      VisualizationRecipe(basis: given.basis, steps: 20, seed: given.seed), layer: given.layer,
      direction: direction,
      input: try NetworkInput(profiler.subject.preparation, shape: network.imageShape?.extents),
      magnitudes: truth.magnitudes)
    var done = 0
    for (place, steps) in truth.steps.enumerated() {
      while done < steps {
        try ascent.advance(network)
        done += 1
      }
      let image = try #require(ascent.images(network).first)
      let differences = zip(image.values, truth.image(place)).map { abs($0 - $1) }
      #expect((differences.max() ?? 1) < 1e-3, "after \(steps) steps")
      #expect(image.steps == steps)
    }
    let objectives = try #require(ascent.images(network).first).objectives
    let scale = truth.objectives.map(abs).max() ?? 1
    #expect(abs(objectives.first - truth.objectives[0]) < 1e-4 * scale)
    #expect(abs(objectives.last - truth.objectives[1]) < 1e-3 * scale)
    #expect(objectives.last > objectives.first)
  }
}
