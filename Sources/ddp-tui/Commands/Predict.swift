import ArgumentParser
import DeepDataProfiler
import Formats
import LinearAlgebra
import System
import TerminalUI

/// `ddp-tui predict`: accuracy and confusion table.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the images through the model: accuracy and confusion table.",
    discussion: """
      json and csv give the prediction of each image: an output of the network, counted from 0. A \
      network of one output tells two classes, 1 where the output exceeds the middle of its bounds \
      (0.5 of a probability), or 0 where it has none. Folders and named labels are matched to \
      outputs by the names in the card, by numbers, or where there are as many as outputs by their \
      order; else no accuracy is told, and the reason is.

      Example: ddp-tui predict SampleModels/mnist.onnx --data SampleModels/mnist.npz --format csv
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @Flag(help: "Print the logits of each image, too.")
  var logits = false
  @Option(
    help: ArgumentHelp(
      "The output that scores classes, of a network with several (default: the card's).",
      valueName: "name"))
  var output: String?
  @Option(help: "What is printed.")
  var format = TableFormat.text

  func run() throws {
    let profiler = try options.open(showing: images, output: output)
    let hasLogits = logits
    let predictions = try profiler.wait {
      $0.expect(signalsOf: [])
      return try await $0.predictions(
        withLogits: hasLogits, progress: ProgressBar.of("predict"))
    }
    guard let dataSet = profiler.findings.dataSet else { return }
    profiler.mention(predictions.leftOut)
    switch format {
    case .json:
      try Output.write(
        json(predictions, dataSet).adding([profiler.findings.model.architectureMember]).text
          + "\n")
    case .csv: try Output.write(rows(predictions, dataSet).csv)
    case .text:
      let confusion = Confusion(predictions, of: dataSet)
      try Output.write(
        heading(predictions, dataSet) + "\n" + confusion.text(within: Output.columns)
          + (logits ? "\n" + rows(predictions, dataSet).text : "")
          + profiler.findings.model.remarks)
    }
  }

  /// The output where there are several, and the accuracy or why there is none.
  private func heading(_ predictions: Predictions, _ dataSet: Findings.DataSet) -> String {
    let scores = predictions.scores
    var lines: [String] = []
    if let choice = scores.choice { lines.append("output \"\(scores.output)\" of \(choice)") }
    if let accuracy = predictions.accuracy, let correct = predictions.correctCount {
      let leftOut = predictions.leftOut.count
      lines.append(
        "accuracy \((100 * accuracy).significant(6)) % "
          + "(\(correct) of \(predictions.labels.count.counted("image"))"
          + (leftOut == 0 ? ")" : ", \(leftOut) left out)"))
    }
    if dataSet.isMatchedByOrder {
      lines.append("classes are taken for outputs in their order, as nothing else matches them")
    }
    if let mismatch = dataSet.mismatch { lines.append("no accuracy: \(mismatch.reason)") }
    return lines.map { $0.printable + "\n" }.joined()
  }

  private func json(_ predictions: Predictions, _ dataSet: Findings.DataSet) -> JSON {
    var members: [(String, JSON)] = [
      ("count", .int(predictions.labels.count)), ("accuracy", .optional(predictions.accuracy)),
      ("predictions", .ints(predictions.predicted)),
      ("labels", .array(predictions.labels.map(dataSet.json(ofClass:)))), dataSet.classes,
      predictions.leftOut.json,
    ]
    members.append(("matched_by_order", .bool(dataSet.isMatchedByOrder)))
    if predictions.scores.choice != nil {
      members.append(("output", .string(predictions.scores.output)))
    }
    if let mismatch = dataSet.mismatch { members.append(("no_accuracy", .string(mismatch.reason))) }
    if let logits = predictions.logits {
      members.append(
        ("logits", .array(predictions.labels.indices.map { .floats(logits.row($0)) })))
    }
    return .object(members)
  }

  /// A row for each image; its logits, when they are wanted.
  private func rows(_ predictions: Predictions, _ dataSet: Findings.DataSet) -> Table {
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
}
