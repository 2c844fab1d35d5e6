import ArgumentParser
import DeepDataProfiler
import Explorer
import TerminalUI

extension PaneID: ExpressibleByArgument {
  public init?(argument: String) {
    guard let info = PaneRegistry.infos.first(where: { $0.id.rawValue == argument }) else {
      return nil
    }
    self = info.id
  }

  public static var allValueStrings: [String] { PaneRegistry.infos.map(\.id.rawValue) }
}

/// `ddp-tui MODEL`: opens the explorer.
struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the explorer on a model (what a model alone does).")

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var beside: BesideOption
  @OptionGroup var selected: SelectionOptions
  @Option(help: ArgumentHelp("The pane that is seen first.", valueName: "name"))
  var view: PaneID?
  @Option(help: "The name of a theme, or its file.")
  var theme: String?
  @Option(help: "The colours to use (default: what the terminal can show).")
  var color: Display.Colors?
  @Option(help: "How pictures are shown in pixels (default: what the terminal says it can do).")
  var graphics: Graphics?

  func run() throws {
    let (themes, warnings) = try ThemeLibrary().beginning(with: theme)
    var opening = Opening(options: options, data: images.data, beside: beside)
    let first = try opening.open()
    var session = try Session(
      first.profiler, themes: themes, warnings: warnings + first.warnings, colors: color,
      graphics: graphics, selection: try selected.selection(in: first.profiler.findings),
      followsBackground: theme == nil
    ) { opened, path in
      var next = opening
      next.name(opened, path)
      let found = try next.open()
      opening = next
      return found
    }
    if let view { session.show(view) }
    session.run()
  }
}

/// What is open, and how something else is opened in its place.
private struct Opening {
  var options: ModelOptions
  var data: String?
  let beside: BesideOption

  /// Names something to be opened in place of what was; a card belongs to its model.
  mutating func name(_ opened: Opened, _ name: String) {
    let path = PersonalFile.path(name)
    switch opened {
    case .model: (options.model, options.config, options.weights) = (path, nil, nil)
    case .data: data = path
    case .card: options.config = path
    }
  }

  /// Opens all, and tells what is wrong beside that.
  func open() throws -> (profiler: Profiler, warnings: [String]) {
    let profiler = try options.openQuietly(data: data)
    try beside.open(with: profiler)
    let dataSet = profiler.findings.dataSet
    let omissions = (dataSet?.omissions ?? []).map { "\(dataSet?.file ?? ""): \($0)" }
    return (profiler, profiler.findings.model.warnings + omissions)
  }
}
