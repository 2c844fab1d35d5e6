import ArgumentParser
import DeepDataProfiler
import Reports

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
  var format = ReportFormat.text

  func run() throws {
    let profiler = try options.open(showing: images, output: output)
    let hasLogits = logits
    let predictions = try profiler.wait {
      $0.expect(signalsOf: [])
      return try await $0.predictions(
        withLogits: hasLogits, progress: ProgressBar.of("predict"))
    }
    guard let dataSet = profiler.findings.dataSet else { return }
    predictions.leftOut.mention(beside: predictions.images.count)
    try Output.write(
      PredictionsReport(
        predictions: predictions, dataSet: dataSet, model: profiler.findings.model), as: format)
  }
}
