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
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var layer: LayerOption
  @Option(
    help: ArgumentHelp(
      "The singular vectors, counted from 0, with commas between them.", valueName: "i,..."))
  var vector: String
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the signal of each is multiplied by, less than 0 for the opposite (default: 1 each).",
      valueName: "w,..."))
  var factors: String?
  @Flag(help: "Bring out the negated signals.")
  var negative = false
  @Option(
    help: ArgumentHelp(
      "One position of the layer's output, counted from 0 (default: the mean of all).",
      valueName: "row,column"))
  var at: String?
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
    _ = try objective()
  }

  func run() throws {
    let profiler = try options.open(data: images.data)
    let layer = try profiler.findings.model.layer(layer.layer)
    let file = try NewFile(path: output)
    let objective = try objective()
    let recipe = VisualizationRecipe(basis: parametrisation, steps: steps, seed: seed)
    let image = try profiler.wait(about: layer) {
      try await $0.optimizedImage(
        of: layer.index, objective, recipe, progress: ProgressBar.of("image of \(layer.name)"))
    }
    let report = VisualizationReport(
      file: output, image: image, layer: layer, objective: objective, recipe: recipe,
      model: profiler.findings.model)
    let bytes = try image.png(about: report)
    try file.bytes.write(bytes.span, at: 0)
    try file.finish()
    try Output.write(report, as: format)
  }

  /// What the options say that the image is to bring out.
  private func objective() throws -> VisualizationObjective {
    func numbers<Number>(
      _ option: String, _ text: String, _ number: (Substring) -> Number?, _ cure: String
    ) throws -> [Number] {
      try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
        guard let number = number(word) else {
          throw ValidationError("--\(option) \"\(word)\": \(cure)")
        }
        return number
      }
    }
    let vectors = try numbers(
      "vector", vector, { Int($0).flatMap { $0 >= 0 ? $0 : nil } },
      "give numbers from 0 with commas between them")
    if Set(vectors).count != vectors.count {
      throw ValidationError("--vector \(vector): give each vector once")
    }
    let factors =
      try self.factors.map {
        try numbers(
          "factors", $0, { Double($0).flatMap { $0.isFinite && $0 != 0 ? $0 : nil } },
          "give numbers other than 0 with commas between them")
      } ?? vectors.map { _ in 1 }
    guard factors.count == vectors.count else {
      throw ValidationError(
        "--factors has \(factors.count) numbers, --vector \(vectors.count): give one for each")
    }
    var pool = VisualizationObjective.Pool.mean
    if let at {
      let place = try numbers("at", at, { Int($0) }, "give a row and a column: 3,4")
      guard place.count == 2 else {
        throw ValidationError("--at \(at): give a row and a column: 3,4")
      }
      pool = .position(row: place[0], column: place[1])
    }
    let sign: Double = negative ? -1 : 1
    return VisualizationObjective(
      zip(vectors, factors).map { .init(vector: $0, weight: sign * $1) }, pool: pool)
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
