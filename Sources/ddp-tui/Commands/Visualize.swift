public import ArgumentParser
public import DeepDataProfiler
import Formats
import NeuralNetwork
import Reports
import System

extension VisualizationRecipe.Basis: ExpressibleByArgument {}

/// `ddp-tui visualize`: an image that brings out singular vectors of a layer.
struct Visualize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write an image that brings out singular vectors of a layer.",
    discussion: """
      Beginning with noise, the image climbs the gradient of the vectors' signals (equations 19 and 20 of the \
      paper). The same seed gives the same file.

      Example: ddp-tui visualize SampleModels/mnist.bin --layer conv2 --vector 0 -o v0.png
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var layer: LayerOption
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The singular vectors, counted from 0, with commas between them.", valueName: "i,..."))
  var vector: String
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What each signal is multiplied by, below 0 for the opposite (default: 1 each).",
      valueName: "w,..."))
  var weights: String?
  @Flag(help: "Bring out the negated signals.")
  var negative = false
  @Option(help: ArgumentHelp("Steps up the gradient.", valueName: "n"))
  var steps = 512
  @Option(help: ArgumentHelp("What is random follows from it.", valueName: "n"))
  var seed: UInt64 = 0
  @Option(
    help: ArgumentHelp(
      "What is optimised: Fourier coefficients, their phases alone, or pixels.", valueName: "way"))
  var parametrisation = VisualizationRecipe.Basis.fft
  @Option(
    name: .short,
    help: ArgumentHelp("The PNG file to write, which must not be there yet.", valueName: "file"))
  var output: String

  func run() throws {
    let profiler = try options.open(data: images.data)
    let layer = try profiler.findings.model.layer(layer.layer)
    let terms = vector.split(separator: ",").compactMap { Int($0) }
      .map { VisualizationObjective.Term(vector: $0, weight: negative ? -1 : 1) }
    let recipe = VisualizationRecipe(basis: parametrisation, steps: steps, seed: seed)
    let image = try profiler.wait(about: layer) {
      try await $0.optimizedImage(
        of: layer.index, VisualizationObjective(terms), recipe,
        progress: ProgressBar.of("image \(layer.name)"))
    }
    let size = image.height * image.width
    let pixels = (0..<size).flatMap { place in
      (0..<image.channels).map { channel in
        UInt8((image.values[channel * size + place] * 255).rounded())
      }
    }
    guard
      let bytes = PNGFile.bytes(
        width: image.width, height: image.height, channels: image.channels, pixels: pixels)
    else { return }
    try NewFile.write(bytes, to: output)
    print(image.objectives)
  }
}
