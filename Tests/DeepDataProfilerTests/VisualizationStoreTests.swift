import Foundation
import LinearAlgebra
import NeuralNetwork
import System
import Testing

@testable import DeepDataProfiler

/// Optimised images that are kept, whole or as far as they are.
@Suite struct VisualizationStoreTests {
  /// A network beside an empty store, and an ascent in it.
  private struct Case {
    let store: ResultStore
    let profiler: Profiler
    let question: VisualizationQuestion
    let key: ResultStore.Key
    let ascent: FeatureVisualization

    /// An ascent of some steps.
    init(_ folder: URL, _ recipe: VisualizationRecipe, vector: Int = 0) async throws {
      store = try #require(ResultStore(folder: folder.path()))
      profiler = try Profiler(
        model: samples.appending(path: "mnist.onnx").path(),
        data: fixtures.appending(path: "commands/digits.npz").path(), store: store)
      question = VisualizationQuestion(layer: 1, .init([.init(vector: vector)]), recipe)
      let parts = try await profiler.decomposition(of: 1)
      let shape = try #require(profiler.findings.model.layers[1].outputShape)
      let direction = try #require(question.objective.direction(parts.leftVectors, shape: shape))
      let digest = try await profiler.answer(to: VisualizationDigestQuestion(question))
      key = try #require(store.key(digest, direction))
      ascent = FeatureVisualization(
        recipe, layer: 1, direction: direction,
        input: try NetworkInput(
          profiler.subject.preparation, shape: profiler.subject.network.imageShape?.extents),
        magnitudes: recipe.basis == .phase
          ? try await profiler.answer(to: MagnitudesQuestion()).planes : [])
    }

    /// The ascent after some steps.
    func state(after steps: Int) throws -> FeatureVisualization.State {
      var ascent = ascent
      for _ in 0..<steps { try ascent.advance(profiler.subject.network) }
      return ascent.state
    }

    func images() async throws -> [OptimizedImage] {
      try await profiler.answer(to: FacetsQuestion(question))
    }

    /// The file of the key.
    var file: URL {
      get throws {
        try #require(
          FileManager.default.contentsOfDirectory(
            at: URL(filePath: store.folder), includingPropertiesForKeys: nil
          ).first { $0.pathExtension == "image" })
      }
    }
  }

  private func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }

  @Test(arguments: VisualizationRecipe.Basis.allCases, [1, 2])
  func whatGoesOnIsWhatWasComputedInOneGo(basis: VisualizationRecipe.Basis, starts: Int)
    async throws
  {
    let recipe = VisualizationRecipe(basis: basis, steps: 9, seed: 4, starts: starts)
    var whole: [OptimizedImage] = []
    try await withFolder { folder in
      let given = try await Case(folder, recipe)
      whole = try await given.images()
      #expect(whole.count == starts)
      // The next time they are there.
      #expect(given.store.images(given.key) == .whole(whole))
      #expect(try await Case(folder, recipe).images() == whole)
    }
    for steps in [0, 4, 9] {
      try await withFolder { folder in
        let given = try await Case(folder, recipe)
        let state = try given.state(after: steps)
        given.store.save(.begun(state), as: given.key)
        #expect(given.store.images(given.key) == .begun(state))
        #expect(try await given.images() == whole, "after \(steps) steps")
      }
    }
  }

  @Test func whatIsKeptIsTaken() async throws {
    let recipe = VisualizationRecipe(steps: 6)
    try await withFolder { folder in
      let given = try await Case(folder, recipe)
      var state = try given.state(after: 5)
      state.starts[0].parameters[3] += 5
      given.store.save(.begun(state), as: given.key)
      let other = try await given.images()
      #expect(try await other != Case(folder.appending(path: "other"), recipe).images())
      let known = OptimizedImage(
        channels: 1, height: 1, width: 2, values: [0.25, 1], opacity: [0, 1],
        objectives: .init(first: -1, last: .infinity), steps: 6)
      given.store.save(.whole([known]), as: given.key)
      #expect(try await Case(folder, recipe).images() == [known])
    }
  }

  @Test func whateverDecidesOnAnImageIsInItsKey() async throws {
    try await withFolder { folder in
      var digests: [Digest] = []
      let terms = [VisualizationObjective.Term(vector: 0)]
      for (layer, objective) in [
        (1, VisualizationObjective(terms)), (2, .init(terms)), (1, .init(terms, pool: .sum)),
        (1, .init(terms, pool: .position(row: 0, column: 1))),
        (1, .init([.init(vector: 0, weight: -1)])), (1, .init([.init(vector: 1)])),
        (1, .init(terms + [.init(vector: 1)])),
      ] {
        let given = try await Case(folder, .init())
        digests.append(
          try await given.profiler.answer(
            to: VisualizationDigestQuestion(VisualizationQuestion(layer: layer, objective))))
      }
      for recipe in [
        VisualizationRecipe(basis: .pixel), .init(basis: .phase),
        .init(basis: .phase, crops: 0.05...0.25), .init(steps: 511), .init(seed: 1),
        .init(beginning: 0), .init(beginning: 1), .init(starts: 2),
        .init(starts: 2, diversity: 0.25),
      ] {
        let given = try await Case(folder, recipe)
        digests.append(
          try await given.profiler.answer(to: VisualizationDigestQuestion(given.question)))
      }
      #expect(Set(digests).count == digests.count)
    }
  }

  @Test func aDamagedOrForeignFileCountsAsMissing() async throws {
    let recipe = VisualizationRecipe(steps: 3)
    try await withFolder { folder in
      let given = try await Case(folder, recipe)
      let whole = try await given.images()
      let file = try given.file
      let bytes = try Data(contentsOf: file)
      for place in stride(from: 0, to: bytes.count, by: 61) {
        var damaged = bytes
        damaged[place] ^= 0x20
        try damaged.write(to: file)
        #expect(given.store.images(given.key) == nil, "byte \(place)")
      }
      for count in [0, 1, 8, 16, 24, bytes.count - 8, bytes.count - 1] {
        try bytes.prefix(count).write(to: file)
        #expect(given.store.images(given.key) == nil, "\(count) bytes")
      }
      #expect(try await Case(folder, recipe).images() == whole)
      // Another vector's is no answer, though it is whole.
      let other = try await Case(folder.appending(path: "other"), recipe, vector: 1)
      _ = try await other.images()
      try Data(contentsOf: try other.file).write(to: file)
      #expect(given.store.images(given.key) == nil)
      #expect(try await Case(folder, recipe).images() == whole)
      // One of another form is none, either.
      given.store.save([7, 1, 2], .image, as: given.key)
      #expect(given.store.images(given.key) == nil)
      given.store.save([0, .max], .image, as: given.key)
      #expect(given.store.images(given.key) == nil)
      given.store.save([1, .max, 0, 1, .max], .image, as: given.key)
      #expect(given.store.images(given.key) == nil)
    }
  }
}
