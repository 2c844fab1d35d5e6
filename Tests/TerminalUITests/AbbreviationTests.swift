import TerminalUI
import Testing

/// Names that are too long are cut so that those that differ are seen to differ.
@Suite struct AbbreviationTests {
  private static let lite = (0..<16).flatMap { block in
    ["expand", "depthwise", "project"].map { "_blocks.\(block)._\($0)_conv" }
  }
  private static let families: [[String]] = [
    lite,
    (0..<30).map { "features.\($0).conv.0" },
    (0..<12).flatMap { layer in
      ["query", "key", "value"].map { "encoder.layer.\(layer).attention.self.\($0)" }
    },
    (0..<4).flatMap { layer in (0..<3).map { "/model/layer\(layer)/block\($0)/Conv" } },
    (0..<40).map { "a_flat_name_of_a_layer_\($0)" },
    ["wide \u{65E5}\u{672C}\u{8A9E} 1", "wide \u{65E5}\u{672C}\u{8A9E} 2"],
  ]

  @Test(arguments: families) func noTwoAreAlike(names: [String]) {
    for width in 9...40 {
      let cut = names.abbreviated(to: width)
      #expect(cut.count == names.count)
      #expect(cut.allSatisfy { $0.columns <= width }, "\(width)")
      // Some differ in two places a few columns apart.
      guard width >= 14 else { continue }
      #expect(Set(cut).count == names.count, "\(width): \(cut)")
    }
  }

  @Test func whatFitsStaysAsItIs() {
    #expect(["conv1", "fc"].abbreviated(to: 5) == ["conv1", "fc"])
    #expect(["short", "a.very.long.name"].abbreviated(to: 9)[0] == "short")
  }

  @Test func aCutIsInTheMiddleWhereThatTellsThemApart() {
    #expect(
      ["features.conv.weight", "classifier.fc.weight"].abbreviated(to: 11)
        == ["featu~eight", "class~eight"])
  }

  @Test func whatAllShareGoesFirst() {
    #expect(
      ["features.3.conv.0", "features.4.conv.0"].abbreviated(to: 9) == ["~3.conv.0", "~4.conv.0"])
  }

  @Test func thereIsNoRoomForAnything() {
    for width in -1...2 {
      #expect(Self.lite.abbreviated(to: width).allSatisfy { $0.columns <= max(0, width) })
    }
    #expect([String]().abbreviated(to: 3).isEmpty)
  }
}
