import TerminalUI
import Testing

/// Tables as text.
@Suite struct TableTests {
  /// A column of one character and three of four: lines of 1 + 2 + 4, and 2 + 4 more for each of the others.
  private func table() -> Table {
    var table = Table([("k", .left), ("aaaa", .right), ("bbbb", .right), ("cccc", .right)])
    table.add(["1", "2", "3333", "4"])
    return table
  }

  @Test(arguments: [
    (19, ["k  aaaa  bbbb  cccc\n1     2  3333     4\n"]),
    (18, ["k  aaaa  bbbb\n1     2  3333\n", "k  cccc\n1     4\n"]),
    (13, ["k  aaaa  bbbb\n1     2  3333\n", "k  cccc\n1     4\n"]),
    (12, ["k  aaaa\n1     2\n", "k  bbbb\n1  3333\n", "k  cccc\n1     4\n"]),
    // Too narrow for any of them, which come one by one.
    (0, ["k  aaaa\n1     2\n", "k  bbbb\n1  3333\n", "k  cccc\n1     4\n"]),
  ])
  func aBlockHasAsManyColumnsAsFit(width: Int, blocks: [String]) {
    #expect(table().width == 19)
    #expect(table().text(within: width, repeating: 1) == blocks.joined(separator: "\n"))
  }
}
