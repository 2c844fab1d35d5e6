import ArgumentParser
import DeepDataProfiler
import Explorer

/// `ddp-tui MODEL`: opens the explorer.
struct Explore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Open the explorer on a model (what a model alone does).")

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var beside: BesideOption
  @Option(help: "The name of a theme, or its file.")
  var theme: String?
  @Option(help: "The colours to use (default: what the terminal can show).")
  var color: Display.Colors?

  func run() throws {
    let (themes, warnings) = try ThemeLibrary().beginning(with: theme)
    let models = Models(first: try options.open(data: images.data), beside: try beside.open())
    var session = try Session(
      models: models, themes: themes, warnings: warnings, colors: color)
    session.run()
  }
}
