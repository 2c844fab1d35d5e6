import DeepDataProfiler
import Explorer
import Foundation
import TerminalUI
import Testing

/// Whatever a display can show, no character has its background's colour.
@Suite struct LegibilityTests {
  /// The themes of the binary and those shipped as files, for each number of colours.
  static let themes: [Theme] = {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Themes").standardized
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
      ?? []
    let shipped = files.filter { $0.pathExtension == "toml" }.compactMap { file in
      (try? String(contentsOf: file, encoding: .utf8)).flatMap {
        try? Theme.load($0, name: file.lastPathComponent).theme
      }
    }
    return (Theme.builtIn + shipped).flatMap { theme in
      Display.Colors.allCases.map { theme.adapted(to: Display(colors: $0)) }
    }
  }()

  /// Themes that a person may write without thinking of text on the cursor's line.
  private static let careless = """
    background = "#303030"
    foreground = "#c0c0c0"
    title = "#303030"
    border = "black"
    selection = "#c0c0c0"
    selection_unfocused = 7
    """

  private static let inks: [Paint] =
    Role.allCases.map(Paint.role) + (0...Paint.spectrumSteps).map(Paint.spectrum)
    + (-31...31).map(Paint.heat)

  private static let backgrounds: [Role] = [.background, .selection, .selectionUnfocused]

  /// The cell's colours as the terminal shows them; what is reverse is told apart as well.
  private static func isLegible(_ cell: Canvas.Cell, _ theme: Theme) -> Bool {
    let rendition = theme.rendition(of: cell)
    let (ink, ground) = (rendition.foreground, rendition.background)
    switch (ink, ground) {
    case (.default, .default): return true
    // The terminal's own colours may be black on white or white on black.
    case (.default, .indexed(let index)), (.indexed(let index), .default):
      return ![0, 7, 8, 15].contains(index)
    default: return ink != ground
    }
  }

  @Test func everyThemeIsTried() {
    #expect(Self.themes.count >= 6 * Display.Colors.allCases.count)
  }

  @Test func everyTokenStandsOutFromEveryBackground() throws {
    let (careless, _) = try Theme.load(Self.careless, name: "careless")
    let all = Self.themes + Display.Colors.allCases.map { careless.adapted(to: .init(colors: $0)) }
    for theme in all {
      for ground in Self.backgrounds {
        for ink in Self.inks {
          let cell = Canvas.Cell("x", Style(ink, on: .role(ground)))
          #expect(
            Self.isLegible(cell, theme),
            "\(theme.name) \(theme.display.colors): \(ink) on \(ground.rawValue)")
        }
      }
      for step in -Paint.heatSteps...Paint.heatSteps {
        let cell = Canvas.Cell("×", Style(.role(.heatNaN), on: .heat(step)))
        #expect(Self.isLegible(cell, theme), "\(theme.name) NaN on heat \(step)")
      }
    }
  }

  @Test func theCursorOfAHeatmapHasAColourOfItsOwn() {
    for theme in Self.themes where theme.display.colors >= .palette {
      for step in -Paint.heatSteps...Paint.heatSteps {
        #expect(theme.color(.role(.heatCursor)) != theme.color(.heat(step)), "\(theme.name)")
      }
    }
  }

  /// Eight colours lack bright black: ESC[30m on ESC[40m is what was to be seen of half the screen.
  @Test(arguments: ["dark", "light"])
  func withEightColoursGreysAreTheTerminalsOwn(_ name: String) throws {
    let theme = try #require(Theme.builtIn.first { $0.name == name })
    let eight = theme.adapted(to: Display(colors: .eight))
    for role in [Role.background, .foreground, .border, .inactive, .axis, .edge, .incidenceOff] {
      #expect(eight.color(.role(role)) == .default, "\(role)")
    }
    for role in [Role.inactive, .border, .edge] {
      let cell = Canvas.Cell("x", .init(.role(role), on: .role(.background), []))
      #expect(eight.rendition(of: cell).emphasis == .dim, "\(role)")
    }
    #expect(eight.rendition(of: Canvas.Cell("x")).emphasis == [])
    #expect(eight.color(.role(.error)) == .indexed(1))
    #expect(eight.color(.role(.ok)) == .indexed(2))
    #expect(eight.color(.heat(-31)) == .indexed(4))
    #expect(eight.color(.heat(31)) == .indexed(1))
    for paint in Self.inks + [.pixel(red: 1, green: 100, blue: 200)] {
      guard case .indexed(let index) = eight.color(paint) else { continue }
      #expect((1...6).contains(index), "\(paint)")
    }
  }

  @Test func aFrameIsSeenOnPaper() {
    let light = Theme.light.adapted(to: Display(colors: .sixteen))
    // White on bright white is next to nothing.
    #expect(light.color(.role(.background)) == .indexed(15))
    #expect(light.color(.role(.border)) == .indexed(8))
  }

  private static let screens: [[Key]] = [
    [], ["2"], ["2", ">"], ["3"], ["3", .enter, "l"], ["4", "j", "l"], ["4", ">", "z"],
    ["5", .enter], ["5", "]"], ["2", "<", "<", "<", "<"], ["2", "<", "<", "<", "<", "z"],
    ["3", ">", ">", ">", ">", "z"], ["?"], ["t"], ["/", "v"], ["e"], ["4", "[", .control("c")],
  ]

  @Test(arguments: screens)
  func noCharacterOfAScreenHasItsBackgroundsColour(_ keys: [Key]) throws {
    for layer in [1, 2] {
      var explorer = try Sample.answered(
        Size(columns: 120, rows: 36), layer: layer, beside: Sample.checkpoint())
      for key in keys { explorer.press(key) }
      for (display, themes) in Dictionary(grouping: Self.themes, by: \.display) {
        for isUnicode in [true, false] {
          guard var theme = themes.first else { continue }
          theme = theme.adapted(to: Display(colors: display.colors, isUnicode: isUnicode))
          let cells = Set(explorer.render(size: explorer.size, theme: theme).cells)
          for theme in themes {
            let hidden = cells.filter { cell in
              cell.grapheme != "▀"
                && (cell.grapheme != " " || cell.style.emphasis.contains(.reverse))
                && !Self.isLegible(cell, theme)
            }
            #expect(hidden.isEmpty, "\(theme.name) \(display.colors)")
          }
        }
      }
    }
  }
}
