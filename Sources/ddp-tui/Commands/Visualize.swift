public import ArgumentParser
public import DeepDataProfiler
import Formats
import NeuralNetwork
import Reports
import System
import TerminalUI

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
      Example: ddp-tui visualize SampleModels/mnist.bin --layer conv2 --all --size 112 -o conv2
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var layer: LayerOption
  @OptionGroup var visualized: VisualizedOptions
  @OptionGroup var significance: SignificanceOptions
  @Option(help: ArgumentHelp("What is optimised.", valueName: "way"))
  var parametrisation = VisualizationRecipe.Basis.fft
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How much of the image's area the parts cover that phase looks at, in per cent: the least and the "
        + "most (default: 5,20).", valueName: "least,most"),
    transform: NumberList.fractions(ofPercentages:))
  var crops: ClosedRange<Double>?
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Steps up the gradient.", valueName: "n"))
  var steps = 512
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What random numbers follow from (default: 0).", valueName: "n"),
    transform: NumberList.seed)
  var seed = UInt64(0)
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The image of the data set to begin with, counted from 0 (default: noise).",
      valueName: "image"))
  var from: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Images to optimise together, each to bring out something else: FILE-0.png, FILE-1.png, ...",
      valueName: "n"))
  var starts = 1
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The longer side of the picture in pixels: a pixel of the image becomes a square of them where it "
        + "is a multiple of the network's side, else each has the nearest (default: the network's).",
      valueName: "n"))
  var size: Int?
  @Option(
    name: .short,
    help: ArgumentHelp(
      "The PNG file to write, which must not be there yet, or -, standard output, in place of what is "
        + "printed; with --all and --hierarchy a folder, in which what was made in the same way is left "
        + "as it is.", valueName: "file"))
  var output: OutputFile
  @Option(help: "What is printed (default: text).")
  var format: ReportFormat?

  /// The most images that are optimised together, and the longest side of a picture.
  private static let (mostStarts, longestSide) = (64, 1 << 14)

  func validate() throws {
    if !(0...1_000_000).contains(steps) {
      throw ValidationError("--steps \(steps): give a number from 0 to 1000000")
    }
    if !(1...Self.mostStarts).contains(starts) {
      throw ValidationError("--starts \(starts): give a number from 1 to \(Self.mostStarts)")
    }
    if !visualized.hasGroups, let option = significance.given.first {
      throw ValidationError("\(option) is for --group and --hierarchy")
    }
    if crops != nil, parametrisation != .phase {
      throw ValidationError("--crops is for --parametrisation phase")
    }
    if let from, from < 0 { throw ValidationError("--from \(from): give a number from 0") }
    if let size, !(1...Self.longestSide).contains(size) {
      throw ValidationError("--size \(size): give a number from 1 to \(Self.longestSide)")
    }
    if !visualized.isMany { try output.checkEnding(among: ["png"]) }
    guard output.isStandardOutput else { return }
    if visualized.isMany || starts > 1 {
      throw ValidationError("-o - is for one image: name a file")
    }
    if format != nil {
      throw ValidationError("with -o - nothing but the image is written: leave out --format")
    }
    try Output.checkTakes(bytesOf: "png")
  }

  func run() throws {
    let profiler =
      from != nil || parametrisation == .phase
      ? try options.open(showing: images)
      : visualized.hasGroups
        ? try significance.open(options, images) : try options.open(data: images.data)
    let layer = try profiler.findings.model.layer(layer.layer)
    var recipe = VisualizationRecipe(
      basis: parametrisation, steps: steps, seed: seed, beginning: from, starts: starts)
    if let crops { recipe.crops = crops }
    if visualized.isMany { try Folder.make(path: output.path) }
    let subjects = try visualized.subjects(of: layer, by: profiler, significance)
    let files = try files(subjects, of: layer, recipe, by: profiler)
    unsafe Interrupt.goesOn = visualized.isMany
    let reports = try files.enumerated().flatMap { place, files in
      try made(
        files, of: layer, recipe, by: profiler,
        title: subjects.count == 1
          ? "image of \(layer.name)" : "image \(place + 1) of \(subjects.count) of \(layer.name)")
    }
    // Of groups the images are named that have no signals.
    let magnitudes = profiler.scheduler.findings[MagnitudesQuestion()].answer
    if !visualized.hasGroups, let magnitudes {
      magnitudes.leftOut.mention(beside: magnitudes.count)
    }
    if output.isStandardOutput { return }
    let isOne = !visualized.isMany && starts == 1
    switch format ?? .text {
    case .text:
      try Output.write { VisualizationReport.text(of: reports, isOne: isOne, for: $0) }
    case .json: try Output.write(VisualizationReport.json(of: reports, isOne: isOne).text + "\n")
    case .csv: try Output.write(VisualizationReport.table(of: reports).csv)
    }
  }

  /// The files of each subject, one for each start, before anything is computed.
  private func files(
    _ subjects: [VisualizationMaking.Subject], of layer: LinearLayer,
    _ recipe: VisualizationRecipe, by profiler: Profiler
  ) throws -> [[VisualizationFile]] {
    let (rows, columns) = try extents(profiler.imageShape)
    return try subjects.map { subject in
      let question = VisualizationQuestion(layer: layer.index, subject.objective, recipe)
      try profiler.wait(about: layer) {
        _ = try await $0.answer(
          to: VisualizationDigestQuestion(question), progress: ProgressBar.of("images"))
      }
      let findings = profiler.scheduler.findings
      return try (0..<starts).map { start in
        try VisualizationFile(
          path(of: subject, start),
          VisualizationMaking(
            layer: layer, subject: subject, recipe: recipe, start: start, rows: rows,
            columns: columns, findings: findings), mayBeThere: visualized.isMany)
      }
    }
  }

  /// Rows and columns of the picture of an image.
  private func extents(_ shape: [Int]?) throws -> (rows: Int, columns: Int) {
    // A network that takes no pictures is told of where an image of it is made.
    guard let shape, shape.count == 3 else { return (1, 1) }
    let (height, width) = (shape[1], shape[2])
    guard [1, 3].contains(shape[0]) else {
      throw Failure(
        kind: .unsupported, problem: "an image of \(shape[0])x\(height)x\(width) is no picture",
        cure: "visualize networks of 1 or 3 channels")
    }
    guard let size else { return (height, width) }
    let side = max(height, width)
    guard size >= side else {
      throw Failure(
        kind: .usage, problem: "--size \(size): the network takes \(height)x\(width)",
        cure: "give at least \(side), and at most \(Self.longestSide)")
    }
    return (max(1, height * size / side), max(1, width * size / side))
  }

  private func path(of subject: VisualizationMaking.Subject, _ start: Int) -> String {
    let name = visualized.isMany ? "\(output.path)/\(subject.name).png" : output.path
    guard starts > 1 else { return name }
    let stem = name.hasSuffix(".png") ? name.dropLast(4) : name[...]
    return "\(stem)-\(start).png"
  }

  /// Makes the images of a subject that are not there yet.
  private func made(
    _ files: [VisualizationFile], of layer: LinearLayer, _ recipe: VisualizationRecipe,
    by profiler: Profiler, title: String
  ) throws -> [VisualizationReport] {
    // Another run may have made them meanwhile.
    let files = try files.map { try $0.renewed() }
    var images: [OptimizedImage] = []
    if let objective = files.first(where: { $0.kept == nil })?.making.objective {
      images = try profiler.wait(about: layer) {
        try await $0.optimizedImages(
          of: layer.index, objective, recipe, progress: ProgressBar.of(title))
      }
    }
    return try files.enumerated().compactMap { start, file in
      if let kept = file.kept {
        return VisualizationReport(file.making, file: file.path, objectives: kept)
      }
      guard images.indices.contains(start) else { return nil }
      if let kept = try file.write(images[start]) {
        return VisualizationReport(file.making, file: file.path, objectives: kept)
      }
      return VisualizationReport(file.making, file: file.path, image: images[start])
    }
  }
}
