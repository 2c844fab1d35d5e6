import ArgumentParser
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

  func run() throws {
    let library = ThemeLibrary()
    let display = Display.ofOutput
    let name = library.themes.map(\.name.columns).max() ?? 0
    for theme in library.themes {
      let kind =
        theme.display.colors == .none
        ? "any background, no colours" : "\(theme.variant.rawValue) background"
      let shown = theme.adapted(to: display)
      let start = "\(theme.name.padded(to: name))  "
      try Output.write(
        shown.display.colors == .none
          ? start + kind + "\n" : start + kind.padded(to: 26) + "  " + shown.swatch.ansi(shown))
    }
    for warning in library.warnings { writeError("ddp-tui: \(warning)\n") }
  }
}
