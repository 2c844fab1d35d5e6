import ArgumentParser
import Reports
import TerminalUI

/// `ddp-tui themes`: the names of the themes, and a swatch of each.
struct Themes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the themes with a swatch of each.",
    discussion: """
      A theme is a TOML file in ~/.config/ddp-tui/themes, or one of those that come with the \
      program; ddp-tui MODEL --theme NAME opens the explorer in it.

      Example: ddp-tui themes
      """)

  @Option(help: "What is printed.")
  var format = ReportFormat.text

  func run() throws {
    let library = ThemeLibrary()
    try Output.write(ThemesReport(themes: library.themes), as: format)
    for warning in library.warnings { writeError("ddp-tui: \(warning)\n") }
  }
}
