import ArgumentParser
import DeepDataProfiler
import Formats
import NeuralNetwork
import Reports
import System
import TerminalUI

/// `ddp-tui overlay`: where images are alike to one position of one of them, as a layer sees it.
struct Overlay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show where images are alike to one position of the first, as a layer sees it.",
    discussion: """
      Of each image the cosine of the angle between the layer's activation at the position of the first \
      image and that at each of its own positions (similarity overlays: Fong and others, 2021; figure 10 of \
      the paper). Activations are taken after the bias and the activation function, as `project --stage \
      activated` has them. In text each image, dark where it is not alike, stands beside its similarities; \
      png has the first image with the position framed, then each image under its similarities.

      Example: ddp-tui overlay SampleModels/mnist.bin --images 17,3 --layer conv2 --at 12,9 --vector 0
      """)

  /// How the similarities are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, npy, png
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var data: DataOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The images, counted from 0, with commas between them; the position is one of the first.",
      valueName: "i,j,..."), transform: NumberList.counted)
  var images: [Int]
  @OptionGroup var layer: LayerOption
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A position of the layer's output, counted from 0.", valueName: "row,column"),
    transform: NumberList.position)
  var at: (row: Int, column: Int)
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Compare with the optimised image of this singular vector as well, counted from 0.",
      valueName: "i"))
  var vector: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What the random numbers of that image follow from (default: 0).", valueName: "n"),
    transform: NumberList.seed)
  var seed: UInt64?
  @Option(help: "What is printed, or written (default: what a file's ending says, else text).")
  var format: Format?
  @Option(
    name: .short,
    help: ArgumentHelp(
      "The file to write, which must not be there yet (default: -, standard output).",
      valueName: "file"))
  var output: OutputFile?

  func validate() throws {
    if let vector, vector < 0 {
      throw ValidationError("--vector \(vector): vectors count from 0")
    }
    if Set(images).count != images.count {
      throw ValidationError("--images: give each image once")
    }
    if seed != nil, vector == nil { throw ValidationError("--seed is for --vector") }
    try output?.checkEnding(among: Self.formats)
    if let output, let format, let ending, format != ending {
      throw output.contradiction(of: "--format \(format.rawValue)")
    }
    if file.isStandardOutput, written == .npy || written == .png {
      try Output.checkTakes(bytesOf: written.rawValue)
    }
  }

  /// What can be written.
  private static let formats = Format.allCases.map(\.rawValue)

  /// What the file's ending says; nil where that is nothing that is written.
  private var ending: Format? {
    output?.format(among: Self.formats).flatMap(Format.init(rawValue:))
  }

  private var written: Format { format ?? ending ?? .text }
  private var file: OutputFile { output ?? OutputFile("-") }

  func run() throws {
    let profiler = try options.open(showing: data)
    let layer = try profiler.findings.model.layer(layer.layer)
    try file.check()
    try file.write(try bytes(of: try report(of: layer, by: profiler), by: profiler))
  }

  private func bytes(of report: OverlayReport, by profiler: Profiler) throws -> [UInt8] {
    switch written {
    case .text: Array(report.text(for: Output.reader(ofFile: !file.isStandardOutput)).utf8)
    case .json: Array((report.json.text + "\n").utf8)
    case .csv: Array(report.table.csv.utf8)
    case .npy: NPY.file(report.values, shape: report.shape)
    case .png: try png(of: report, by: profiler)
    }
  }

  private func report(of layer: LinearLayer, by profiler: Profiler) throws -> OverlayReport {
    let first = images[0]
    var subjects = images.map(SimilarityQuestion.Subject.image)
    if let vector {
      subjects.append(
        .optimized(
          VisualizationQuestion(
            layer: layer.index, .init([.init(vector: vector)]), .init(seed: seed ?? 0))))
    }
    let (all, row, column) = (subjects, at.row, at.column)
    let (activations, overlays) = try profiler.wait(about: layer) { profiler in
      var overlays: [SimilarityOverlay] = []
      for subject in all {
        overlays.append(
          try await profiler.answer(
            to: SimilarityQuestion(
              layer: layer.index, image: first, row: row, column: column, to: subject),
            progress: ProgressBar.of("image of \(layer.name)")))
      }
      return (try await profiler.maps(.activated, of: layer.index, image: first), overlays)
    }
    return OverlayReport(
      activations: activations, image: first, row: row, column: column,
      parts: Array(zip(subjects, overlays)), layer: layer, dataSet: profiler.findings.dataSet,
      model: profiler.findings.model)
  }

  /// The least pixels of a side of each picture, and between two.
  private static let side = 224
  private static let gap = 8

  /// The first image with the position framed, then each image under its similarities.
  private func png(of report: OverlayReport, by profiler: Profiler) throws -> [UInt8] {
    let image = images[0]
    let shown = try profiler.wait { try await $0.answer(to: InputImagesQuestion([image])) }
    let sheet = shown[image].flatMap { report.pictures(over: $0, side: Self.side, gap: Self.gap) }
    let bytes = sheet.flatMap { sheet in
      PNGFile.bytes(
        width: sheet.width, height: sheet.height, channels: sheet.channels, pixels: sheet.pixels,
        texts: [("Software", "ddp-tui"), ("Description", report.title)])
    }
    guard let bytes else {
      throw Failure(
        kind: .unsupported, problem: "the network takes no pictures, so none can be drawn",
        cure: "give another --format")
    }
    return bytes
  }
}
