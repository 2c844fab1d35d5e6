import DeepDataProfiler
import Explorer
import System
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
    explorer.press(.enter, "j", "n")
    #expect(explorer.selection.layer == 1)
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
}
