import ArgumentParser
import Explorer

/// `ddp-tui themes`: the names of the themes, and a swatch of each.
struct Themes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the themes with a swatch of each.")

  func run() throws {
    let library = ThemeLibrary()
    let display = Display.ofOutput
    let width = library.themes.map(\.name.count).max() ?? 0
    for theme in library.themes.map({ $0.adapted(to: display) }) {
      let swatch = theme.swatch
      let name = theme.name + String(repeating: " ", count: width - theme.name.count)
      let kind = theme.variant.rawValue + (theme.variant == .dark ? " " : "")
      print("\(name)  \(kind)  \(swatch.ansi(theme))", terminator: "")
    }
    for warning in library.warnings { writeError("ddp-tui: \(warning)\n") }
  }
}
