import System
import TerminalUI
import Testing

/// Reading themes, and fitting them to displays.
@Suite struct ThemeTests {
  private func color(_ theme: Theme, _ role: Role) -> Color { theme.color(.role(role)) }

  @Test func theBuiltInThemesHaveEveryToken() {
    #expect(
      Theme.builtIn.map(\.name)
        == ["dark", "light", "high-contrast", "colour-blind", "sixteen", "mono"])
    for theme in Theme.builtIn {
      #expect(Set(theme.tokens.keys) == Set(Role.allCases), "\(theme.name)")
    }
    for theme in Theme.builtIn.prefix(4) {
      for role in Role.allCases { #expect(color(theme, role) != .default, "\(theme.name) \(role)") }
    }
    #expect(Theme.mono.display.colors == .none)
    #expect(Role.allCases.allSatisfy { color(.mono, $0) == .default })
  }

  @Test func valuesAreHexNamesNumbersAndThePalettes() throws {
    let (theme, warnings) = try Theme.load(
      """
      variant = "dark"
      [palette]
      sky = "#0080FF"
      [tokens]
      title = "sky"
      key = "bright_red"
      error = 4
      border = "default"
      ok = "#00ff00"
      """, name: "mine")
    #expect(color(theme, .title) == .rgb(red: 0, green: 128, blue: 255))
    #expect(color(theme, .key) == .indexed(9))
    #expect(color(theme, .error) == .indexed(4))
    #expect(color(theme, .border) == .default)
    #expect(color(theme, .ok) == .rgb(red: 0, green: 255, blue: 0))
    #expect(warnings.isEmpty)
    #expect(theme.name == "mine")
  }

  @Test func aMissingTokenComesFromTheBuiltInThemeOfTheVariant() throws {
    let (light, _) = try Theme.load("variant = \"light\"\ntitle = \"#123456\"", name: "mine")
    #expect(color(light, .foreground) == color(.light, .foreground))
    #expect(color(light, .title) == .rgb(red: 0x12, green: 0x34, blue: 0x56))
    let (dark, _) = try Theme.load("title = \"#123456\"", name: "mine")
    #expect(color(dark, .foreground) == color(.dark, .foreground))
  }

  @Test func aThemeInheritsAnotherFileAndItsPalette() throws {
    let base = "variant = \"light\"\n[palette]\nsea = \"#000080\"\n[tokens]\ntitle = \"sea\""
    let (theme, _) = try Theme.load(
      "inherits = \"base\"\n[tokens]\nkey = \"sea\"", name: "mine"
    ) { $0 == "base" ? base : nil }
    #expect(color(theme, .title) == .rgb(red: 0, green: 0, blue: 128))
    #expect(color(theme, .key) == .rgb(red: 0, green: 0, blue: 128))
    #expect(theme.variant == .light)
    let (mono, _) = try Theme.load("inherits = \"mono\"", name: "mine")
    #expect(mono.display.colors == .none)
  }

  @Test func anUnknownTokenIsAWarningWithItsLine() throws {
    let (_, warnings) = try Theme.load(
      "variant = \"dark\"\n\n[tokens]\ntitel = \"#123456\"\ntitle = \"#123456\"", name: "mine")
    #expect(warnings == ["theme mine: line 4: titel is no token of a theme"])
  }

  @Test(arguments: [
    ("title = \"#12345\"", "theme mine: line 1: title must be"),
    ("\ntitle = \"#12345g\"", "theme mine: line 2: title must be"),
    ("title = 16", "theme mine: line 1: title must be"),
    ("title = \"seaside\"", "theme mine: line 1: title must be"),
    ("variant = \"grey\"", "theme mine: line 1: variant must be"),
    ("inherits = \"nowhere\"", "theme mine: line 1: there is no theme nowhere"),
    ("inherits = \"mine\"", "theme mine: line 1: mine inherits this theme"),
    ("heat_256 = [1, 2]", "theme mine: line 1: heat_256 must be a list of 15"),
    ("title = ", "theme mine: line 1:"),
    ("\n[, a]", "theme mine: line 2: no table is named"),
  ])
  func aFaultNamesTheThemeAndTheLine(text: String, fault: String) {
    let error = #expect(throws: Failure.self) { try Theme.load(text, name: "mine") }
    #expect(error?.description.hasPrefix(fault) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func themesThatInheritEachOtherAreAFault() {
    #expect(throws: Failure.self) {
      try Theme.load("inherits = \"b\"", name: "a") { $0 == "b" ? "inherits = \"a\"" : nil }
    }
  }

  @Test func coloursBecomeTheNearestThatADisplayHas() {
    let palette = Theme.dark.adapted(to: Display(colors: .palette))
    let sixteen = Theme.dark.adapted(to: Display(colors: .sixteen))
    let none = Theme.dark.adapted(to: Display(colors: .none))
    for role in Role.allCases {
      guard case .indexed(let index) = color(palette, role) else {
        Issue.record("\(role) is not in the palette")
        continue
      }
      #expect(index >= 16, "the first sixteen are the terminal's to change")
      guard case .indexed(0..<16) = color(sixteen, role) else {
        Issue.record("\(role) is none of sixteen")
        continue
      }
      #expect(color(none, role) == .default)
    }
    #expect(color(sixteen, .error) != color(sixteen, .ok))
    #expect(palette.adapted(to: Display(colors: .trueColor)) == .dark)
  }

  @Test func theScaleOfHeatmapsHasAHueForEachSignAndIsMonotone() {
    func distance(_ theme: Theme, _ step: Int8) -> Int {
      guard case .rgb(let r, let g, let b) = theme.color(.heat(step)),
        case .rgb(let r0, let g0, let b0) = theme.color(.heat(0))
      else { return -1 }
      return abs(Int(r) - Int(r0)) + abs(Int(g) - Int(g0)) + abs(Int(b) - Int(b0))
    }
    for theme in [Theme.dark, .light, .highContrast, .colourBlind] {
      let sides = [Array(Int8(0)...31), (Int8(0)...31).map { -$0 }]
      for side in sides {
        let distances = side.map { distance(theme, $0) }
        #expect(distances[0] == 0)
        #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 < $1 })
      }
      guard case .rgb(let red, _, let blue) = theme.color(.heat(31)),
        case .rgb(let coldRed, _, let coldBlue) = theme.color(.heat(-31))
      else {
        Issue.record("no 24 bits")
        return
      }
      #expect(red > blue && coldBlue > coldRed)
    }
  }

  @Test func theScaleOfHeatmapsIsTheThemesListWhereThereAre256Colours() {
    let theme = Theme.dark.adapted(to: Display(colors: .palette))
    #expect(theme.color(.heat(-31)) == .indexed(25))
    #expect(theme.color(.heat(0)) == .indexed(231))
    #expect(theme.color(.heat(31)) == .indexed(124))
  }
}
