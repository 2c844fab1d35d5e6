import Explorer
import Testing

@Suite struct ThemeTests {
  private func color(_ theme: Theme, _ role: Role) -> Color { theme.color(.role(role)) }

  @Test func theBuiltInThemesAreCompleteAndHaveNoWarnings() {
    #expect(Theme.builtIn.map(\.name) == ["dark", "light", "mono"])
    #expect(Theme.dark.variant == .dark)
    #expect(Theme.light.variant == .light)
    for theme in [Theme.dark, .light] {
      for role in Role.allCases {
        guard case .rgb = color(theme, role) else {
          Issue.record("\(theme.name) has no colour for \(role.rawValue)")
          continue
        }
      }
    }
    for role in Role.allCases { #expect(color(.mono, role) == .default) }
  }

  @Test func aValueIsAColourANameANumberOrTheTerminalsOwn() throws {
    let text = """
      variant = "dark"
      [palette]
      leaf = "#0A8f3C"
      [tokens]
      title = "leaf"
      key = "#ffffff"
      ok = "green"
      warning = "bright_yellow"
      error = 9
      footer = "default"
      """
    let (theme, warnings) = try Theme.load(text, name: "mine")
    #expect(warnings.isEmpty)
    #expect(theme.name == "mine")
    #expect(color(theme, .title) == .rgb(red: 0x0A, green: 0x8F, blue: 0x3C))
    #expect(color(theme, .key) == .rgb(red: 255, green: 255, blue: 255))
    #expect(color(theme, .ok) == .indexed(2))
    #expect(color(theme, .warning) == .indexed(11))
    #expect(color(theme, .error) == .indexed(9))
    #expect(color(theme, .footer) == .default)
  }

  @Test func tokensMayStandAtTheTopOrInThePalette() throws {
    let text = """
      title = 1
      [palette]
      leaf = 2
      key = "leaf"
      """
    let (theme, warnings) = try Theme.load(text, name: "mine")
    #expect(warnings.isEmpty)
    #expect(color(theme, .title) == .indexed(1))
    #expect(color(theme, .key) == .indexed(2))
  }

  @Test(arguments: [("dark", Theme.dark), ("light", Theme.light)])
  func aMissingTokenComesFromTheThemeOfTheVariant(_ variant: String, base: Theme) throws {
    let (theme, _) = try Theme.load("variant = \"\(variant)\"\ntitle = 1", name: "mine")
    #expect(theme.variant == base.variant)
    for role in Role.allCases where role != .title {
      #expect(color(theme, role) == color(base, role), "\(role.rawValue)")
    }
    #expect(color(theme, .title) == .indexed(1))
  }

  @Test func aThemeInheritsTokensNamesAndVariant() throws {
    let parent = """
      variant = "light"
      [palette]
      leaf = 2
      [tokens]
      title = 1
      key = 3
      """
    let child = """
      inherits = "parent"
      title = "leaf"
      """
    let (theme, warnings) = try Theme.load(child, name: "child") { name in
      name == "parent" ? parent : nil
    }
    #expect(warnings.isEmpty)
    #expect(theme.variant == .light)
    #expect(color(theme, .title) == .indexed(2))
    #expect(color(theme, .key) == .indexed(3))
    #expect(color(theme, .border) == color(.light, .border))
    let (mono, _) = try Theme.load("inherits = \"mono\"\ntitle = 1", name: "child")
    #expect(color(mono, .title) == .indexed(1))
    #expect(color(mono, .border) == .default)
  }

  @Test func inheritanceThatCannotBeIsAFault() throws {
    let error = #expect(throws: ThemeError.self) {
      try Theme.load("inherits = \"b\"", name: "a")
    }
    #expect(error?.description == "theme a: line 1: there is no theme b")
    #expect(throws: ThemeError.self) {
      try Theme.load("inherits = \"b\"", name: "a") { name in
        "inherits = \"\(name == "b" ? "a" : "b")\""
      }
    }
  }

  @Test func anUnknownTokenIsAWarningWithItsLine() throws {
    let text = """
      variant = "dark"

      [tokens]
      tittle = "#ffffff"
      title = 1
      """
    let (theme, warnings) = try Theme.load(text, name: "mine")
    #expect(warnings == ["theme mine: line 4: tittle is no token of a theme"])
    #expect(color(theme, .title) == .indexed(1))
  }

  @Test func aNameThatNothingUsesIsAWarning() throws {
    let (_, warnings) = try Theme.load(
      "[palette]\nleaf = 2\ntree = 3\n[tokens]\nkey = \"tree\"", name: "mine")
    #expect(warnings == ["theme mine: line 2: leaf is no token, and no token uses it"])
  }

  @Test(arguments: [
    "\"#12345\"", "\"#12345g\"", "\"#+12345\"", "\"leaf\"", "16", "-1", "1.5", "true", "[1, 2]",
  ])
  func aBadColourIsAFaultWithItsLine(_ value: String) {
    let error = #expect(throws: ThemeError.self) {
      try Theme.load("variant = \"dark\"\ntitle = \(value)", name: "mine")
    }
    #expect(error?.description.hasPrefix("theme mine: line 2: title must be ") == true)
  }

  @Test func whatIsNoThemeIsAFault() {
    let cases = [
      ("variant = \"blue\"", "theme mine: line 1: variant must be"),
      ("heat_256 = [1, 2, 3]", "theme mine: line 1: heat_256 must be a list of 15"),
      ("title = \n", "theme mine: line 1: "),
    ]
    for (text, start) in cases {
      let error = #expect(throws: ThemeError.self) { try Theme.load(text, name: "mine") }
      #expect(error?.description.hasPrefix(start) == true, "\(error?.description ?? "")")
    }
  }

  @Test func aScaleForPalettesIsTakenFromTheTheme() throws {
    let numbers = (100..<115).map { UInt8($0) }
    let (theme, _) = try Theme.load("heat_256 = \(numbers)", name: "mine")
    let palette = theme.adapted(to: Display(colors: .palette))
    #expect(palette.color(.heat(-31)) == .indexed(100))
    #expect(palette.color(.heat(0)) == .indexed(107))
    #expect(palette.color(.heat(31)) == .indexed(114))
  }

  @Test func onAPaletteEveryColourIsInTheCubeOrTheGreys() {
    for base in [Theme.dark, .light] {
      let theme = base.adapted(to: Display(colors: .palette))
      for paint in Self.paints {
        guard case .indexed(let index) = theme.color(paint) else {
          Issue.record("\(paint) is not of the palette")
          continue
        }
        #expect(index >= 16)
      }
    }
  }

  @Test func onSixteenColoursEveryColourIsOneOfThem() {
    for base in [Theme.dark, .light] {
      let theme = base.adapted(to: Display(colors: .sixteen))
      for paint in Self.paints {
        switch theme.color(paint) {
        case .default: break
        case .indexed(let index): #expect(index < 16)
        case .rgb: Issue.record("\(paint) has 24 bits")
        }
      }
    }
  }

  @Test func withoutColoursEveryColourIsTheTerminalsOwn() {
    for theme in Theme.builtIn {
      let plain = theme.adapted(to: Display(colors: .none))
      for paint in Self.paints { #expect(plain.color(paint) == .default) }
    }
  }

  @Test func aMonoThemeHasNoColoursOnAnyDisplay() {
    for colors in Display.Colors.allCases {
      #expect(Theme.mono.adapted(to: Display(colors: colors)).display.colors == .none)
    }
  }

  @Test func adaptingTwiceIsAdaptingOnce() {
    let narrow = Theme.dark.adapted(to: Display(colors: .sixteen))
    #expect(narrow.adapted(to: Display(colors: .trueColor)) == .dark)
  }

  @Test func coloursOfACubeAreFoundExactly() throws {
    let (theme, _) = try Theme.load(
      "title = \"#5f87af\"\nkey = \"#080808\"\nok = \"#ff0000\"", name: "mine")
    let palette = theme.adapted(to: Display(colors: .palette))
    #expect(color(palette, .title) == .indexed(67))
    #expect(color(palette, .key) == .indexed(232))
    #expect(color(palette, .ok) == .indexed(196))
    #expect(color(theme.adapted(to: Display(colors: .sixteen)), .ok) == .indexed(9))
  }

  static let paints: [Paint] =
    Role.allCases.map(Paint.role) + (-31...31).map { Paint.heat($0) }
    + (0...15).map { Paint.spectrum($0) } + [.pixel(red: 1, green: 100, blue: 200)]
}
