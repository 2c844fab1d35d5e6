import ArgumentParser
import DeepDataProfiler
import Explorer
import LinearAlgebra

/// `ddp-tui predict`: accuracy and confusion table.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the images through the model: accuracy and confusion table.")

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @Flag(help: "Print the logits of each image, too.")
  var logits = false
  @Option var format = TableFormat.text

  func run() throws {
    let profiler = try options.open(data: images.data)
    let predictions = try wait {
      try await profiler.predictions(progress: ProgressBar.of("predict"))
    }
    ProgressBar.clear()
    switch format {
    case .json: print(json(predictions).text)
    case .csv: print(rows(predictions).csv, terminator: "")
    case .text:
      let correct = zip(predictions.predicted, predictions.labels).count { $0 == $1 }
      print(
        "accuracy \((100 * predictions.accuracy).significant(6)) % "
          + "(\(correct) of \(predictions.labels.count) images)\n")
      print(confusion(predictions, profiler.findings.dataSet).text, terminator: "")
      if logits { print("\n" + rows(predictions).text, terminator: "") }
    }
  }

  private func json(_ predictions: Predictions) -> JSON {
    var members: [(String, JSON)] = [
      ("count", .int(predictions.labels.count)), ("accuracy", .double(predictions.accuracy)),
      ("predictions", .ints(predictions.predicted)), ("labels", .ints(predictions.labels)),
    ]
    if logits {
      members.append(
        ("logits", .array(predictions.labels.indices.map { .floats(predictions.logits(of: $0)) })))
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
    for (image, label) in predictions.labels.enumerated() {
      let values = predictions.logits(of: image).prefix(outputs)
      table.add(
        [String(image), String(label), String(predicted[image])] + values.map { "\($0)" })
    }
    return table
  }

  /// True classes down, predicted ones across.
  private func confusion(_ predictions: Predictions, _ dataSet: Findings.DataSet?) -> Table {
    let predicted = predictions.predicted
    let classes = Set(predictions.labels + predicted).sorted()
    let names = classes.map { dataSet?.name(ofClass: $0) ?? String($0) }
    var counts: [[Int]: Int] = [:]
    for (label, guess) in zip(predictions.labels, predicted) {
      counts[[label, guess], default: 0] += 1
    }
    var table = Table(
      [("is \\ said", .left)] + names.map { ($0, .right) } + [("correct", .right)])
    for (label, name) in zip(classes, names) {
      let row = classes.map { counts[[label, $0]] ?? 0 }
      let total = row.reduce(0, +)
      let right = Double(counts[[label, label]] ?? 0)
      table.add(
        [name] + row.map { $0 == 0 ? "." : String($0) }
          + [total == 0 ? "-" : "\((100 * right / Double(total)).significant(4)) %"])
    }
    return table
  }
}
