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
    let profiler = try options.openQuietly(data: images.data)
    try beside.open(with: profiler)
    let dataSet = profiler.findings.dataSet
    let omissions = (dataSet?.omissions ?? []).map { "\(dataSet?.file ?? ""): \($0)" }
    var session = try Session(
      scheduler: profiler.scheduler, themes: themes,
      warnings: warnings + profiler.findings.model.warnings + omissions, colors: color,
      graphics: graphics, selection: try selected.selection(in: profiler.findings)
    ) { explorer in
      if let view { explorer.openPage(of: view) }
    }
    session.run()
  }
}
