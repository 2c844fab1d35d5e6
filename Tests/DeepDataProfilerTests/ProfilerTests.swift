import DeepDataProfiler
import Foundation
import LinearAlgebra
import Synchronization
import System
import Testing

@Suite struct ProfilerTests {
  private func profiler() throws -> Profiler {
    try Profiler(model: samples.appending(path: "mnist.onnx").path())
  }

  /// How many steps an answer takes beyond its last.
  private func steps<Kind: Question>(of profiler: Profiler, _ question: Kind) async throws -> Int {
    let count = Mutex(0)
    _ = try await profiler.answer(to: question) { _ in count.withLock { $0 += 1 } }
    return count.withLock { $0 }
  }

  @Test func workOnTheDataGoesInStepsAndIsKeptWhenItIsInterrupted() async throws {
    let profiler = try profiler()
    let fractions = Mutex<[Double]>([])
    let (halfway, send) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      try await profiler.signals(of: 1) { fraction in
        fractions.withLock { $0.append(fraction) }
        send.yield()
      }
    }
    for await _ in halfway { break }
    task.cancel()
    _ = await task.result
    let first = fractions.withLock { $0 }
    #expect(first.allSatisfy { $0 > 0 && $0 <= 1 } && first == first.sorted())
    _ = try await profiler.signals(of: 1) { fraction in
      fractions.withLock { $0.append(fraction) }
    }
    let all = fractions.withLock { $0 }
    #expect(all == all.sorted(), "no image was run twice")
    // A small spectrum takes a moment; a look for one that does not is a step by itself.
    #expect(try await steps(of: profiler, SpectrumQuestion(layer: 0)) == 0)
    #expect(try await steps(of: profiler, SpectrumQuestion(layer: 1, .toeplitz(mapSize: 4))) > 0)
  }

  @Test func whatIsPreparedIsThereAtOnceAndTheSame() async throws {
    let spectra = [
      SpectrumQuestion(layer: 0), SpectrumQuestion(layer: 1, .slices),
      SpectrumQuestion(layer: 1, shuffledBy: 3),
    ]
    let (prepared, alone) = (try profiler(), try profiler())
    await prepared.prepare(
      spectra + [DecompositionQuestion(layer: 3), SpectrumQuestion(layer: 9)] as [any Question])
    for spectrum in spectra {
      guard case .known(let found) = prepared.scheduler.findings[spectrum] else {
        Issue.record("\(spectrum) is not there")
        continue
      }
      #expect(try await alone.answer(to: spectrum) == found)
    }
    guard case .known = prepared.scheduler.findings[DecompositionQuestion(layer: 3)] else {
      Issue.record("the decomposition is not there")
      return
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
  }

  @Test func signalsAreComputedOnceForEveryThreshold() async throws {
    let profiler = try profiler()
    _ = try await profiler.hierarchy(of: 1)
    // No pass over the data is left to do, so each threshold is answered in one step.
    for quantile in [0.5, 0.8, 0.9] {
      let question = HierarchyQuestion(layer: 1, .init(quantile: quantile))
      #expect(try await steps(of: profiler, question) == 0)
      #expect(
        try await profiler.answer(to: question).significance.parameters.quantile == quantile)
    }
  }

  @Test(arguments: SignalTable.Pool.allCases)
  func hypergraphsAndHierarchiesAreOfSignalsPooledAsAskedFor(_ pool: SignalTable.Pool) async throws
  {
    let profiler = try profiler()
    let parameters = SignificanceHypergraph.Parameters(quantile: 0.6, majority: 0.5)
    let table = try await profiler.signals(of: 1, pool: pool)
    #expect(table.pool == pool)
    let expected = SignificanceHypergraph(table, parameters: parameters)
    #expect(!expected.hypergraph.edges.isEmpty)
    #expect(try await profiler.hypergraph(of: 1, parameters, pool: pool) == expected)
    let hierarchy = try await profiler.hierarchy(of: 1, parameters, pool: pool)
    #expect(hierarchy == SemanticHierarchy(expected, signals: table))
    // So are those of signals that are sorted.
    let sorted = try await profiler.answer(to: SortedSignalsQuestion(layer: 1, pool: pool))
    #expect(sorted == table)
    let other = SignificanceHypergraph.Parameters(quantile: 0.7, majority: 0.5)
    #expect(
      try await profiler.hierarchy(of: 1, other, pool: pool)
        == SemanticHierarchy(SignificanceHypergraph(table, parameters: other), signals: table))
  }

  @Test func aPassForTheLogitsServesTheMeanSignalsOfEveryLayer() async throws {
    let profiler = try profiler()
    _ = try await profiler.predictions()
    for layer in 0..<4 {
      #expect(try await steps(of: profiler, SignalsQuestion(layer: layer)) == 0)
    }
  }

  @Test(arguments: [0, 2, 3])
  func thePassForOneLayerServesAllOthersAndThePredictions(_ first: Int) async throws {
    let profiler = try profiler()
    _ = try await profiler.signals(of: first)
    for layer in 0..<4 {
      #expect(try await steps(of: profiler, SignalsQuestion(layer: layer)) == 0)
    }
    #expect(try await steps(of: profiler, PredictionsQuestion()) == 0)
  }

  @Test func aPassGoesNoFurtherThanTheLayersThatAreExpected() async throws {
    let (profiler, other) = (try profiler(), try profiler())
    profiler.expect(signalsOf: [0, 1])
    let table = try await profiler.signals(of: 0)
    #expect(try await steps(of: profiler, SignalsQuestion(layer: 1)) == 0)
    #expect(try await steps(of: profiler, SignalsQuestion(layer: 2)) > 0)
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
