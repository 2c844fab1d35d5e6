import System
import TerminalUI
import Testing

/// Where tokens may stand in a theme's file, and what its values may be.
@Suite struct ThemeFileTests {
  private func color(_ theme: Theme, _ role: Role) -> Color { theme.color(.role(role)) }

  @Test func tokensStandAtTheTopUnderTokensOrAfterTheNamesOfThePalette() throws {
    for text in [
      "title = 1", "[tokens]\ntitle = 1", "[palette]\nleaf = 2\ntitle = 1\nkey = 2",
    ] {
      let (theme, warnings) = try Theme.load(text, name: "mine")
      #expect(color(theme, .title) == .indexed(1))
      #expect(warnings.count == (text.contains("leaf") ? 1 : 0))
    }
  }

  @Test func aTokenInThePaletteMayUseANameOfIt() throws {
    let (theme, warnings) = try Theme.load(
      "[palette]\nleaf = 2\ntitle = \"leaf\"", name: "mine")
    #expect(color(theme, .title) == .indexed(2))
    #expect(warnings.isEmpty)
  }

  private func expectScaleOfTheFile(after head: String) throws {
    let numbers = (100..<115).map { UInt8($0) }
    let (theme, _) = try Theme.load("\(head)heat_256 = \(numbers)", name: "mine")
    let palette = theme.adapted(to: Display(colors: .palette))
    #expect(palette.color(.heat(-31)) == .indexed(100))
    #expect(palette.color(.heat(0)) == .indexed(107))
    #expect(palette.color(.heat(31)) == .indexed(114))
  }

  @Test func theScaleMayStandWhereTokensMay() throws {
    try expectScaleOfTheFile(after: "")
    try expectScaleOfTheFile(after: "[tokens]\n")
    try expectScaleOfTheFile(after: "[palette]\nleaf = 2\nkey = \"default\"\n")
  }

  @Test func aSignIsNoDigitOfAColour() {
    #expect(throws: Failure.self) {
      _ = try Theme.load("title = \"#+12345\"", name: "mine").warnings
    }
  }

  @Test(arguments: ["dark", "light"])
  func everyMissingTokenComesFromTheThemeOfTheVariant(_ variant: String) throws {
    let base = try #require(Theme.builtIn.first { $0.name == variant })
    let (theme, _) = try Theme.load("variant = \"\(variant)\"\ntitle = 1", name: "mine")
    #expect(theme.variant == base.variant)
    for role in Role.allCases where role != .title {
      #expect(color(theme, role) == color(base, role), "\(role.rawValue)")
    }
  }

  @Test func aNameThatNothingUsesIsAWarning() throws {
    let (_, warnings) = try Theme.load(
      "[palette]\nleaf = 2\ntree = 3\n[tokens]\nkey = \"tree\"", name: "mine")
    #expect(warnings == ["theme mine: line 2: leaf is no token, and no token uses it"])
  }

  @Test(arguments: [
    "\"#12345\"", "\"#12345g\"", "\"123456\"", "\"bright_pink\"", "-1", "1.5", "true", "[1, 2]",
  ])
  func aBadColourIsAFaultWithItsLine(_ value: String) {
    let error = #expect(throws: Failure.self) {
      _ = try Theme.load("variant = \"dark\"\ntitle = \(value)", name: "mine").warnings
    }
    #expect(error?.description.hasPrefix("theme mine: line 2: title must be ") == true)
  }
}
