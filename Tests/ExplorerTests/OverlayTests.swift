import Explorer
import Testing

/// The help and the choice of themes.
@Suite struct OverlayTests {
  @Test func themesAreTriedLiveAndKept() throws {
    var explorer = try Sample.answered()
    explorer.press("t")
    #expect(explorer.context == .themes)
    for name in ["light", "mono", "mono"] {
      explorer.press("j")
      #expect(explorer.theme.name == name)
    }
    explorer.press("k")
    explorer.press(.enter)
    #expect(explorer.theme.name == "light")
    #expect(explorer.context == .view(.layers))
  }

  @Test(arguments: [Key.escape, .character("t")])
  func leavingTheThemesPutsBackTheOneBefore(_ key: Key) throws {
    var explorer = try Sample.answered()
    explorer.press("tj")
    explorer.press(.enter)
    explorer.press("tj")
    #expect(explorer.theme.name == "mono")
    explorer.press(key)
    #expect(explorer.theme.name == "light")
    #expect(explorer.context == .view(.layers))
  }

  @Test(arguments: [Key.escape, .character("?")])
  func theHelpComesAndGoes(_ key: Key) throws {
    var explorer = try Sample.answered()
    let before = explorer.render(size: explorer.size, theme: explorer.theme)
    explorer.press("?")
    #expect(explorer.context == .help)
    explorer.press(key)
    #expect(explorer.render(size: explorer.size, theme: explorer.theme) == before)
  }

  @Test func theHelpScrollsFromEndToEnd() throws {
    var explorer = try Sample.answered(Size(columns: 80, rows: 24))
    explorer.press("?")
    let first = explorer.screen[2]
    explorer.press("j")
    #expect(explorer.screen[2] != first)
    explorer.press("kk")
    #expect(explorer.screen[2] == first)
    explorer.press("G")
    let last = explorer.screen
    #expect(last[0].contains("to 95 of 95 lines"))
    explorer.press("j")
    explorer.press(.pageDown)
    #expect(explorer.screen == last)
    explorer.press(.control("u"))
    #expect(explorer.screen != last)
    explorer.press(.control("d"))
    #expect(explorer.screen == last)
    explorer.press("g")
    #expect(explorer.screen[2] == first)
  }

  @Test func otherKeysDoNothingUnderAnOverlay() throws {
    for overlay in ["?", "t"] {
      var explorer = try Sample.answered()
      explorer.press(overlay)
      let before = explorer.render(size: explorer.size, theme: explorer.theme)
      explorer.press("3ze/y[]p")
      explorer.press(.tab)
      #expect(explorer.render(size: explorer.size, theme: explorer.theme) == before)
    }
  }
}
