import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// Help, themes, exports, and leaving.
@Suite struct OverlayTests {
  @Test func theHelpScrollsAndCloses() throws {
    var explorer = try Sample.answered(Size(columns: 80, rows: 24))
    let panes = explorer.screen
    explorer.press("?", "g")
    let top = explorer.screen
    explorer.press("j")
    #expect(explorer.screen != top)
    explorer.press("k", "k")
    #expect(explorer.screen == top)
    explorer.press("G")
    let bottom = explorer.screen
    #expect(bottom.contains("erase to the start, end"))
    explorer.press("j", .pageDown)
    #expect(explorer.screen == bottom)
    explorer.press("g")
    #expect(explorer.screen == top)
    explorer.press("?")
    #expect(explorer.screen == panes)
    explorer.press("?", .escape)
    #expect(explorer.screen == panes)
  }

  /// It begins with what is asked for most: the keys of the pane in focus.
  @Test(
    arguments: [
      (["4"], "4 Hypergraph"), (["3", .enter], "Projection, among cells"), (["1"], "1 Layers"),
    ] as [([Key], String)])
  func theHelpOpensAtThePaneInFocus(_ keys: [Key], _ title: String) throws {
    var explorer = try Sample.answered(Size(columns: 80, rows: 24))
    for key in keys { explorer.press(key) }
    explorer.press("?")
    let lines = explorer.screen.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[2].contains(title), "\(lines[2])")
    #expect(explorer.screen.contains("Words and marks of"))
    explorer.press("/")
    explorer.type("quit")
    #expect(explorer.screen.contains("Everywhere"))
    #expect(!explorer.screen.contains("Words and marks of"))
    explorer.press(.enter, .escape, .escape)
    #expect(explorer.keyContext != .help, "first the filter goes, then the help")
  }

  /// What a pane shows and no word explains is the newcomer's first question.
  @Test func everyPaneHasWords() {
    for info in PaneRegistry.infos {
      #expect(!info.words.isEmpty, "\(info.title)")
      #expect(info.words.allSatisfy { $0.word.count <= 24 && !$0.meaning.hasSuffix(".") })
    }
  }

  @Test func theHelpIsNarrowedDownByWhatIsTyped() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    explorer.press("4", "?", "/")
    explorer.type("majority signif")
    let lines = explorer.screen.split(separator: "\n").map(String.init)
    #expect(lines[0].contains("/ majority signif"))
    #expect(lines.contains { $0.contains("the majority: a vector is significant for a class") })
    #expect(!explorer.screen.contains("quit"))
    explorer.press(.control("u"))
    explorer.type("xyzzy")
    #expect(explorer.screen.contains("nothing found"))
  }

  @Test func aThemeIsTriedAtOnceAndKeptOrGivenBack() throws {
    var explorer = try Sample.answered()
    explorer.press("t", "j")
    #expect(explorer.theme.name == "light")
    explorer.press("j", "j", "j", "j", "j")
    #expect(explorer.theme.name == "mono")
    explorer.press(.escape)
    #expect(explorer.theme.name == "dark")
    explorer.press("t", .down, .enter)
    #expect(explorer.theme.name == "light")
    explorer.press("t", .up, "t")
    #expect(explorer.theme.name == "light")
    #expect(explorer.keyContext == .pane(.layers))
  }

  @Test func anExportWritesThePaneInFocusAsTextOrWithColours() throws {
    var explorer = try Sample.answered()
    explorer.press("2", "e")
    #expect(explorer.footer.contains("export to: spectrum-histogram-conv2.txt"))
    let pane = explorer.render(pane: .spectrum, size: explorer.size, theme: explorer.theme)
    let plain = explorer.theme.adapted(to: Display(colors: .none))
    let drawn = explorer.render(pane: .spectrum, size: explorer.size, theme: plain)
    let (text, rest) = (drawn.text, drawn.excerptWords)
    #expect(
      explorer.press(.enter)
        == .write(
          path: "spectrum-histogram-conv2.txt", contents: .text(text + rest), mayReplace: false))
    #expect(!text.contains("\u{1B}") && text.contains("2 Spectrum  conv2"))
    explorer.press(.control("s"), .control("u"))
    explorer.type("out/a b.ans")
    #expect(
      explorer.press(.enter)
        == .write(
          path: "out/a b.ans", contents: .text(pane.ansi(explorer.theme) + rest),
          mayReplace: false))
  }

  @Test(arguments: ["", "spectrum", "a.gif", ".txt.gz"])
  func aNameOfAnotherKindWritesNothingAndSaysWhy(name: String) throws {
    var explorer = try Sample.answered()
    explorer.press("e", .control("u"), .control("k"))
    explorer.type(name)
    #expect(explorer.press(.enter) == nil)
    #expect(explorer.footer.contains("export to: \(name)"), "what was typed is not lost")
    #expect(explorer.footer.contains("a name ends in .txt"))
  }

  @Test func anExportCanBeLeft() throws {
    var explorer = try Sample.answered()
    explorer.press("e")
    #expect(explorer.press(.escape) == nil)
    #expect(explorer.keyContext == .pane(.layers))
  }

  @Test func controlCLeavesWhatIsBeingTypedAndNothingElse() throws {
    var explorer = try Sample.explorer()
    let wanted = explorer.wanted
    explorer.press("e")
    #expect(explorer.press(.control("c")) == nil)
    #expect(explorer.keyContext == .pane(.layers))
    #expect(explorer.wanted == wanted)
  }

  @Test func keysThatArePressedWhileTypingAreText() throws {
    var explorer = try Sample.answered()
    explorer.press("e", .control("u"))
    explorer.type("q?z 12.txt")
    guard case .write(let path, _, _) = explorer.press(.enter) else {
      Issue.record("nothing is written")
      return
    }
    #expect(path == "q?z 12.txt")
  }

  @Test func aCopyIsThePaneWithoutColoursAndFrames() throws {
    var explorer = try Sample.answered()
    explorer.press("4")
    guard case .copy(let text) = explorer.press("y") else {
      Issue.record("nothing is copied")
      return
    }
    let lines = explorer.pane(.hypergraph).split(separator: "\n").dropFirst().dropLast()
    let copied = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(zip(lines, copied).allSatisfy { $0.dropFirst().hasPrefix($1) })
    #expect(text.contains("class") && !text.contains("│") && !text.contains("\u{1B}"))
  }

  @Test func whatTheWorldHasToSayStaysUntilTheNextKey() throws {
    var explorer = try Sample.answered()
    _ = explorer.handle(.notified("wrote layers.txt", isError: false))
    #expect(explorer.footer.contains("wrote layers.txt"))
    explorer.press("j")
    #expect(!explorer.footer.contains("wrote"))
  }

  @Test func leavingSuspendingAndRedrawingAreTheWorldsToDo() throws {
    var explorer = try Sample.answered()
    #expect(explorer.press("q") == .quit)
    #expect(explorer.press(.control("z")) == .suspend)
    #expect(explorer.press("r") == .redraw)
    #expect(explorer.press(.control("l")) == .redraw)
  }

  /// As in pagers and file managers, what lies over the panes is left by `q`, not the program.
  @Test(arguments: ["?", "w", "t"] as [Key]) func qClosesWhatLiesOverThePanes(_ key: Key) throws {
    var explorer = try Sample.answered()
    let before = explorer.screen
    explorer.press(key)
    #expect(explorer.screen != before)
    #expect(explorer.press("q") == nil)
    #expect(explorer.screen == before)
    #expect(explorer.press("q") == .quit)
  }

  @Test func controlCCancelsFirstAndLeavesWhenPressedAgain() throws {
    var explorer = try Sample.explorer()
    let running = try #require(explorer.wanted.first)
    #expect(explorer.press(.control("c")) == nil)
    #expect(!explorer.wanted.contains(running))
    #expect(explorer.footer.contains("cancelled spectrum conv2"))
    #expect(explorer.pane(.spectrum).contains("Cancelled; r computes it."))
    #expect(explorer.press(.control("c")) == .quit)

    explorer.press("j", "k")
    #expect(explorer.press(.control("c")) == nil, "another key in between starts again")
    explorer.press("r")
    #expect(explorer.wanted.first == running)
  }

  @Test func controlCWithNothingToCancelSaysSo() throws {
    var explorer = try Sample.answered()
    #expect(explorer.press(.control("c")) == nil)
    #expect(explorer.footer.contains("nothing runs"))
    #expect(explorer.press(.control("c")) == .quit)
  }

  @Test(arguments: [true, false]) func aMessageStandsInTheFooterUntilTheNextKey(isError: Bool)
    throws
  {
    var explorer = try Sample.answered(Size(columns: 80, rows: 24))
    _ = explorer.handle(.notified("no space is left on the disk", isError: isError))
    let canvas = explorer.render(size: explorer.size, theme: .dark)
    #expect(explorer.footer == " no space is left on the disk")
    #expect(canvas[23, 1].style == (isError ? .role(.error, .bold) : .role(.ok)))
    explorer.press("j")
    #expect(explorer.footer.hasPrefix(" j/k layer"))
  }

  @Test func theBackgroundDecidesOnTheThemeUntilThePersonDoes() throws {
    var explorer = try Sample.answered()
    _ = explorer.handle(.background(isLight: true))
    #expect(explorer.theme.name == "dark", "a theme was chosen")
    explorer.followsBackground = true
    _ = explorer.handle(.background(isLight: true))
    #expect(explorer.theme.name == "light")
    explorer.press("t", .up, .enter)
    let chosen = explorer.theme.name
    _ = explorer.handle(.background(isLight: true))
    #expect(explorer.theme.name == chosen)
  }
}
