package import TerminalUI

/// The themes, and a swatch of each.
package struct ThemesReport: Report {
  package static let command = "themes"
  package static let rows = "a row for each theme"
  let themes: [Theme]

  package init(themes: [Theme]) { self.themes = themes }

  package static let fields: [Field<ThemesReport>] = [
    .records("themes", "the themes", of: rowFields) { $0.themes }
  ]

  private static let rowFields: [Field<Theme>] = [
    .text("name", "its name, for `--theme`") { $0.name },
    .text("variant", "the background that it is made for: `dark` or `light`; null for any") {
      $0.isForAnyBackground ? nil : $0.variant.rawValue
    },
    .flag("has_colors", "whether it has colours") { $0.hasColors },
  ]

  package var table: Table { Table(Self.rowFields, rows: themes) }

  package func text(for reader: Reader) -> String {
    let width = themes.map(\.name.columns).max() ?? 0
    return themes.map { theme in
      let kind =
        (theme.isForAnyBackground ? "any background" : "\(theme.variant.rawValue) background")
        + (theme.hasColors ? "" : ", no colours")
      let shown = theme.adapted(to: reader.display)
      let start = "\(theme.name.padded(to: width))  "
      return shown.hasColors
        ? start + kind.padded(to: 26) + "  " + shown.swatch.ansi(shown) : start + kind + "\n"
    }.joined()
  }
}

extension Theme {
  fileprivate var hasColors: Bool { display.colors != .none }
  fileprivate var isForAnyBackground: Bool { tokens[.background] == .default }
}
