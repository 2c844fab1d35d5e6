import Formats
import LinearAlgebra
import NeuralNetwork
private import Synchronization
import System

/// The passes of a model's data set through its network, each of which serves as many questions as may be.
///
/// Only the heavy lane takes them further, one at a time.
final class DataPasses: Sendable {
  private struct State {
    var passes: [DataPass.Purpose: DataPass] = [:]
    /// The passes that met what can't be run.
    var failed: Set<DataPass.Purpose> = []
    /// The layers whose signals will be asked for; nil where any may be.
    var expected: [Int]?
  }

  private let state = Mutex(State())

  /// How far a pass is.
  enum Progress {
    /// The fraction done, 0 to 1.
    case part(Double)
    /// Done.
    case whole(DataPass)
  }

  /// States the layers whose signals will be asked for, where not any may be.
  ///
  /// Passes go no further, then, and keep nothing of others.
  func expect(signalsOf layers: [Int]) {
    state.withLock { $0.expected = layers }
  }

  /// Forgets a pass whose findings are in an answer.
  func forget(_ purpose: DataPass.Purpose) {
    state.withLock { $0.passes[purpose] = nil }
  }

  /// A step of a pass that holds the mean of each channel of a layer's `Y` over positions.
  ///
  /// Where any layer may be asked for, it is the one that predictions take, too, if they are not known.
  func advanceMeans(of layer: Int, _ context: JobContext) throws -> Progress {
    let done = state.withLock { state in
      state.passes.values.first {
        $0.purpose.hasMeans && $0.isWhole && $0.rows[layer] != nil
      }
    }
    if let done { return .whole(done) }
    let kept = layersKept(around: layer, context)
    var purposes: [DataPass.Purpose] = []
    if expected == nil, (try? context.subject.scores.get()) != nil, !context.hasPredictions {
      purposes.append(.predictions)
    }
    if let last = kept.max(), last > layer { purposes.append(.means(upTo: last)) }
    for purpose in purposes where isOpen(purpose, to: layer) {
      do {
        switch try advance(purpose, layers: kept, context) {
        case .whole(let pass) where pass.rows[layer] == nil: continue
        case let progress: return progress
        }
      } catch  where !(error is CancellationError) {
        // The layer may come before what can't be run.
        state.withLock { state in
          state.failed.insert(purpose)
          state.passes[purpose] = nil
        }
      }
    }
    return try advance(.means(upTo: layer), layers: kept.filter { $0 <= layer }, context)
  }

  /// Whether a pass may bring what is sought of a layer; one that has begun without it is forgotten.
  private func isOpen(_ purpose: DataPass.Purpose, to layer: Int) -> Bool {
    state.withLock { state in
      if state.failed.contains(purpose) { return false }
      guard let begun = state.passes[purpose], !begun.layers.contains(layer) else { return true }
      // Images pass by the layer, or there was no room for it.
      if begun.sought.contains(layer) || purpose == .predictions { return false }
      state.passes[purpose] = nil
      return true
    }
  }

  private var expected: [Int]? { state.withLock { $0.expected } }

  /// The layers whose means one pass keeps: that which is asked for, and as many of those nearest to it,
  /// later ones first, as there is room for.
  private func layersKept(around layer: Int, _ context: JobContext) -> Set<Int> {
    let (subject, budget) = (context.subject, context.scheduler.budget)
    let layers = subject.network.layers
    let files = subject.store.map { min(Scheduler.fileBudget / 2, $0.space / 2) } ?? 0
    var room =
      max(budget / 2, files) / 4 / max(1, subject.imageRange.count) - layers[layer].rows
    var kept: Set<Int> = [layer]
    let others = (expected ?? Array(layers.indices)).filter {
      $0 != layer && layers.indices.contains($0)
    }
    let ordered = others.sorted { a, b in
      (abs(a - layer), a < layer ? 1 : 0) < (abs(b - layer), b < layer ? 1 : 0)
    }
    for other in ordered where layers[other].rows <= room {
      if kept.insert(other).inserted { room -= layers[other].rows }
    }
    return kept
  }

