import DeepDataProfiler
import Explorer
import System
import TerminalUI
import Testing

/// Filters and searches: `/`, `n` and `N`.
@Suite struct SearchTests {
  @Test func layersAreFilteredAsOneTypes() throws {
    var explorer = try Sample.answered()
    explorer.press("/")
    explorer.type("FC")
    #expect(explorer.selection.layer == 2)
    #expect(explorer.footer.contains("filter: FC"))
    #expect(explorer.footer.contains("2 matches"))
    explorer.press(.enter)
    let pane = explorer.pane(.layers)
    #expect(pane.contains("3 fc1") && pane.contains("4 fc2"))
    #expect(!pane.contains("conv1"))
    explorer.press("j", "j")
    #expect(explorer.selection.layer == 3)
    explorer.press("g")
    #expect(explorer.selection.layer == 2)
  }

  @Test func escapeWhileTypingLeavesNoFilter() throws {
    var explorer = try Sample.answered()
    explorer.press("/")
    explorer.type("fc")
    explorer.press(.escape)
    #expect(explorer.pane(.layers).contains("conv1"))
    #expect(explorer.keyContext == .pane(.layers))
  }

  @Test func nothingFoundIsSaidAndMovesNothing() throws {
    var explorer = try Sample.answered()
    explorer.press("/")
    explorer.type("dense")
    #expect(explorer.footer.contains("nothing found"))
    #expect(explorer.selection.layer == 1)
    #expect(explorer.pane(.layers).contains("No layer matches"))
    explorer.press(.enter)
    #expect(explorer.selection.layer == 1)
    #expect(explorer.pane(.layers).contains("conv1"))
  }

  /// What is typed so far is looked for from where the search began, not from where half of it led.
  @Test func whatIsTypedIsLookedForFromWhereItBegan() throws {
    var explorer = try Sample.answered()
    explorer.press("1", "G", "/")
    explorer.type("conv|fc2")
    #expect(explorer.selection.layer == 3)
    explorer.press(.control("u"))
    explorer.type("conv")
    #expect(explorer.selection.layer == 0)
    explorer.type("zzz")
    explorer.press(.enter)
    #expect(explorer.selection.layer == 3)
  }

  @Test func erasingWidensTheFilter() throws {
    var explorer = try Sample.answered()
    explorer.press("/")
    explorer.type("fc2")
    explorer.press(.backspace)
    #expect(explorer.footer.contains("2 matches"))
    explorer.press(.control("u"))
    #expect(!explorer.footer.contains("match"))
    #expect(explorer.pane(.layers).contains("conv1"))
  }

  @Test func theNextMatchGoesRoundAndRound() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "/")
    explorer.type("nine")
    explorer.press(.enter)
    let nines = Sample.dataSet.labels.indices.filter { Sample.dataSet.labels[$0] == 9 }
    #expect(explorer.selection.image == 17)
    let start = try #require(nines.firstIndex(of: 17))
    for step in 1...nines.count {
      explorer.press("n")
      #expect(explorer.selection.image == nines[(start + step) % nines.count])
    }
    explorer.press("N")
    #expect(explorer.selection.image == nines[(start + nines.count - 1) % nines.count])
  }

  @Test func beforeTheFirstMatchComesTheLast() throws {
    var explorer = try Sample.answered()
    explorer.press("3", "/")
    explorer.type("nine")
    explorer.press(.enter, "g")
    let nines = Sample.dataSet.labels.indices.filter { Sample.dataSet.labels[$0] == 9 }
    #expect(explorer.selection.image < nines[0])
    explorer.press("n")
    #expect(explorer.selection.image == nines[0])
    for place in nines.indices.reversed() + [nines.count - 1] {
      explorer.press("N")
      #expect(explorer.selection.image == nines[place])
    }
    // From between two matches, to the one before.
    explorer.press("g", "n", "j", "N")
    #expect(explorer.selection.image == nines[0])
  }

  @Test func classesAreFoundInTheHypergraphAndGroupsInTheHierarchy() throws {
    var explorer = try Sample.answered()
    explorer.press("4", "/")
    explorer.type("thr")
    explorer.press(.enter)
    #expect(Sample.dataSet.labels[explorer.selection.image] == 3)
    explorer.press("5", "/")
    explorer.type("v11")
    explorer.press(.enter)
    #expect(explorer.selection.vector == 11)
  }

  @Test func whatIsSearchedForStandsInTheTitleHoweverNarrow() throws {
    var explorer = try Sample.answered(SnapshotTests.middle)
    explorer.press("4", "/")
    explorer.type("nine")
    explorer.press(.enter)
    #expect(explorer.screen.contains("  > 1.700  /nine ─"))
  }

  @Test func eachPaneHasASearchOfItsOwn() throws {
    var explorer = try Sample.answered()
    explorer.press("/")
    explorer.type("conv")
    explorer.press(.enter, "2", "/")
    explorer.type("v3")
    explorer.press(.enter)
    #expect(explorer.title(.layers).contains("/conv"))
    #expect(explorer.title(.spectrum).contains("/v3"))
    #expect(explorer.selection.vector == 3)
    explorer.press("n")
    #expect(explorer.selection.vector == 30)
  }

  @Test func withoutASearchTheNextMatchSaysHowToStart() throws {
    var explorer = try Sample.answered()
    explorer.press("n")
    #expect(explorer.footer.contains("/ starts"))
    explorer.press("j")
    #expect(!explorer.footer.contains("/ starts"))
  }

  /// Several words, in any order, and regular expressions; letters large or small.
  @Test(arguments: [
    ("v 1 2", [12, 21]), ("^v1[0-2]$", [10, 11, 12]), ("V3", [3, 30, 31]), ("v(7|8)$", [7, 8]),
    ("v[", []), ("2 v1", [12]),
  ]) func severalWordsAndExpressionsAreFound(_ text: String, _ vectors: [Int]) throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 60))
    explorer.press("2", "/")
    explorer.type(text)
    let listed = explorer.pane(.spectrum).matches(of: #/v(\d+)\ {5,}\d+\.\d+\ +[\d\-]+/#)
    #expect(listed.compactMap { Int($0.1) } == vectors)
  }

  @Test func escapeGoesBackToWhereTheSearchBegan() throws {
    var explorer = try Sample.answered()
    explorer.press("1", "/")
    explorer.type("fc2")
    #expect(explorer.selection.layer == 3)
    explorer.press(.escape)
    #expect(explorer.selection.layer == 1)
  }

  @Test func whatIsNotFoundLeavesNoFilter() throws {
    var explorer = try Sample.answered()
    explorer.press("1", "/")
    explorer.type("zzz")
    explorer.press(.enter)
    #expect(explorer.footer.contains("nothing found: zzz"))
    #expect(!explorer.title(.layers).contains("/zzz") && explorer.screen.contains("conv1"))
  }

  /// A list that was filtered elsewhere and has not what is selected by now is whole again.
  @Test func noFilterStaysBehindUnseen() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    explorer.press("2", "/")
    explorer.type("v13")
    explorer.press(.enter)
    #expect(explorer.selection.vector == 13)
    explorer.press("1")
    #expect(explorer.title(.spectrum).contains("/v13"))
    explorer.press(":")
    explorer.type("v1")
    explorer.press(.enter)
    #expect(!explorer.title(.spectrum).contains("/v13"))
    #expect(explorer.pane(.spectrum).contains("v1 "))
  }
}
