import Formats
import Foundation
import LinearAlgebra
import NeuralNetwork
import Synchronization
import Testing

@testable import DeepDataProfiler

/// Passes over the data that are left, and signals that lie in files.
@Suite struct DataPassTests {
  private static let model = samples.appending(path: "mnist.onnx").path()
  private static let data = samples.appending(path: "mnist.npz").path()

  /// A time that goes on with the images alone.
  private final class Clock: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex(Duration.zero)

    var now: ContinuousClock.Instant { start + passed.withLock { $0 } }
    func go(on time: Duration) { passed.withLock { $0 += time } }
  }

  /// A thread goes on for a quarter of a second without looking whether something else is wanted.
  ///
  /// Four images of 60 ms take less, so that it takes eight next and ends them; four of 100 ms take
  /// more, so that it looks, and leaves the next ones.
  @Test(arguments: [(60, 12), (100, 4)])
  func aPassThatIsLeftGoesOnBetweenImages(milliseconds: Int, end: Int) throws {
    let network = try Network(model: StoredModel.open(path: Self.model, weights: nil))
    let images = try ImageSet.open(path: Self.data)
    var input = ModelCard.Input()
    (input.shape, input.scale) = ([1, 28, 28], 255)
    let card = input
    let count = 24
    let clock = Clock()
    func newPass() -> DataPass {
      DataPass(
        .means(upTo: 1), layers: [0, 1], images: 0..<count, memoryLimit: 1 << 20, folder: nil,
        now: { clock.now })
    }
    /// Runs images until the pass returns; the first of these interrupts it.
    @Sendable func run(_ pass: inout DataPass, isLeft: Bool) throws {
      let most = pass.next == 0 ? 4 : count - pass.next
      let interruption = Interruption()
      try pass.run(most, through: network, leftVectors: nil, scores: nil, interruption) { range in
        if isLeft { interruption.request() }
        clock.go(on: .milliseconds(milliseconds * range.count))
        return try images.batch(range, as: card)
      }
    }
    var (left, whole) = (newPass(), newPass())
    while whole.next < count { try run(&whole, isLeft: false) }
    // Others might begin images before one sees that it is interrupted.
    try onOneThread {
      try run(&left, isLeft: false)
      #expect(left.next == 4)
      try run(&left, isLeft: true)
    }
    #expect(left.next == end)
    while left.next < count { try run(&left, isLeft: false) }
    #expect(left.images == Array(0..<count) && left.images == whole.images)
    for layer in [0, 1] {
      let (rows, others) = (try #require(left.rows[layer]), try #require(whole.rows[layer]))
      #expect(rows.columns == others.columns && rows.values.isEqual(to: others.values))
    }
  }

  /// Maps of 784 positions, whose signals are not formed all at once.
  @Test(arguments: SignalTable.Pool.allCases) func signalsOfLargeMapsArePooledOverAllOfThem(
    _ pool: SignalTable.Pool
  ) throws {
    var random = SplitMix(seed: 8)
    let (filters, count) = (48, 2)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
    }
    let weight = Tensor(
      shape: try #require(Shape([filters, 1, 3, 3])), values: numbers(9 * filters))
    let node = StoredNode(
      name: "", operation: "Conv", inputs: ["in", "w"], outputs: ["out"],
      attributes: ["pads": .ints([1, 1, 1, 1])])
    let network = try Network(
      model: StoredModel(
        format: .onnx, path: "made here", tensors: [StoredTensor(name: "w", tensor: weight)],
        graph: StoredGraph(
          nodes: [node], inputs: [StoredValue(name: "in", extents: [nil, 1, 28, 28])],
          outputs: [StoredValue(name: "out", extents: [])], opset: 13)))
    let vectors = Matrix(
      rows: filters, columns: filters, values: numbers(filters * filters).map(Double.init))
    let images = try ImageSet.open(path: Self.data)
    var card = ModelCard.Input()
    (card.shape, card.scale) = ([1, 28, 28], 255)
    let input = card
    var pass = DataPass(
      .signals(layer: 0, pool), layers: [0], images: 0..<count, memoryLimit: 1 << 20, folder: nil)
    while pass.next < count {
      try pass.run(
        count - pass.next, through: network, leftVectors: vectors, scores: nil, Interruption()
      ) {
        try images.batch($0, as: input)
      }
    }
    let rows = try #require(pass.rows[0])
    #expect(rows.columns == filters)
    let output = try network.forward(images.batch(0..<count, as: input).tensor, to: .layer(0))
    for image in 0..<count {
      for vector in 0..<filters {
        let signals = (0..<784).map { position in
          (0..<filters).reduce(0) { sum, filter in
            sum + vectors[filter, vector]
              * Double(output.values[(image * filters + filter) * 784 + position])
          }
        }
        let truth =
          switch pool {
          case .mean: signals.reduce(0, +) / 784
          case .max: signals.max()
          case .min: signals.min()
          }
        // In double, and rounded to a float: signals are up to some ten.
        let found = Double(rows.values.span[image * filters + vector])
        #expect(abs(found - (try #require(truth))) < 1e-5)
      }
    }
  }

  /// Rows that other layers might want are let go, those that a pass is for are not.
  @Test func whereMemoryIsShortAndTheDiskIsFullPassesKeepWhatTheyAreFor() throws {
    let network = try Network(model: StoredModel.open(path: Self.model, weights: nil))
    let images = try ImageSet.open(path: Self.data)
    var card = ModelCard.Input()
    (card.shape, card.scale) = ([1, 28, 28], 255)
    let input = card
    for (limit, folder, kept) in [
      (1 << 20, "/no/such/folder", [0, 1]), (0, "/no/such/folder", [1]), (0, nil, [0, 1]),
    ] as [(Int, String?, [Int])] {
      var pass = DataPass(
        .means(upTo: 1), layers: [0, 1], images: 0..<20, memoryLimit: limit, folder: folder)
      while pass.next < 20 {
        try pass.run(
          20 - pass.next, through: network, leftVectors: nil, scores: nil, Interruption()
        ) {
          try images.batch($0, as: input)
        }
      }
      #expect(pass.rows.keys.sorted() == kept && pass.layers.sorted() == kept)
    }
  }

  /// Each table is larger than its part of the memory.
  @Test func whereMemoryIsShortSignalsInFilesAreTheSame() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try #require(ResultStore(folder: folder.path()))
    let short = try Profiler(model: Self.model, data: Self.data, store: store, budget: 1000)
    // Two programs, one folder.
    let other = try Profiler(model: Self.model, data: Self.data, store: store, budget: 1000)
    let none = try Profiler(model: Self.model, data: Self.data, budget: 1000)
    let ample = try Profiler(model: Self.model, data: Self.data)
    for pool in SignalTable.Pool.allCases {
      let table = try await ample.signals(of: 2, pool: pool)
      for profiler in [short, other, none] {
        #expect(try await profiler.signals(of: 2, pool: pool) == table)
      }
      #expect(table.fileSize == 0)
      let filed = try await short.signals(of: 2, pool: pool)
      #expect(filed.memory == 0 && filed.fileSize == 4 * 500 * 128)
    }
    for profiler in [short, none] {
      for quantile in [0.85, 0.9] {
        let parameters = SignificanceHypergraph.Parameters(quantile: quantile)
        #expect(
          try await profiler.hierarchy(of: 2, parameters) == ample.hierarchy(of: 2, parameters))
        let sorted = SortedSignalsQuestion(layer: 2)
        #expect(try await profiler.answer(to: sorted) == ample.answer(to: sorted))
      }
    }
    let sorted = SortedSignalsQuestion(layer: 2)
    #expect(try await short.answer(to: sorted).sorted?.memory == 0)
    #expect(try await none.answer(to: sorted).sorted == nil, "there is no room for it")
    #expect(try await ample.answer(to: sorted).sorted != nil)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    #expect(names.allSatisfy { !$0.hasSuffix(FloatStorage.suffix) })
  }

  @Test func thresholdsOfSortedSignalsGiveTheSameHierarchies() async throws {
    let (sorted, unsorted) = (
      try Profiler(model: Self.model, data: Self.data),
      try Profiler(model: Self.model, data: Self.data)
    )
    _ = try await sorted.answer(to: SortedSignalsQuestion(layer: 1))
    for polarity in SignificanceHypergraph.Polarity.allCases {
      for (quantile, majority) in [(0.85, 0.75), (0.5, 0.6), (0.97, 0.1)] {
        let parameters = SignificanceHypergraph.Parameters(
          quantile: quantile, majority: majority, polarity: polarity)
        #expect(
          try await sorted.hierarchy(of: 1, parameters)
            == unsorted.hierarchy(of: 1, parameters))
      }
    }
  }
}
