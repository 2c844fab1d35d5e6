import LinearAlgebra

/// The signals of a layer with what lets its hierarchies at other thresholds take a moment: quantiles,
/// then the order of signals within classes, as far as there is room for it.
package struct SortedSignalsQuestion: Question {
  package typealias Answer = SignalTable

  /// The layer's index.
  package let layer: Int
  /// How the positions of an image become one signal.
  package let pool: SignalTable.Pool

  /// Those of a layer.
  package init(layer: Int, pool: SignalTable.Pool = .mean) {
    self.layer = layer
    self.pool = pool
  }

  fileprivate var signals: SignalsQuestion { SignalsQuestion(layer: layer, pool: pool) }

  package func title(naming name: (Int) -> String) -> String { "order of signals \(name(layer))" }
  package func needs(in model: Findings.Model) -> [any Question] { [signals] }
  package func isQuick(in model: Findings.Model) -> Bool { false }
  package func job() -> SortedSignalsJob { SortedSignalsJob(question: self) }
  /// What it takes beyond the table that it is of.
  package static func byteCount(_ table: SignalTable) -> Int { table.orderMemory }
  package static func fileSize(_ table: SignalTable) -> Int { table.sorted?.fileSize ?? 0 }
}

/// Finds quantiles, then sorts some vectors' signals a step.
package struct SortedSignalsJob: Job {
  package typealias Answer = SignalTable
  package typealias Partial = SignalTable

  fileprivate let question: SortedSignalsQuestion
  private var table: SignalTable?

  fileprivate init(question: SortedSignalsQuestion) {
    self.question = question
  }

  package var byteCount: Int { table?.orderMemory ?? 0 }

  package mutating func step(_ context: JobContext) throws -> JobStep<SignalTable, SignalTable> {
    let given = try context.answer(to: question.signals)
    var table = table ?? given
    self.table = nil
    if table.lacksPercentiles {
      table.findPercentiles()
    } else {
      let hasRoom = context.hasRoom(forSignals: table.shape.count)
      let folder = context.folder(forSignals: table.shape.count)
      guard table.lacksOrder, hasRoom || table.sorted != nil || folder != nil else {
        return .done(table)
      }
      let unsorted = table
      table.sort(in: folder, context.interruption)
      // The disk may be full.
      guard hasRoom || table.sorted?.memory == 0 else { return .done(unsorted) }
    }
    self.table = table
    return .progress(table.sorted?.fraction ?? 0, partial: table)
  }
}
