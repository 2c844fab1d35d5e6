import DeepDataProfiler
import Foundation
import LinearAlgebra
import System
import Testing

@Suite struct ProfilerTests {
  private func profiler() throws -> Profiler {
    try Profiler(model: samples.appending(path: "mnist.onnx").path())
  }

  @Test func workOnTheDataGoesInStepsAndIsKeptWhenItIsInterrupted() async throws {
    let profiler = try profiler()
    let request = Request.signals(layer: 1, pool: .mean)
    guard case .progress(let first) = try await profiler.step(request) else {
      Issue.record("500 images took one step")
      return
    }
    #expect(first > 0 && first < 1)
    // Another request slips in between, and a cancelled one does nothing.
    // The first step only looks for a spectrum that was kept.
    guard case .progress(0) = try await profiler.step(.spectrum(layer: 0)),
      case .answer(.spectrum) = try await profiler.step(.spectrum(layer: 0))
    else {
      Issue.record("a small spectrum took another number of steps than two")
      return
    }
    let cancelled = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await profiler.step(request)
    }
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    guard case .progress(let second) = try await profiler.step(request) else { return }
    #expect(second > first)
  }

  @Test func whatIsPreparedIsThereAtOnceAndTheSame() async throws {
    let requests: [Request] = [
      .spectrum(layer: 0), .spectrum(layer: 1, .slices), .shuffledSpectrum(layer: 1, seed: 3),
      .decomposition(layer: 3), .spectrum(layer: 9), .signals(layer: 0, pool: .mean),
    ]
    let (prepared, alone) = (try profiler(), try profiler())
    await prepared.prepare(requests)
    for request in requests.prefix(3) {
      let found = try await prepared.answer(to: request).get(Spectrum.self)
      let expected = try await alone.answer(to: request).get(Spectrum.self)
      #expect(found.singularValues.count == expected.singularValues.count)
      for (value, other) in zip(found.singularValues, expected.singularValues) {
        // Another number of threads adds in another order.
        #expect(abs(value - other) < 1e-12 * expected.singularValues[0])
      }
    }
    #expect(try await prepared.decomposition(of: 3).rank == 10)
    await #expect(throws: Failure.self) { try await prepared.spectrum(of: 9) }
  }

  @Test func aFullyConnectedLayerHasOneSpectrumUnderEveryMatrization() async throws {
    let profiler = try profiler()
    let spectrum = try await profiler.spectrum(of: 2)
    for matrization in [Matrization.slices, .toeplitz(), .toeplitz(mapSize: 5)] {
      #expect(try await profiler.spectrum(of: 2, matrization) == spectrum)
    }
    let largest = try await profiler.largestSingularValues(of: 2)
    #expect(largest == Array(spectrum.singularValues.prefix(64)))
  }

  @Test func signalsAreComputedOnceForEveryThreshold() async throws {
    let profiler = try profiler()
    _ = try await profiler.hierarchy(of: 1)
    // No pass over the data is left to do, so each threshold is answered in one step.
    for quantile in [0.5, 0.8, 0.9] {
      let step = try await profiler.step(.hierarchy(layer: 1, .init(quantile: quantile)))
      guard case .answer(.hierarchy(let hierarchy)) = step else {
        Issue.record("moving the quantile took another pass")
        return
      }
      #expect(hierarchy.hypergraph.parameters.quantile == quantile)
    }
  }

  @Test func aPassForTheLogitsServesTheMeanSignalsOfEveryLayer() async throws {
    let profiler = try profiler()
    _ = try await profiler.predictions()
    for layer in 0..<4 {
      guard case .answer = try await profiler.step(.signals(layer: layer, pool: .mean)) else {
        Issue.record("layer \(layer) took another pass")
        return
      }
    }
  }

  @Test(arguments: [0, 2, 3])
  func thePassForOneLayerServesAllOthersAndThePredictions(_ first: Int) async throws {
    let profiler = try profiler()
    _ = try await profiler.signals(of: first)
    for layer in 0..<4 {
      guard case .answer = try await profiler.step(.signals(layer: layer, pool: .mean)) else {
        Issue.record("layer \(layer) took another pass")
        return
      }
    }
    guard case .answer = try await profiler.step(.predictions) else {
      Issue.record("predictions took another pass")
      return
    }
  }

  @Test func aPassGoesNoFurtherThanTheLayersThatAreExpected() async throws {
    let (profiler, other) = (try profiler(), try profiler())
    await profiler.expect(signalsOf: [0, 1])
    let table = try await profiler.signals(of: 0)
    guard case .answer = try await profiler.step(.signals(layer: 1, pool: .mean)),
      case .progress = try await profiler.step(.signals(layer: 2, pool: .mean))
    else {
      Issue.record("one pass was for others than layers 0 and 1")
      return
    }
    // A layer that was not expected is found all the same.
    #expect(try await profiler.signals(of: 3).vectors == 10)
    // Convolutions give the same bits, whatever pass they come from.
    #expect(try await other.signals(of: 0) == table)
    #expect(try await other.signals(of: 1) == profiler.signals(of: 1))
  }

  @Test func predictionsAreTheSameWithTheirLogits() async throws {
    let profiler = try profiler()
    let (some, all) = try await (
      profiler.predictions(), profiler.predictions(withLogits: true)
    )
    #expect(some.logits == nil && all.logits?.shape.extents == [500, 10])
    #expect(some.predicted == all.predicted && some.accuracy == all.accuracy)
  }

  /// The file has two tensors that would have 2^62 elements each.
  @Test func parametersThatNoFileCanHoldAreCountedWithoutOverflow() throws {
    let model = fixtures.appending(path: "hostile/sum_of_parameters.onnx")
    #expect(try Profiler(model: model.path()).findings.model.parameters == Int.max)
  }

  @Test func whatIsNotThereIsAnErrorInWords() async throws {
    let profiler = try profiler()
    await #expect(throws: Failure.self) { try await profiler.spectrum(of: 4) }
    await #expect(throws: Failure.self) { try await profiler.spectrum(of: -1) }
    await #expect(throws: Failure.self) { try await profiler.signals(of: 9) }
    await #expect(throws: Failure.self) {
      try await profiler.maps(.input, of: 0, image: 500)
    }
    await #expect(throws: Failure.self) {
      try await profiler.maps(.input, of: -3, image: 0)
    }
  }

  @Test func withoutDataSpectraWorkAndTheRestSaysWhatToDo() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = folder.appending(path: "lonely.onnx")
    try FileManager.default.copyItem(at: samples.appending(path: "mnist.onnx"), to: model)

    let bare = try Profiler(model: model.path())
    #expect(bare.findings.dataSet == nil)
    #expect(try await bare.spectrum(of: 0).rank == 9)
    await #expect { try await bare.predictions() } throws: { "\($0)".contains("--data") }

    // A card whose data is missing opens, and says why there is none.
    try #"[data]"#.appending("\npath = \"gone.npz\"\n").write(
      to: folder.appending(path: "lonely.toml"), atomically: true, encoding: .utf8)
    let carded = try Profiler(model: model.path())
    #expect(carded.findings.dataSetFault?.description.contains("gone.npz") == true)
    await #expect { try await carded.signals(of: 0) } throws: { "\($0)".contains("gone.npz") }
  }
}
