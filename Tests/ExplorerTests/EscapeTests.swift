import Explorer
import System
import Testing

@Suite struct EscapeTests {
  private static let states: [[Key]] = [
    [], ["2"], ["3"], ["4"], ["5"], ["z"], ["?"], ["t"], ["/"], ["/", "c"], ["e"], ["3", .enter],
    ["5", .enter], ["/", "c", .enter, "z"], ["3", .enter, "z"], [.control("c")], ["3", "z", "?"],
  ]

  @Test(arguments: states)
  func escapeNeverLeavesAndAtLastChangesNothing(_ keys: [Key]) throws {
    var explorer = try Sample.answered()
    for key in keys { explorer.press(key) }
    for _ in 0..<5 { #expect(explorer.press(.escape) == nil) }
    let calm = explorer.screen
    #expect(explorer.press(.escape) == nil)
    #expect(explorer.screen == calm)
    #expect(explorer.keyContext == .pane(explorer.focus))
    #expect(!explorer.isZoomed)
  }

  @Test func escapeDoesNotCountAsTheSecondControlC() throws {
    var explorer = try Sample.answered()
    explorer.press(.control("c"), .escape)
    #expect(explorer.press(.control("c")) == nil)
  }

  @Test(arguments: ["?", "t"] as [Key])
  func keysOfThePanesDoNothingUnderAnOverlay(_ overlay: Key) throws {
    var explorer = try Sample.answered()
    explorer.press(overlay)
    let before = explorer.screen
    explorer.press("3", "z", "e", "y", "[", "]", "p", .tab)
    #expect(explorer.screen == before)
  }
}
