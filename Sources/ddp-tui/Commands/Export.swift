import ArgumentParser
import DeepDataProfiler
import Explorer
import Formats
import NeuralNetwork
import Reports
import System
import TerminalUI

/// `ddp-tui export`: what a pane of the explorer shows, as text, a picture or data.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write what a pane of the explorer shows, as text, a picture or data.",
    discussion: """
      Example: ddp-tui export SampleModels/mnist.bin --view hierarchy --layer fc1 --size 120x40
      """)

  /// Columns x rows of cells.
  private static func size(_ text: String) throws -> Size {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let columns = parts[0], let rows = parts[1],
      (1...1000).contains(columns), (1...1000).contains(rows)
    else { throw ValidationError("give columns x rows, 1x1 to 1000x1000") }
    return Size(columns: columns, rows: rows)
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
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var beside: BesideOption
  @Option(
    name: .customLong("view"),
    help: ArgumentHelp("The pane, or the whole screen.", valueName: "name"))
  var stated: Exported?
  @Option(
    help: ArgumentHelp(
      "Keys to press before, as a file lists them by name, words to type in quotes; what each line asks for "
        + "is awaited.", valueName: "file"), completion: .file())
  var keys: String?
  @Option(
    help: ArgumentHelp(
      "What the pane shows: a chart of the spectrum (default: histogram), a stage of the layer.",
      valueName: "name"))
  var chart: Chart?
  @Option(
    help: ArgumentHelp(
      "Write all panes and pages of the layer into a folder, as text, pictures and data.",
      valueName: "folder"), completion: .directory)
  var all: String?
  @OptionGroup var selected: SelectionOptions
  @Flag(help: "Of --view exemplars and images, those of the vector's group rather than its own.")
  var group = false
  @Option(
    help: ArgumentHelp(
      "Columns x rows, 1x1 to 1000x1000 (default: 100x32).", valueName: "columnsxrows"),
    transform: size)
  var size: Size?
  @Option(
    name: .customLong("format"),
    help: ArgumentHelp(
      "What is written: the picture as text, or what it shows as data (default: what a file's ending "
        + "says, else text)."))
  var statedFormat: ReportFormat?
  @Flag(name: .customLong("ansi"), help: "Keep the colours, as escape sequences.")
  var isANSI = false
  @Flag(
    name: .customLong("svg"), help: "Draw it with its colours, as a Scalable Vector Graphic.")
  var isSVG = false
  @Flag(
    name: .customLong("png"),
    help: "Draw it with its colours and pictures in their own pixels, as Portable Network Graphics."
  )
  var isPNG = false
  @Option(help: "The name of a theme, or its file, for --ansi, --svg and --png.")
  var theme: String?
  @Option(
    name: .short,
    help: ArgumentHelp(
      "The file to write, which must not be there yet (default: -, standard output).",
      valueName: "file"))
  var output: OutputFile?

  /// What can be written.
  private static let formats = ReportFormat.allCases.map(\.rawValue) + ["ansi", "svg", "png"]

  private var view: Exported { stated ?? .screen }

  /// What the file's ending says; nil where that is nothing that is written.
  private var ending: String? { output?.format(among: Self.formats) }

  private var kind: String {
    isPNG ? "png" : isSVG ? "svg" : isANSI ? "ansi" : statedFormat?.rawValue ?? ending ?? "text"
  }
  private var format: ReportFormat { ReportFormat(rawValue: kind) ?? .text }
  /// Whether it is drawn in colours.
  private var isColoured: Bool { ["ansi", "svg", "png"].contains(kind) }

  func validate() throws {
    if stated == nil, keys == nil, all == nil {
      throw ValidationError(
        "--view names the pane, or screen; --keys presses keys before; --all writes every pane")
    }
    if all != nil {
      let others: [(String, Bool)] = [
        ("--view", stated != nil), ("--keys", keys != nil), ("--chart", chart != nil),
        ("--format", statedFormat != nil), ("--ansi", isANSI), ("--svg", isSVG),
        ("--png", isPNG), ("-o", output != nil),
      ]
      if let other = others.first(where: \.1) {
        throw ValidationError("\(other.0) is for one pane, and --all writes all of them")
      }
      return
    }
    try output?.checkEnding(among: Self.formats)
    // What has colours may well be called a text.
    if let output, let ending, ending != kind, !(ending == "text" && isANSI) {
      let isStated = isPNG || isSVG || isANSI
      let option = isStated ? "--\(kind)" : "--format \(kind)"
      throw output.contradiction(of: option)
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
    let isData = statedFormat.map { $0 != .text } ?? (format != .text)
    if isData, isANSI || isSVG || isPNG || size != nil {
      throw ValidationError("--ansi, --svg, --png and --size are for --format text")
    }
    if format != .text, view == .screen {
      throw ValidationError(
        "--format \(format.rawValue) is for a pane: the screen has the data of five")
    }
    if [isANSI, isSVG, isPNG].count(where: { $0 }) > 1 {
      throw ValidationError("--ansi, --svg and --png are ways to keep the colours: choose one")
    }
    if theme != nil, !isColoured {
      throw ValidationError("--theme is for --ansi, --svg and --png: text has no colours")
    }
    if chart?.name == "beside", beside.beside == nil {
      throw ValidationError("--chart beside compares two models: name the other with --beside")
    }
  }

  func run() throws {
    let size = size ?? Size(columns: 100, rows: 32)
    if kind == "png", output?.isStandardOutput ?? true {
      try Output.checkTakes(bytesOf: "PNG")
    }
    if kind == "png" || all != nil { try Canvas.checkPNG(size) }
    let profiler =
      try keys == nil && view.pane.flatMap(PaneRegistry.info)?.needsImages == true
      ? options.open(showing: images) : options.open(data: images.data)
    try beside.open(with: profiler)
    try output?.check()
    let scheduler = profiler.scheduler
    let chosen =
      try theme.flatMap { try ThemeLibrary().beginning(with: $0).themes.first }
      ?? (isColoured || all != nil ? Theme.dark : Theme.mono)
    let theme = kind == "png" ? chosen.ofPNG : chosen
    var selection = try selected.selection(in: profiler.findings)
    selection.isOfGroup = group
    var explorer = Explorer(
      findings: scheduler.findings, size: size, themes: [theme], selection: selection)
    if let all {
      var export = LayerExport(explorer: explorer, profiler: profiler)
      let (written, kept) = try export.write(into: all)
      let layer = profiler.findings.model.layers[explorer.selection.layer].name
      let rest = kept > 0 ? "; \(kept.counted("file")) there already" : ""
      try Output.write("\(written.counted("file")) of \(layer) in \(all)\(rest)\n")
      return
    }
    let shown = explorer.showPage(chart?.name, of: view.pane ?? .spectrum)
    let pane = view == .screen ? nil : shown
    if let keys {
      var replay = Replay(explorer: explorer, profiler: profiler)
      try replay.run(KeyScript(file: keys))
      explorer = replay.explorer
    }
    let index = explorer.selection.layer
    profiler.expect(signalsOf: [index])
    if view == .pane(.images), let image = selected.image {
      let read = try profiler.wait { try await $0.answer(to: InputImagesQuestion([image])) }
      if let fault = read.leftOut.first {
        throw Failure(leftOut: fault, of: profiler.findings.dataSet?.file)
      }
    }
    try profiler.answer(
      &explorer,
      { explorer in
        (pane.map {
          explorer.wanted(by: $0, isIllustrated: format == .text, hasData: format != .text)
        } ?? explorer.wanted).first
      }
    ) { try find($0, by: profiler) }
    if view == .pane(.hypergraph) || view == .pane(.hierarchy) {
      _ = try profiler.wait { try await $0.signals(of: index) }
      _ = explorer.handle(.found(scheduler.findings))
    }
    if let signals = scheduler.findings[SignalsQuestion(layer: index)].answer {
      signals.leftOut.mention(beside: signals.images.count)
    }
    try (output ?? OutputFile("-")).write(contents(of: pane, in: explorer, theme).bytes)
  }

  /// What is written of a pane, or of the whole screen.
  private func contents(
    of pane: PaneID?, in explorer: Explorer, _ theme: Theme
  ) throws -> ExportContents {
    if format == .text {
      // Text without a size has as many rows as lists have.
      let isWhole = size == nil && (kind == "text" || kind == "ansi")
      let canvas =
        pane.map {
          isWhole
            ? explorer.renderWhole(pane: $0, theme: theme)
            : explorer.render(pane: $0, size: explorer.size, theme: theme)
        } ?? explorer.render(size: explorer.size, theme: theme)
      // With one it has exactly that many.
      let rest = pane == nil || size != nil ? "" : canvas.excerptWords
      switch kind {
      case "png": return .picture(canvas, theme)
      case "svg": return .text(canvas.svg(theme))
      case "ansi": return .text(canvas.ansi(theme) + rest)
      default: return .text(canvas.text + rest)
      }
    }
    guard let pane, let report = explorer.data(of: pane) else {
      throw Failure(
        kind: .usage, subject: options.model, problem: "there is no data of this pane",
        cure: "export it as text, which says why")
    }
    return .text(format == .csv ? report.table.csv : report.json.text + "\n")
  }

  /// Finds an answer; a fault that the view marks, of one of several, does not hinder the others.
  private func find(_ question: AnyQuestion, by profiler: Profiler) throws {
    let layers = profiler.findings.model.layers
    let layer = question.as(VisualizationQuestion.self).flatMap { optimized in
      layers.first { $0.index == optimized.layer }
    }
    do {
      _ = try profiler.wait(about: layer) {
        try await $0.find(question, progress: ProgressBar.of("export"))
      }
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
