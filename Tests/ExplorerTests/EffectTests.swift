import Explorer
import Testing

/// What keys ask of the world.
@Suite struct EffectTests {
  @Test func leavingSuspendingAndRedrawing() throws {
    var explorer = try Sample.answered()
    #expect(explorer.press("q") == .quit)
    #expect(explorer.press(.control("z")) == .suspend)
    #expect(explorer.press("r") == .redraw)
    #expect(explorer.press(.control("l")) == .redraw)
    for overlay in ["?", "t"] {
      explorer.press(overlay)
      #expect(explorer.press(.control("z")) == .suspend)
      #expect(explorer.press("r") == .redraw)
      #expect(explorer.press("q") == .quit)
      explorer.press(.escape)
    }
    explorer.press("/")
    #expect(explorer.press("q") == nil)
    #expect(explorer.press(.control("l")) == .redraw)
    #expect(explorer.press(.control("z")) == .suspend)
  }

  @Test func controlCTwiceLeaves() throws {
    var explorer = try Sample.answered()
    #expect(explorer.press(.control("c")) == nil)
    #expect(explorer.footer.contains("Ctrl-c again quits"))
    #expect(explorer.press(.control("c")) == .quit)
  }

  @Test func anotherKeyBetweenTwoControlCKeepsRunning() throws {
    var explorer = try Sample.answered()
    explorer.press(.control("c"))
    explorer.press("1")
    #expect(explorer.press(.control("c")) == nil)
  }

  @Test func anExportAsksForANameAndGivesThePaneAsText() throws {
    var explorer = try Sample.answered()
    explorer.press("2")
    let pane = explorer.render(
      view: .spectrum, size: explorer.size,
      theme: Theme.dark.adapted(to: Display(colors: .none)))
    #expect(explorer.press("e") == nil)
    #expect(explorer.footer.contains("export to: spectrum-conv2.txt"))
    #expect(
      explorer.press(.enter) == .write(path: "spectrum-conv2.txt", contents: pane.text))
    #expect(explorer.context == .view(.spectrum))
  }

  @Test func anExportWithColoursHasTheEscapeSequencesOfTheTheme() throws {
    var explorer = try Sample.answered()
    explorer.press("3")
    let pane = explorer.render(view: .projection, size: explorer.size, theme: .dark)
    explorer.press(.control("s"))
    explorer.press(.control("u"))
    explorer.press("maps/a.ans")
    #expect(
      explorer.press(.enter) == .write(path: "maps/a.ans", contents: pane.ansi(.dark)))
  }

  @Test(arguments: ["a.csv", "a", "", "a.TXT.png"])
  func anotherNameWritesNothingAndSaysSo(_ name: String) throws {
    var explorer = try Sample.answered()
    explorer.press("e")
    explorer.press(.control("u"))
    explorer.press(name)
    #expect(explorer.press(.enter) == nil)
    #expect(explorer.footer.contains("nothing written: a name ends in .txt"))
  }

  @Test func escapeLeavesAnExport() throws {
    var explorer = try Sample.answered()
    explorer.press("e")
    #expect(explorer.press(.escape) == nil)
    #expect(explorer.context == .view(.layers))
    #expect(!explorer.footer.contains("export to"))
  }

  @Test func copyingGivesThePaneAsText() throws {
    var explorer = try Sample.answered()
    for view in View.allCases {
      explorer.press("\(view.number)")
      let plain = Theme.dark.adapted(to: Display(colors: .none))
      let text = explorer.render(view: view, size: explorer.size, theme: plain).text
      #expect(explorer.press("y") == .copy(text))
    }
  }

  @Test func aMessageStaysUntilTheNextKey() throws {
    var explorer = try Sample.answered()
    _ = explorer.handle(.notified("wrote a.txt", isError: false))
    _ = explorer.handle(.resized(Size(columns: 90, rows: 30)))
    #expect(explorer.footer.contains("wrote a.txt"))
    explorer.press("j")
    #expect(!explorer.footer.contains("wrote a.txt"))
  }
}
