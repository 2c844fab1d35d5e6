import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

/// Keys that a person changed: every place that names one names the new one.
@Suite struct ChangedKeysTests {
  private func explorer(
    _ changes: (KeyMap.Context, String, [Key])..., size: Size = Size(columns: 200, rows: 60)
  ) throws -> Explorer {
    let changes = try changes.map { try KeyMap.Change($0.0, $0.1, keys: $0.2) }
    let (keys, refused) = KeyMap.changed(by: changes)
    #expect(refused.isEmpty)
    return try Sample.answered(size, keys: keys)
  }

  @Test func theNewKeyDoesItAndTheOldOneSaysNothing() throws {
    var explorer = try explorer((.everywhere, "zoom", ["Z"]))
    explorer.press("Z")
    #expect(explorer.isZoomed)
    explorer.press("z")
    #expect(explorer.isZoomed)
    #expect(explorer.footer.contains("z does nothing; ? lists the keys"))
  }

  @Test func footerHelpAndPaletteNameTheNewKey() throws {
    var explorer = try explorer((.everywhere, "zoom", ["Z"]), (.everywhere, "focus-1", ["!"]))
    #expect(explorer.footer.contains("Z zoom"))
    #expect(explorer.screen.contains(" ! Layers ") && explorer.screen.contains(" 2 Spectrum "))
    explorer.press("?")
    #expect(explorer.screen.contains("Z  "))
    #expect(explorer.screen.contains("!/2/3/4/5"))
    explorer.press(.escape, ":")
    explorer.type("zoom")
    #expect(explorer.screen.contains(/zoom +Z/))
  }

  @Test func whatIsSaidNamesTheNewKey() throws {
    var explorer = try explorer(
      (.everywhere, "help", ["H"]), (.everywhere, "choose", ["c"]), (.everywhere, "cancel", ["X"]))
    explorer.press("Q")
    #expect(explorer.footer.contains("Q does nothing; H lists the keys"))
    explorer.press("X")
    #expect(explorer.footer.contains("X again quits"))
  }

  @Test func whatPanesSayNamesTheNewKey() throws {
    let keys = KeyMap.changed(by: [
      try KeyMap.Change(.everywhere, "lower-quantile", keys: ["("]),
      try KeyMap.Change(.everywhere, "lower-majority", keys: ["B"]),
      try KeyMap.Change(.everywhere, "close", keys: ["Q"]),
    ]).keys
    var explorer = Explorer(
      findings: try Sample.findings(), size: Size(columns: 200, rows: 60), keys: keys,
      selection: Selection(layer: 1, parameters: .init(quantile: 0.99)))
    Sample.answer(&explorer)
    let words = explorer.pane(.hypergraph)
    #expect(words.contains("( lowers the"), "\(words)")
    #expect(words.contains("B the majority"), "\(words)")
    explorer.press("1", "/")
    explorer.type("nothing")
    #expect(explorer.screen.contains("No layer matches; Q"))
  }

  @Test func someoneElsesKeyIsRefused() throws {
    let changes = [
      try KeyMap.Change(.everywhere, "zoom", keys: ["q"]),
      try KeyMap.Change(.everywhere, "help", keys: ["H"]),
    ]
    let (keys, refused) = KeyMap.changed(by: changes)
    #expect(refused.map(\.place) == [0])
    #expect(refused.first?.reason == "q is quit there")
    #expect(keys.action(for: "q", in: .everywhere)?.name == "quit")
    #expect(keys.action(for: "H", in: .everywhere)?.name == "help")
  }
}
