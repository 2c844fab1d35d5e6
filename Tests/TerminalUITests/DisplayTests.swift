import TerminalUI
import Testing

/// What becomes of a theme's colours on displays that have fewer.
@Suite struct DisplayTests {
  static let paints: [Paint] =
    Role.allCases.map(Paint.role) + (-31...31).map { Paint.heat($0) }
    + (0...15).map { Paint.spectrum($0) } + [.pixel(red: 1, green: 100, blue: 200)]

  @Test func trueColourHas63StepsOfHeatAroundWhite() {
    let colors = (-31...31).map { Theme.dark.color(.heat(Int8($0))) }
    #expect(Set(colors).count == 63)
    #expect(colors[31] == .rgb(red: 0xF7, green: 0xF7, blue: 0xF7))
  }

  @Test func aPaletteHas15StepsOfHeatFromBlueOverWhiteToRed() {
    let theme = Theme.dark.adapted(to: Display(colors: .palette))
    let colors = (-31...31).map { theme.color(.heat(Int8($0))) }
    var distinct: [Color] = []
    for color in colors where color != distinct.last { distinct.append(color) }
    let steps: [UInt8] = [25, 32, 68, 74, 110, 153, 189, 231, 224, 216, 180, 173, 167, 160, 124]
    #expect(distinct == steps.map(Color.indexed))
    #expect(colors[31] == .indexed(231))
  }

  @Test func sixteenColoursHaveHeatInBlueAndRed() {
    let theme = Theme.dark.adapted(to: Display(colors: .sixteen))
    for step in Int8(1)...31 {
      #expect([.indexed(4), .indexed(12)].contains(theme.color(.heat(-step))))
      #expect([.indexed(1), .indexed(9)].contains(theme.color(.heat(step))))
    }
  }

  /// The Linux console has no braille, whatever theme is in use.
  @Test(arguments: Theme.builtIn) func aThemeKnowsWhatItsDisplayHas(theme: Theme) {
    var console = Display(colors: .eight)
    console.hasBraille = false
    let glyphs = Glyphs.suited(to: theme.adapted(to: console).display)
    #expect(glyphs.on == Glyphs.console.on && glyphs.on != Glyphs.unicode.on)
  }

  @Test func everyPaintIsAColourThatTheDisplayHas() {
    for base in Theme.builtIn {
      for paint in Self.paints {
        if case .rgb = base.adapted(to: Display(colors: .palette)).color(paint) {
          Issue.record("\(base.name): \(paint) is not of the palette")
        }
        switch base.adapted(to: Display(colors: .eight)).color(paint) {
        case .default, .indexed(0..<8): break
        default: Issue.record("\(base.name): \(paint) is none of eight")
        }
        switch base.adapted(to: Display(colors: .sixteen)).color(paint) {
        case .default, .indexed(0..<16): break
        default: Issue.record("\(base.name): \(paint) is none of sixteen")
        }
        #expect(base.adapted(to: Display(colors: .none)).color(paint) == .default)
      }
    }
  }

  @Test func aMonoThemeHasNoColoursOnAnyDisplay() {
    for colors in Display.Colors.allCases {
      let theme = Theme.mono.adapted(to: Display(colors: colors))
      #expect(theme.display.colors == .none)
      for paint in Self.paints { #expect(theme.color(paint) == .default) }
    }
  }

  @Test func coloursOfTheCubeAndTheGreysAreFoundExactly() throws {
    let (theme, _) = try Theme.load(
      "title = \"#5f87af\"\nkey = \"#080808\"\nok = \"#ff0000\"", name: "mine")
    let palette = theme.adapted(to: Display(colors: .palette))
    #expect(palette.color(.role(.title)) == .indexed(67))
    #expect(palette.color(.role(.key)) == .indexed(232))
    #expect(palette.color(.role(.ok)) == .indexed(196))
  }
}
