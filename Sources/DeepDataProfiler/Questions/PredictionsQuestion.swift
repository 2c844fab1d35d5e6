import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// What the network makes of the data set; with the logits of each image, where these are asked for.
package struct PredictionsQuestion: Question {
  package typealias Answer = Predictions

  /// Whether logits are asked for.
  package let hasLogits: Bool

  /// Predictions.
  package init(hasLogits: Bool = false) {
    self.hasLogits = hasLogits
  }

  package func title(naming name: (Int) -> String) -> String { "predictions" }
  package func isQuick(in model: Findings.Model) -> Bool { false }
  package func job() -> PredictionsJob { PredictionsJob(hasLogits: hasLogits) }

  package static func byteCount(_ predictions: Predictions) -> Int {
    12 * predictions.predicted.count + 4 * (predictions.logits?.values.count ?? 0)
  }
}

/// Runs the images as far as the network's end.
package struct PredictionsJob: Job {
  package typealias Answer = Predictions
  package typealias Partial = Predictions

  fileprivate let hasLogits: Bool

  package func step(_ context: JobContext) throws -> JobStep<Predictions, Predictions> {
    let subject = context.subject
    _ = try subject.requireImages()
    // Where there is no graph, that is the fault.
    try subject.network.requireGraph()
    let scores = try subject.scores.get()
    let progress =
      try hasLogits
      ? subject.passes.advance(.logits, layers: [], context)
      : subject.passes.advance(.predictions, context)
    switch progress {
    case .part(let fraction): return .progress(fraction)
    case .whole(let pass): return .done(try predictions(of: pass, by: scores, subject))
    }
  }

  private func predictions(
    of pass: DataPass, by scores: ClassScores, _ subject: OpenedModel
  ) throws(Failure) -> Predictions {
    let dataSet = subject.facts.dataSet
    let found = try pass.usable(in: dataSet?.file ?? "", orElse: "its logits are not finite") {
      pass.predicted[$0] != nil
    }
    var logits: Tensor?
    if hasLogits {
      subject.passes.forget(.logits)
      logits = Shape([found.rows.count, scores.count]).map {
        Tensor(shape: $0, values: pass.logits.picking(found.rows, columns: scores.count))
      }
    }
    return Predictions(
      predicted: found.rows.compactMap { pass.predicted[$0] },
      confidences: found.rows.map { pass.confidences[$0] }, logits: logits,
      labels: subject.labels(of: found.images), images: found.images, leftOut: found.leftOut,
      scores: scores, isComparable: dataSet?.mismatch == nil)
  }
}

extension [Float] {
  /// Some rows, ascending, of a matrix that lies row by row.
  fileprivate func picking(_ rows: [Int], columns: Int) -> [Float] {
    rows.count * columns == count
      ? self : rows.flatMap { self[$0 * columns..<($0 + 1) * columns] }
  }
}
