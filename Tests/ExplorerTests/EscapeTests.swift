import Explorer
import Testing

@Suite struct EscapeTests {
  @Test(arguments: [
    "", "1", "2", "3", "4", "5", "z", "?", "t", "/", "/conv", "e", "3\r", "5\r", "/conv\rz", "3\rz",
  ])
  func escapeNeverLeavesAndAtLastChangesNothing(_ keys: String) throws {
    var explorer = try Sample.answered()
    explorer.type(keys)
    for _ in 0..<5 { #expect(explorer.press(.escape) == nil) }
    let calm = explorer.render(size: explorer.size, theme: explorer.theme)
    #expect(explorer.press(.escape) == nil)
    #expect(explorer.render(size: explorer.size, theme: explorer.theme) == calm)
    #expect(explorer.context == .view(explorer.focus))
    #expect(!explorer.isZoomed)
  }

  @Test func escapeGoesBackOneStepAtATime() throws {
    var explorer = try Sample.answered()
    explorer.type("3/nine\rz\r")
    #expect(explorer.context == .cells)
    explorer.press(.escape)
    #expect(explorer.context == .view(.projection))
    #expect(explorer.screen.show("/nine"))
    explorer.press(.escape)
    #expect(!explorer.screen.show("/nine"))
    #expect(explorer.isZoomed)
    explorer.press(.escape)
    #expect(!explorer.isZoomed)
  }

  @Test func escapeDoesNotCountAsTheSecondControlC() throws {
    var explorer = try Sample.answered()
    explorer.press(.control("c"))
    explorer.press(.escape)
    #expect(explorer.press(.control("c")) == nil)
  }
}

extension Explorer {
  /// Presses keys, with a carriage return for Enter.
  fileprivate mutating func type(_ keys: String) {
    for key in keys { press(key == "\r" ? .enter : .character(key)) }
  }
}