  /// A step of a pass.
  /// - Parameters:
  ///   - purpose: what it is for.
  ///   - layers: the layers whose rows it collects; by default those that will be asked for.
  ///   - leftVectors: `u_i` as columns, of the layer whose signals are collected.
  ///   - context: what it works with.
  /// - Returns: how far the pass is then.
  /// - Throws: `Failure` where there are no images, or a node can't be run; `CancellationError`.
  func advance(
    _ purpose: DataPass.Purpose, layers: Set<Int>? = nil, leftVectors: Matrix? = nil,
    _ context: JobContext
  ) throws -> Progress {
    let subject = context.subject
    let set = try subject.requireImages()
    // Nothing else holds it meanwhile: what it has found would be copied in each step.
    var pass =
      state.withLock { $0.passes.removeValue(forKey: purpose) }
      ?? newPass(purpose, layers: layers, context)
    defer {
      state.withLock { $0.passes[purpose] = pass }
      makeRoom(beside: purpose, context)
    }
    guard !pass.isWhole else { return .whole(pass) }
    let preparation = subject.preparation
    try pass.run(
      pass.range.upperBound - pass.next, through: subject.network, leftVectors: leftVectors,
      scores: purpose.goal == .logits ? subject.scores.get() : nil, context.interruption
    ) { try set.batch($0, as: preparation) }
    return pass.isWhole ? .whole(pass) : .part(pass.fraction)
  }

  private func newPass(
    _ purpose: DataPass.Purpose, layers: Set<Int>?, _ context: JobContext
  ) -> DataPass {
    let own = context.subject.network.layers.indices
    let others = state.withLock { $0.passes.values.reduce(0) { $0 + $1.memory } }
    return DataPass(
      purpose,
      layers: layers ?? expected.map { Set($0).intersection(own) }
        ?? layersKept(around: 0, context),
      images: context.subject.imageRange, memoryLimit: context.scheduler.budget / 8 - others,
      folder: context.subject.store?.folder)
  }

  /// Forgets other passes when all of them take more than their part, and gives answers what they and the
  /// weights that are ready for passes leave.
  private func makeRoom(beside purpose: DataPass.Purpose, _ context: JobContext) {
    let budget = context.scheduler.budget
    let taken = state.withLock { state in
      func total(_ bytes: (DataPass) -> Int) -> Int {
        state.passes.values.reduce(0) { $0 + bytes($1) }
      }
      if total(\.memory) > budget / 2 || total(\.fileSize) > Scheduler.fileBudget / 2 {
        state.passes = state.passes.filter { $0.key == purpose }
      }
      return (bytes: total(\.memory), fileBytes: total(\.fileSize))
    }
    context.scheduler.reserve(
      taken.bytes + context.subject.network.preparedBytes, fileBytes: taken.fileBytes,
      for: context.model)
  }
}

extension JobContext {
  fileprivate var hasPredictions: Bool {
    let question = AnyQuestion(PredictionsQuestion(), of: model)
    if case .known = scheduler.finding(of: question) { return true }
    return false
  }
}

extension DataPass {
  /// The rows of its images that can be used, these images, and those that are left out, with the reason.
  /// - Throws: `Failure` when none is left.
  func usable(
    in file: String, orElse reason: String, _ isUsable: (Int) -> Bool
  ) throws(Failure) -> (rows: [Int], images: [Int], leftOut: [LeftOutImage]) {
    let rows = images.indices.filter(isUsable)
    let usable = rows.map { images[$0] }
    let lost = Set(images).subtracting(usable)
    let leftOut = (self.leftOut + lost.map { LeftOutImage(image: $0, reason: reason) })
      .sorted { $0.image < $1.image }
    if usable.isEmpty, let first = leftOut.first {
      throw Failure(noneUsableOf: range.count, in: file, first: first)
    }
    return (rows, usable, leftOut)
  }
}

extension Failure {
  /// Images none of which can be used.
  init(noneUsableOf count: Int, in file: String, first: LeftOutImage) {
    self.init(
      kind: .unfitting,
      problem: "\(file): none of its \(count) images can be used, the first, \(first.name), "
        + "because: \(first.reason)", cure: "give others with --data")
  }

  /// Outputs that are not one row for each image.
  static func unevenRows(_ columns: Int) -> Failure {
    Failure(
      kind: .unfitting,
      problem: "the network does not give one row of \(columns) numbers for each image")
  }
}
