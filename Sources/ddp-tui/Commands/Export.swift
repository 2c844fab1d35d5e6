import ArgumentParser
import DeepDataProfiler
import Explorer
import Formats
import NeuralNetwork
import System
import TerminalUI

extension View: ExpressibleByArgument {}
extension SpectrumChart: ExpressibleByArgument {}

/// `ddp-tui export`: what a pane of the explorer shows, as text.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write what a pane of the explorer shows, as text.",
    discussion: """
      Example: ddp-tui export SampleModels/mnist.bin --view hierarchy --layer fc1 --size 120x40
      """)

  /// Columns x rows of cells.
  struct Extent: ExpressibleByArgument {
    let size: Size

    init?(argument: String) {
      let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let columns = parts[0], let rows = parts[1],
        (1...1000).contains(columns), (1...1000).contains(rows)
      else { return nil }
      size = Size(columns: columns, rows: rows)
    }
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var beside: BesideOption
  @Option(help: ArgumentHelp("The pane.", valueName: "name"))
  var view: View
  @Option(help: ArgumentHelp("What the spectrum pane shows.", valueName: "name"))
  var chart = SpectrumChart.histogram
  @Option(
    help: ArgumentHelp(
      "A layer's name, or its number from 1 (default: the first).", valueName: "layer"))
  var layer: String?
  @Option(
    help: ArgumentHelp(
      "Columns x rows, 1x1 to 1000x1000 (default: 100x32).", valueName: "columnsxrows"))
  var size: Extent?
  @Flag(help: "Keep the colours, as escape sequences.")
  var ansi = false
  @Option(
    name: .short,
    help: ArgumentHelp(
      "The file to write, which must not be there yet (default: standard output).",
      valueName: "file"))
  var output: String?

  func validate() throws {
    if chart != .histogram, view != .spectrum {
      throw ValidationError("--chart is for --view spectrum")
    }
    if chart == .beside, beside.beside == nil {
      throw ValidationError("--chart beside compares two models: name the other with --beside")
    }
  }

  func run() throws {
    let profiler =
      try view.needsData ? options.open(showing: images) : options.open(data: images.data)
    let models = Models(first: profiler, beside: try beside.open())
    let model = profiler.findings.model
    let size = size?.size ?? Size(columns: 100, rows: 32)
    let theme = ansi ? Theme.dark : Theme.mono
    var explorer = Explorer(
      findings: profiler.findings, beside: models.beside?.findings.model, size: size,
      themes: [theme],
      selection: Selection(layer: try layer.map { try model.layer($0).index } ?? 0),
      chart: chart)
    let layers = [explorer.selection.layer]
    try profiler.wait { await $0.expect(signalsOf: layers) }
    while let request = explorer.wanted(by: view).first(where: { !$0.isProvisional }) {
      _ = explorer.handle(.answered(request, try answer(to: request, by: models)))
    }
    profiler.mention(try profiler.wait { await $0.leftOut })
    let canvas = explorer.render(view: view, size: size, theme: theme)
    let text = ansi ? canvas.ansi(theme) : canvas.text
    if let output {
      try NewFile.write(Array(text.utf8), to: output)
    } else {
      try Output.write(text)
    }
  }

  /// An answer; in the list of all layers a fault of one, which is marked, does not hinder the others.
  private func answer(to request: Request, by models: Models) throws -> Answer {
    do {
      return try models.wait(for: request, progress: ProgressBar.of("export"))
    } catch let failure as Failure where view == .layers && failure.isOfWeight {
      return .fault(failure)
    }
  }
}

extension View {
  /// Whether there is nothing to show without images.
  fileprivate var needsData: Bool { self != .layers && self != .spectrum }
}
