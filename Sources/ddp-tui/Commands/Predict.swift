import Explorer
import ArgumentParser
import DeepDataProfiler
import LinearAlgebra

/// `ddp-tui predict`: accuracy and confusion table.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the images through the model: accuracy and confusion table.",
    discussion: """
      json and csv give the prediction of each image.

      Example: ddp-tui predict SampleModels/mnist.onnx --data SampleModels/mnist.npz --format csv
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @Flag(help: "Print the logits of each image, too.")
  var logits = false
  @Option(help: "What is printed.")
  var format = TableFormat.text

  func run() throws {
    let profiler = try options.open(showing: images)
    let predictions = try profiler.wait {
      try await $0.predictions(progress: ProgressBar.of("predict"))
    }
    profiler.mention(predictions.unreadable)
    switch format {
    case .json:
      try Output.write(
        json(predictions).adding([profiler.findings.model.architectureMember]).text + "\n")
    case .csv: try Output.write(rows(predictions).csv)
    case .text:
      let correct = zip(predictions.predicted, predictions.labels).count { $0 == $1 }
      let confusion = Confusion(predictions, names: profiler.findings.dataSet)
      try Output.write(
        "accuracy \((100 * predictions.accuracy).significant(6)) % "
          + "(\(correct) of \(predictions.labels.count.counted("image")))\n\n"
          + confusion.text(within: Output.columns) + (logits ? "\n" + rows(predictions).text : "")
          + profiler.findings.model.remarks)
    }
  }

  private func json(_ predictions: Predictions) -> JSON {
    var members: [(String, JSON)] = [
      ("count", .int(predictions.labels.count)), ("accuracy", .double(predictions.accuracy)),
      ("predictions", .ints(predictions.predicted)), ("labels", .ints(predictions.labels)),
      predictions.unreadable.json,
    ]
    if logits {
      members.append(
        (
          "logits",
          .array(predictions.labels.indices.map { .floats(predictions.logits(ofRow: $0)) })
        ))
    }
    return .object(members)
  }

  /// A row for each image; its logits, when they are wanted.
  private func rows(_ predictions: Predictions) -> Table {
    let outputs = logits ? predictions.logits.shape[1] : 0
    var table = Table(
      [("image", .right), ("label", .right), ("prediction", .right)]
        + (0..<outputs).map { ("logit_\($0)", .right) })
    let predicted = predictions.predicted
    for (row, image) in predictions.images.enumerated() {
      let values = predictions.logits(ofRow: row).prefix(outputs)
      table.add(
        [String(image), String(predictions.labels[row]), String(predicted[row])]
          + values.map { "\($0)" })
    }
    return table
  }
}
