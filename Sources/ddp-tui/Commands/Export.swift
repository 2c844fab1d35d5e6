import ArgumentParser
import DeepDataProfiler
import Explorer
import Formats
import NeuralNetwork
import Reports
import System
import TerminalUI

/// What can be exported.
enum Exported: Equatable, ExpressibleByArgument {
  case pane(PaneID)
  /// The whole screen.
  case screen

  init?(argument: String) {
    if argument == "screen" {
      self = .screen
    } else if let info = PaneRegistry.infos.first(where: { $0.id.rawValue == argument }) {
      self = .pane(info.id)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { PaneRegistry.infos.map(\.id.rawValue) + ["screen"] }

  /// The pane; nil for the whole screen.
  var pane: PaneID? { if case .pane(let id) = self { id } else { nil } }
}

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

  /// A page of a pane that has several, or of the spectrum's slot.
  struct Chart: ExpressibleByArgument {
    let name: String

    init?(argument: String) {
      guard Self.allValueStrings.contains(argument) else { return nil }
      name = argument
    }

    /// The panes whose pages are to be seen in the place of one.
    static func infos(in view: Exported) -> [PaneInfo] {
      guard let info = view.pane.flatMap(PaneRegistry.info), info.slot != .spectrum else {
        return view == .screen || view == .pane(.spectrum) ? PaneRegistry.infos(in: .spectrum) : []
      }
      return info.pageNames.count > 1 ? [info] : []
    }

    static let allValueStrings = PaneRegistry.infos.map(\.id).flatMap { id in
      infos(in: .pane(id)).flatMap(\.pageNames)
    }
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var beside: BesideOption
  @Option(help: ArgumentHelp("The pane, or the whole screen.", valueName: "name"))
  var view: Exported
  @Option(
    help: ArgumentHelp(
      "What the pane shows: a chart of the spectrum (default: histogram), a stage of the layer.",
      valueName: "name"))
  var chart: Chart?
  @OptionGroup var thresholds: ThresholdOptions
  @Option(
    help: ArgumentHelp(
      "A layer's name, or its number from 1 (default: the first).", valueName: "layer"))
  var layer: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The singular vector, counted from 0 (default: the strongest that belongs to a group where the view "
        + "is about groups, else the first).",
      valueName: "i"))
  var vector: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "An image of the data set, counted from 0 (default: the first).", valueName: "n"))
  var image: Int?
  @Flag(help: "Of --view exemplars and images, those of the vector's group rather than its own.")
  var group = false
  @Option(
    help: ArgumentHelp(
      "Columns x rows, 1x1 to 1000x1000 (default: 100x32).", valueName: "columnsxrows"))
  var size: Extent?
  @Option(
    name: .customLong("format"),
    help: ArgumentHelp(
      "What is written: the picture as text, or what it shows as data (default: what a file's ending "
        + "says, else text)."))
  var stated: ReportFormat?
  @Flag(name: .customLong("ansi"), help: "Keep the colours, as escape sequences.")
  var isANSI = false
  @Flag(
    name: .customLong("svg"), help: "Draw it with its colours, as a Scalable Vector Graphic.")
  var isSVG = false
  @Option(help: "The name of a theme, or its file, for --ansi and --svg.")
  var theme: String?
  @Option(
    name: .short,
    help: ArgumentHelp(
      "The file to write, which must not be there yet (default: standard output).",
      valueName: "file"))
  var output: String?

  /// What the file's ending says; nil where that is nothing that is written.
  private var ending: String? {
    output.flatMap(FileEnding.init(of:))?.format(
      among: ReportFormat.allCases.map(\.rawValue) + ["ansi", "svg"])
  }

  private var kind: String {
    isSVG ? "svg" : isANSI ? "ansi" : stated?.rawValue ?? ending ?? "text"
  }
  private var format: ReportFormat { ReportFormat(rawValue: kind) ?? .text }
  private var svg: Bool { kind == "svg" }
  private var ansi: Bool { kind == "ansi" }

  func validate() throws {
    // What has colours may well be called a text.
    if let output, let ending, ending != kind, !(ending == "text" && isANSI) {
      let option = isSVG ? "--svg" : isANSI ? "--ansi" : "--format \(kind)"
      throw FileEnding.contradiction(output, of: option)
    }
    if let chart, !Chart.infos(in: view).flatMap(\.pageNames).contains(chart.name) {
      let views = PaneRegistry.infos.map { Exported.pane($0.id) }.filter {
        Chart.infos(in: $0).flatMap(\.pageNames).contains(chart.name)
      }
      throw ValidationError(
        "--chart \(chart.name) is for --view "
          + views.compactMap { $0.pane?.rawValue }.joined(separator: ", "))
    }
    if group, view != .pane(.exemplars), view != .pane(.images) {
      throw ValidationError("--group is for --view exemplars, images")
    }
    let isData = stated.map { $0 != .text } ?? (format != .text)
    if isData, isANSI || isSVG || size != nil {
      throw ValidationError("--ansi, --svg and --size are for --format text")
    }
    if format != .text, view == .screen {
      throw ValidationError(
        "--format \(format.rawValue) is for a pane: the screen has the data of five")
    }
    if isANSI, isSVG { throw ValidationError("--ansi and --svg are two ways to keep the colours") }
    if theme != nil, !ansi, !svg {
      throw ValidationError("--theme is for --ansi and --svg: text has no colours")
    }
    if chart?.name == "beside", beside.beside == nil {
      throw ValidationError("--chart beside compares two models: name the other with --beside")
    }
  }

  func run() throws {
    let profiler =
      try view.pane.flatMap(PaneRegistry.info)?.needsImages == true
      ? options.open(showing: images) : options.open(data: images.data)
    try beside.open(with: profiler)
    let scheduler = profiler.scheduler
    let size = size?.size ?? Size(columns: 100, rows: 32)
    let theme =
      try theme.flatMap { try ThemeLibrary().beginning(with: $0).themes.first }
      ?? (ansi || svg ? Theme.dark : Theme.mono)
    var explorer = Explorer(
      findings: scheduler.findings, size: size, themes: [theme],
      selection: try selection(in: profiler.findings))
    let shown = explorer.showPage(chart?.name, of: view.pane ?? .spectrum)
    let pane = view == .screen ? nil : shown
    let index = explorer.selection.layer
    profiler.expect(signalsOf: [index])
    func next() -> AnyQuestion? {
      let isIllustrated = format == .text
      return (pane.map { explorer.wanted(by: $0, isIllustrated: isIllustrated) } ?? explorer.wanted)
        .first
    }
    while let question = next() {
      scheduler.want([], keeping: explorer.kept, watching: [])
      try find(question, by: profiler)
      _ = explorer.handle(.found(scheduler.findings))
    }
    if view == .pane(.hypergraph) || view == .pane(.hierarchy) {
      _ = try profiler.wait { try await $0.signals(of: index) }
      _ = explorer.handle(.found(scheduler.findings))
    }
    if let signals = scheduler.findings[SignalsQuestion(layer: index)].answer {
      signals.leftOut.mention(beside: signals.images.count)
    }
    let text = try text(of: pane, in: explorer, theme)
    if let output {
      try NewFile.write(Array(text.utf8), to: output)
    } else {
      try Output.write(text)
    }
  }

  /// What is shown at the start.
  private func selection(in findings: Findings) throws -> Selection {
    let layer = try layer.map { try findings.model.layer($0) } ?? findings.model.layers.first
    let vectors = layer.map { min($0.rows, $0.columns) } ?? 0
    if let vector, !(0..<vectors).contains(vector) {
      throw Failure(
        kind: .outOfRange,
        problem: "there is no vector \(vector); \(layer?.name ?? "the model") has \(vectors), "
          + "counted from 0")
    }
    let images = findings.dataSet?.labels.count ?? 0
    if let image, !(0..<images).contains(image) {
      throw Failure(noImage: image, among: images)
    }
    var selection = Selection(
      layer: layer?.index ?? 0, vector: vector, image: image ?? 0,
      parameters: thresholds.parameters)
    selection.isOfGroup = group
    return selection
  }

  /// What is written of a pane, or of the whole screen.
  private func text(
    of pane: PaneID?, in explorer: Explorer, _ theme: Theme
  ) throws -> String {
    if format == .text {
      let canvas =
        pane.map { explorer.render(pane: $0, size: explorer.size, theme: theme) }
        ?? explorer.render(size: explorer.size, theme: theme)
      return svg ? canvas.svg(theme) : ansi ? canvas.ansi(theme) : canvas.text
    }
    guard let pane, let report = explorer.data(of: pane) else {
      throw Failure(
        kind: .usage, subject: options.model, problem: "there is no data of this pane",
        cure: "export it as text, which says why")
    }
    return format == .csv ? report.table.csv : report.json.text + "\n"
  }

  /// Finds an answer; a fault that the view marks, of one of several, does not hinder the others.
  private func find(_ question: AnyQuestion, by profiler: Profiler) throws {
    do {
      _ = try profiler.wait { try await $0.find(question, progress: ProgressBar.of("export")) }
    } catch let failure as Failure {
      switch view {
      case .pane(.layers) where failure.isOfWeight || question.isOfOtherMatrices: return
      case .pane(.vector): return
      case .pane(.images) where question.as(PredictionsQuestion.self) != nil: return
      case .pane(.overlay) where question.isOfOptimizedImage: return
      case .pane(.hierarchy), .pane(.exemplars):
        guard question.isOfOptimizedImage else { throw failure }
      default: throw failure
      }
    }
  }
}

extension AnyQuestion {
  /// Whether it is about matrices that not every weight makes.
  fileprivate var isOfOtherMatrices: Bool {
    self.as(SpectrumQuestion.self).map { $0.matrization != .unfolded } ?? false
  }

  /// Whether it is about an optimised image.
  fileprivate var isOfOptimizedImage: Bool {
    if case .optimized? = self.as(SimilarityQuestion.self)?.subject { return true }
    return self.as(VisualizationQuestion.self) != nil || self.as(OptimizedMapsQuestion.self) != nil
  }
}
