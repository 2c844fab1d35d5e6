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
      From noise, the image climbs the gradient of the vectors' signals (equations 19 and 20 of the paper), \
      a little moved, scaled and turned at each step. What is optimised are Fourier coefficients (fft), \
      pixels, or phases alone, with the magnitudes of the data set and looking at parts of the image, which \
      deep networks need. The same seed gives the same file.

      Example: ddp-tui visualize SampleModels/mnist.bin --layer fc1 --vector 1 -o v1.png
      Example: ddp-tui visualize SampleModels/mnist.bin --layer fc1 --group 0 -o group-0.png
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var layer: LayerOption
  @OptionGroup var visualized: VisualizedOptions
  @OptionGroup var significance: SignificanceOptions
  @Option(help: ArgumentHelp("What is optimised.", valueName: "way"))
  var parametrisation = VisualizationRecipe.Basis.fft
  @Option(help: ArgumentHelp("Steps up the gradient.", valueName: "n"))
  var steps = 512
  @Option(help: ArgumentHelp("What random numbers follow from.", valueName: "n"))
  var seed: UInt64 = 0
  @Option(
    name: .short,
    help: ArgumentHelp("The PNG file to write, which must not be there yet.", valueName: "file"))
  var output: String
  @Option(help: "What is printed.")
  var format = ReportFormat.text

  func validate() throws {
    if !(0...1_000_000).contains(steps) {
      throw ValidationError("--steps \(steps): give a number from 0 to 1000000")
    }
  }

  func run() throws {
    let profiler =
      visualized.group == nil
      ? try options.open(data: images.data) : try significance.open(options, images)
    let layer = try profiler.findings.model.layer(layer.layer)
    let file = try NewFile(path: output)
    let subject = try visualized.subject(of: layer, by: profiler, significance)
    let recipe = VisualizationRecipe(basis: parametrisation, steps: steps, seed: seed)
    let image = try profiler.wait(about: layer) {
      try await $0.optimizedImage(
        of: layer.index, subject.objective, recipe,
        progress: ProgressBar.of("image of \(layer.name)"))
    }
    let report = VisualizationReport(
      file: output, image: image, layer: layer, subject: subject, recipe: recipe,
      findings: profiler.findings)
    let bytes = try image.png(about: report)
    try file.bytes.write(bytes.span, at: 0)
    try file.finish()
    try Output.write(report, as: format)
  }
}

extension OptimizedImage {
  /// A PNG file of it, with what it was made of.
  fileprivate func png(about report: VisualizationReport) throws -> [UInt8] {
    let size = height * width
    func byte(_ value: Float) -> UInt8 { UInt8((value * 255).rounded()) }
    var pixels: [UInt8] = []
    for place in 0..<size {
      for channel in 0..<channels { pixels.append(byte(values[channel * size + place])) }
      if let opacity { pixels.append(byte(opacity[place])) }
    }
    let bytes = PNGFile.bytes(
      width: width, height: height, channels: channels + (opacity == nil ? 0 : 1),
      pixels: pixels, texts: [("Software", "ddp-tui"), ("Description", report.making.text)])
    guard let bytes else {
      throw Failure(
        kind: .unsupported,
        problem: "an image of \(channels)x\(height)x\(width) is no picture",
        cure: "visualize networks of 1 or 3 channels")
    }
    return bytes
  }
}
