import ArgumentParser
import DeepDataProfiler
import Reports

/// `ddp-tui layers`: the linear layers in graph order, and the weights that are none's.
struct Layers: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the convolutions and fully connected layers of a model.",
    discussion: """
      Weights that look like a layer's and are none, or could not be resolved, are listed below as \
      left out, each with the reason.

      Example: ddp-tui layers SampleModels/mnist.onnx
      """)

  @OptionGroup var options: ModelOptions
  @Option(help: "What is printed.")
  var format = ReportFormat.text

  func run() throws {
    try Output.write(LayersReport(model: try options.open().findings.model), as: format)
  }
}
