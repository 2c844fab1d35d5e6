public import ArgumentParser
public import DeepDataProfiler
import Formats
import NeuralNetwork
import Reports
import System
import TerminalUI

extension Stage: ExpressibleByArgument {}

/// `ddp-tui project`: the maps of one stage of a layer's computation on one image.
struct Project: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a layer makes of one image, step by step, as heatmaps.",
    discussion: """
      The steps are those of the paper's figure 5: input X, receptive fields Psi(X), correlations \
      V^T Psi(X), projections S V^T Psi(X), output Y, activated f(Y + B), and reprojected \
      U^T f(Y + B). f is the activation that follows, and named; biases, scales and normalisations before it \
      are gone through. Where the output meets another branch, a pooling or the end first, there is \
      none, and these are Y + B and U^T (Y + B).

      Example: ddp-tui project SampleModels/mnist.bin --image 17 --layer conv2 --vector 0,1,2
      """)

  /// How the maps are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, npy
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("An image of the data set, counted from 0.", valueName: "n"))
  var image: Int
  @OptionGroup var layer: LayerOption
  @Option(help: ArgumentHelp("The step of the computation.", valueName: "stage"))
  var stage = Stage.projections
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The maps to print, counted from 0, with commas between them (default: all).",
      valueName: "i,..."), transform: NumberList.counted)
  var vector: [Int]?
  @Option(help: "What is printed.")
  var format = Format.text

  func validate() throws {
    if format == .npy { try Output.checkTakes(bytesOf: "npy") }
  }

  func run() throws {
    let profiler = try options.open(showing: images)
    let layer = try profiler.findings.model.layer(layer.layer)
    let (stage, image) = (stage, image)
    let all = try profiler.wait(about: layer) {
      try await $0.maps(stage, of: layer.index, image: image)
    }
    let chosen = try chosen(of: all)
    let report = ProjectionReport(
      maps: all, chosen: chosen, image: image, layer: layer,
      dataSet: profiler.findings.dataSet, model: profiler.findings.model)
    if let format = ReportFormat(rawValue: format.rawValue) {
      try Output.write(report, as: format)
    } else {
      try Output.write(NPY.file(report.values, shape: report.shape))
    }
  }

  /// The maps that were asked for.
  private func chosen(of maps: FeatureMaps) throws -> [Int] {
    guard let vector else { return Array(0..<maps.count) }
    if let missing = vector.first(where: { $0 >= maps.count }) {
      throw Failure(
        kind: .usage, subject: options.model,
        problem:
          "--vector \(missing): \(maps.stage.rawValue) has \(maps.count) maps; give numbers from "
          + "0 to \(maps.count - 1) with commas between them")
    }
    return vector
  }
}
