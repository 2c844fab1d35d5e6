import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// The signals of every image in the direction of every singular vector of a layer (paper section 4.3).
package struct SignalsQuestion: Question {
  package typealias Answer = SignalTable

  /// The layer's index.
  package let layer: Int
  /// How the positions of an image become one signal.
  package let pool: SignalTable.Pool

  /// The signals of a layer.
  package init(layer: Int, pool: SignalTable.Pool = .mean) {
    self.layer = layer
    self.pool = pool
  }

  fileprivate var decomposition: DecompositionQuestion { DecompositionQuestion(layer: layer) }

  package func title(naming name: (Int) -> String) -> String { "signals \(name(layer))" }
  package func needs(in model: Findings.Model) -> [any Question] {
    // Images are run while vectors are found: means do not depend on them.
    pool == .mean ? [decomposition, ChannelMeansQuestion(layer: layer)] : [decomposition]
  }
  package func isQuick(in model: Findings.Model) -> Bool { false }
  package func job() -> SignalsJob { SignalsJob(question: self) }
  package static func byteCount(_ table: SignalTable) -> Int { table.memory + table.indexMemory }
  package static func fileSize(_ table: SignalTable) -> Int { table.fileSize }
}

/// Runs the images as far as the layer, and makes some rows of the table a step.
package struct SignalsJob: Job {
  package typealias Answer = SignalTable
  package typealias Partial = SignalTable

  fileprivate let question: SignalsQuestion
  private var table: PassedSignals?

  fileprivate init(question: SignalsQuestion) {
    self.question = question
  }

  package var byteCount: Int { table?.byteCount ?? 0 }

  package mutating func step(_ context: JobContext) throws -> JobStep<SignalTable, SignalTable> {
    var table: PassedSignals
    if let begun = self.table {
      table = begun
    } else {
      _ = try context.subject.requireImages()
      let parts = try context.answer(to: question.decomposition)
      switch try advancePass(parts, context) {
      case .part(let fraction): return .progress(fraction)
      case .whole(let pass): table = try signals(of: pass, parts, context)
      }
    }
    // Copies of it would be made anew in each step.
    self.table = nil
    table.advance()
    guard table.draft.isWhole else {
      self.table = table
      return .progress(1)
    }
    return .done(SignalTable(table.draft))
  }

  private var purpose: DataPass.Purpose {
    .signals(layer: question.layer, question.pool)
  }

  private func advancePass(
    _ parts: SingularValueDecomposition, _ context: JobContext
  ) throws -> DataPasses.Progress {
    let passes = context.subject.passes
    return question.pool == .mean
      ? try passes.advanceMeans(of: question.layer, context)
      : try passes.advance(
        purpose, layers: [question.layer], leftVectors: parts.leftVectors, context)
  }

  /// The beginning of the table of what a pass has found.
  private func signals(
    of pass: DataPass, _ parts: SingularValueDecomposition, _ context: JobContext
  ) throws(Failure) -> PassedSignals {
    let (subject, layer) = (context.subject, question.layer)
    let isMean = question.pool == .mean
    let columns = isMean ? parts.leftVectors.rows : parts.rank
    let rows = pass.rows[layer]
    let found = try pass.usable(
      in: subject.facts.dataSet?.file ?? "",
      orElse: "what \(subject.network.layers[layer].name) makes of it is not finite"
    ) { image in
      guard let rows, rows.columns == columns else { return true }
      return rows.values.span.extracting(image * columns..<(image + 1) * columns).isFinite
    }
    guard let rows, rows.columns == columns else { throw Failure.unevenRows(columns) }
    guard let shape = Shape([found.rows.count, parts.rank]) else {
      throw Failure.unevenRows(parts.rank)
    }
    // The table has what was found for it alone.
    if !isMean { subject.passes.forget(purpose) }
    return PassedSignals(
      draft: SignalTableDraft(
        pool: question.pool, shape: shape, labels: subject.labels(of: found.images),
        images: found.images, leftOut: found.leftOut,
        in: context.folder(forSignals: shape.count)),
      values: rows.values, rows: found.rows,
      projections: isMean ? Projections(onto: parts.leftVectors) : nil)
  }
}

extension JobContext {
  /// Where so many signals are to lie: nil for memory.
  func folder(forSignals count: Int) -> String? {
    guard !hasRoom(forSignals: count), let store = subject.store, 4 * count <= store.space / 2
    else { return nil }
    return store.folder
  }

  /// Whether so many signals leave room in memory for other answers.
  func hasRoom(forSignals count: Int) -> Bool { 4 * count <= scheduler.answerBudget / 4 }
}
