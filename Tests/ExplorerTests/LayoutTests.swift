import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

/// Without images the panes that need none have the whole screen.
@Suite struct LayoutTests {
  private func explorer(_ size: Size, hasGraph: Bool = true, hasData: Bool = false) throws
    -> Explorer
  {
    var explorer = Explorer(
      findings: try Sample.findings(hasGraph: hasGraph, hasData: hasData), size: size)
    Sample.answer(&explorer)
    return explorer
  }

  /// The panes whose frames stand on the screen.
  private func frames(_ explorer: Explorer) -> [PaneID] {
    PaneID.first.filter { explorer.screen.contains("\u{2500} \($0.info?.numberedTitle ?? "") ") }
  }

  @Test(arguments: [Size(columns: 100, rows: 24), SnapshotTests.middle, SnapshotTests.large])
  func withoutImagesLayersAndSpectrumHaveTheWholeScreen(size: Size) throws {
    let explorer = try explorer(size)
    #expect(frames(explorer) == [.layers, .spectrum])
    // Both reach from below the names of panes to the footer.
    let lines = explorer.screen.split(separator: "\n").map(String.init)
    #expect(lines[size.rows - 2].filter { $0 == "\u{2518}" }.count == 2)
    #expect(explorer.screen.contains(" 3 Projection "))
    #expect(explorer.screen.components(of: "no images: --data PATH") == 1)
    #expect(explorer.screen.components(of: "No images.") == 0)
  }

  @Test func aPaneThatIsAskedForIsThereAndSaysWhyItIsEmpty() throws {
    for key: Key in ["3", "4", "5"] {
      var explorer = try explorer(SnapshotTests.middle)
      explorer.press(key)
      #expect(frames(explorer) == PaneID.first)
      #expect(explorer.screen.contains("No images."))
      explorer.press("1")
      #expect(frames(explorer) == [.layers, .spectrum])
    }
  }

  @Test func withImagesOrWhereTheyAreNarrowPanesStandAsTheyDo() throws {
    #expect(frames(try explorer(SnapshotTests.middle, hasData: true)) == PaneID.first)
    let narrow = try explorer(SnapshotTests.small)
    #expect(frames(narrow) == [.layers, .spectrum])
    #expect(narrow.screen.contains("no images: --data PATH"))
  }

  @Test func withoutAGraphItIsSaidThatThereAreNoImages() throws {
    let explorer = try explorer(SnapshotTests.middle, hasGraph: false)
    #expect(frames(explorer) == [.layers, .spectrum])
    #expect(explorer.screen.contains("no graph, so no images"))
  }
}

extension String {
  /// How often a text stands in it.
  fileprivate func components(of text: String) -> Int {
    var (count, rest) = (0, self[...])
    while let found = rest.firstRange(of: text) {
      count += 1
      rest = rest[found.upperBound...]
    }
    return count
  }
}
