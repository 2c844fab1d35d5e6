import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

/// Where groups stand in the diagram of a hierarchy.
@Suite struct HierarchyLevelsTests {
  /// v4 is below v3, which v0 alone covers, and below v2, which v1 covers: the longest chain decides.
  @Test func aGroupStandsBelowAllThatCoverIt() throws {
    var explorer = try Sample.explorer(Size(columns: 100, rows: 26))
    let hierarchy = Sample.hierarchy(of: [
      ([0], Array(0...9)), ([1], [0, 1, 2, 3, 4, 5]), ([2], [0, 1, 2]), ([3], [0, 9]), ([4], [0]),
    ])
    explorer.find(.hierarchy(layer: 1, .init()), .known(hierarchy))
    Sample.answer(&explorer)
    let lines = explorer.pane(.hierarchy).split(separator: "\n")
    let rows = try (0...4).map { vector in
      try #require(lines.firstIndex { $0.contains("v\(vector) (1)") }, "v\(vector)")
    }
    #expect(rows[0] < rows[1] && rows[1] < rows[2] && rows[2] < rows[4])
    #expect(rows[3] == rows[1], "one step below the first")
  }
}
