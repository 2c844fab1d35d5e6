package import DeepDataProfiler
import Formats
import LinearAlgebra
import System
package import TerminalUI

/// What a network takes the images of a data set for.
package struct PredictionsReport: Report {
  package static let command = "predict"
  package static let rows = "a row for each image"
  let predictions: Predictions
  let dataSet: Findings.DataSet
  let model: Findings.Model

  package init(predictions: Predictions, dataSet: Findings.DataSet, model: Findings.Model) {
    self.predictions = predictions
    self.dataSet = dataSet
    self.model = model
  }

  package static let fields: [Field<PredictionsReport>] = [
    .integer("count", "how many have a prediction", unit: "images") { $0.predictions.labels.count },
    .number(
      "accuracy", "the share of them that is predicted rightly, 0 to 1; null where it can't be told"
    ) { $0.predictions.accuracy },
    .list("predictions", of: .integer, "of each image the output that is predicted, from 0") {
      $0.predictions.predicted.map(JSON.int)
    },
    .integer(
      "sole_class",
      "the output that all images are predicted as, though they are of several classes; else null"
    ) { $0.predictions.soleClass },
    .list("labels", of: .label, "of each image its class") { report in
      report.predictions.labels.map(report.dataSet.json(ofClass:))
    },
    .classes { $0.dataSet },
    .unreadable { $0.predictions.leftOut },
    .flag("matched_by_order", "whether folders became classes by their order alone") {
      $0.dataSet.isMatchedByOrder
    },
    .text(
      "outputs_file", "the file beside the model that names the outputs; null where none does"
    ) { $0.dataSet.outputsFile },
    Field.text("output", "the output that scores classes") { $0.predictions.scores.output }
      .only("of a network with several outputs") { $0.predictions.scores.choice != nil },
    Field.text("no_accuracy", "why there is no accuracy") { $0.dataSet.mismatch?.reason }
      .only("where there is none") { $0.dataSet.mismatch != nil },
    Field.list("logits", of: .list(.number), "of each image the scores of all outputs") { report in
      report.predictions.logits.map { logits in
        report.predictions.labels.indices.map { .floats(logits.row($0)) }
      }
    }.only("with `--logits`") { $0.predictions.logits != nil },
    .architecture { $0.model },
    .preparation { $0.model },
    .resizing { $0.model },
  ]

  /// A row for each image; its logits, when they are wanted.
  package var table: Table {
    let outputs = predictions.logits?.shape[1] ?? 0
    var table = Table(
      [("image", .right), ("label", .right), ("prediction", .right)]
        + (0..<outputs).map { ("logit_\($0)", .right) })
    let predicted = predictions.predicted
    for (row, image) in predictions.images.enumerated() {
      let values = predictions.logits?.row(row) ?? []
      table.add(
        [
          String(image), dataSet.text(ofClass: predictions.labels[row]), String(predicted[row]),
        ] + values.map { "\($0)" })
    }
    return table
  }

  package func text(for reader: Reader) -> String {
    heading + "\n" + Confusion(predictions, of: dataSet).text(within: reader.columns)
      + (predictions.logits == nil ? "" : "\n" + table.text)
      + model.preparationLines + model.remarks
  }

  /// The output where there are several, and the accuracy or why there is none.
  private var heading: String {
    let scores = predictions.scores
    var lines: [String] = []
    if let choice = scores.choice { lines.append("output \"\(scores.output)\" of \(choice)") }
    if let accuracy = predictions.accuracy, let correct = predictions.correctCount {
      let leftOut = predictions.leftOut.count
      lines.append(
        "accuracy \(accuracy.percent(decimals: 1)) "
          + "(\(correct) of \(predictions.labels.count.counted("image"))"
          + (leftOut == 0 ? ")" : ", \(leftOut) left out)"))
    }
    if let warning = dataSet.warning(of: predictions) { lines.append(warning) }
    if dataSet.isMatchedByOrder {
      lines.append("classes are taken for outputs in their order, as nothing else matches them")
    }
    if let file = dataSet.outputsFile { lines.append("classes are named by \(file)") }
    if let mismatch = dataSet.mismatch { lines.append("no accuracy: \(mismatch.reason)") }
    return lines.map { $0.printable + "\n" }.joined()
  }
}
