import LinearAlgebra
import NeuralNetwork
private import Synchronization
import System

/// Finds out what the linear layers of one network have learned, each thing when it is first
/// wanted, and remembers it.
///
/// ```swift
/// let profiler = try Profiler(model: "mnist.onnx", data: "mnist.npz")
/// let spectrum = try await profiler.spectrum(of: 1)
/// let hierarchy = try await profiler.hierarchy(of: 1)
/// ```
///
/// Long work goes in steps, between which and beside which other work goes; to cancel the task that asks
/// is to return at once, and what was done by then is kept.
///
/// Layers and images count from 0. All functions that find something throw `Failure` for a layer, image or
/// data set that is not there, for weights that are not finite and for a node that can't be run; and
/// `CancellationError`.
public final class Profiler: Sendable {
  /// The network and the data set, with nothing found yet.
  public let findings: Findings

  let subject: OpenedModel
  /// What does the work.
  package let scheduler: Scheduler
  /// Which of the scheduler's models this is.
  let model: Int

  /// Opens a network, and the data set that it is to be shown.
  ///
  /// A data set that only the card names and that can't be opened is no error: the findings say
  /// what is wrong with it.
  /// - Parameters:
  ///   - path: the model's file, ONNX, PyTorch, safetensors or npz, or a folder with one of them.
  ///   - cardPath: the model's card; by default the file of the model's name that ends in `.toml`, if
  ///     there is one.
  ///   - dataPath: the data set, a file or a folder; by default the card's.
  ///   - weights: the state dictionary to open, where a checkpoint has several; by default the
  ///     likeliest.
  ///   - output: the output that scores classes, of a graph with several; by default the card's.
  ///   - images: the images of the data set that are run; by default all.
  ///   - store: where spectra and optimised images are kept and looked for, and signals lie for which there
  ///     is no room in memory; nowhere by default.
  ///   - budget: how many bytes of memory answers, passes over the data and the program itself may take,
  ///     beyond what one answer takes: 1 GB by default.
  /// - Throws: `Failure` for a file that can't be read and for images that can't be made of the
  ///   network's shape, or for a graph that contradicts itself.
  public convenience init(
    model path: String, card cardPath: String? = nil, data dataPath: String? = nil,
    weights: String? = nil, output: String? = nil, images: Range<Int>? = nil,
    store: ResultStore? = nil, budget: Int = 1 << 30
  ) throws {
    try self.init(
      model: path, card: cardPath, data: dataPath, weights: weights, output: output,
      images: images, store: store, scheduler: Scheduler(budget: budget))
  }

  /// The same with a scheduler that other models may share.
  package init(
    model path: String, card cardPath: String? = nil, data dataPath: String? = nil,
    weights: String? = nil, output: String? = nil, images: Range<Int>? = nil,
    store: ResultStore? = nil, scheduler: Scheduler
  ) throws {
    subject = try OpenedModel(
      path: path, card: cardPath, data: dataPath, weights: weights, output: output,
      images: images, store: store)
    findings = subject.facts
    self.scheduler = scheduler
    model = scheduler.add(subject)
  }

  /// States the layers whose signals will be asked for, where not any may be: passes over the data go no
  /// further, then, and keep nothing of others.
  public func expect(signalsOf layers: [Int]) {
    subject.passes.expect(signalsOf: layers)
  }

  /// Channels x height x width of an image, where that is known.
  package var imageShape: [Int]? { subject.network.imageShape?.extents }

  /// Told of the fraction, 0 to 1, that is done.
  public typealias Progress = @Sendable (Double) -> Void

  /// The answer to a question, once it is found.
  package func answer<Kind: Question>(
    to question: Kind, progress: @escaping Progress = { _ in }
  ) async throws -> Kind.Answer {
    let answer = try await find(AnyQuestion(question, of: model), progress: progress)
    guard let answer = answer as? Kind.Answer else {
      throw Failure(kind: .unsupported, problem: "\(question) has another kind of answer")
    }
    return answer
  }

  /// The answer to a question of any kind.
  @discardableResult package func find(
    _ question: AnyQuestion, progress: @escaping Progress = { _ in }
  ) async throws -> any Sendable {
    try Task.checkCancellation()
    let asked = Asked(of: scheduler)
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let id = scheduler.ask(question, progress: progress) { continuation.resume(with: $0) }
        asked.note(id)
      }
    } onCancel: {
      asked.cancel()
    }
  }

  /// Finds those of some answers that take a moment, side by side, begun in their order.
  ///
  /// Whoever asks for one of them then has it at once. What can't be found is left for them, too.
  package func prepare(_ questions: [any Question]) async {
    let quick = questions.filter { $0.isQuick(in: findings.model) }
    guard !quick.isEmpty else { return }
    await withCheckedContinuation { continuation in
      let countdown = Countdown(quick.count) { continuation.resume() }
      for question in quick {
        scheduler.ask(AnyQuestion(question, of: model)) { _ in countdown.count() }
      }
    }
  }
}

/// Does something once a number of others are done.
private final class Countdown: Sendable {
  private let left: Atomic<Int>
  private let completion: @Sendable () -> Void

  init(_ count: Int, completion: @escaping @Sendable () -> Void) {
    left = Atomic(count)
    self.completion = completion
  }

  func count() {
    if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { completion() }
  }
}

/// Who waits for an answer: the task that asks may be cancelled before it is known by which number.
private final class Asked: Sendable {
  private let scheduler: Scheduler
  private let state = Mutex<(id: Int?, isCancelled: Bool)>((nil, false))

  init(of scheduler: Scheduler) {
    self.scheduler = scheduler
  }

  func note(_ id: Int) {
    let isCancelled = state.withLock { state in
      state.id = id
      return state.isCancelled
    }
    if isCancelled { scheduler.cancel(id) }
  }

  func cancel() {
    let id = state.withLock { state in
      state.isCancelled = true
      return state.id
    }
    if let id { scheduler.cancel(id) }
  }
}
