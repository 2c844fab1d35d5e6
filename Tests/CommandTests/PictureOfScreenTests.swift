import Foundation
import Testing

/// The picture of the README is what the program draws; `RECORD_DOCUMENTS=1` draws it anew.
@Suite struct PictureOfScreenTests {
  private static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Documentation/explorer.svg")

  @Test func theReadmesPictureIsTheScreen() throws {
    let picture = try Program.answer(
      "export", Program.pytorch, "--view", "screen", "--layer", "conv2", "--size", "120x36", "--svg"
    ).text
    if ProcessInfo.processInfo.environment["RECORD_DOCUMENTS"] != nil {
      try picture.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let drawn = try String(contentsOf: Self.file, encoding: .utf8)
    #expect(Self.withoutPixels(drawn) == Self.withoutPixels(picture))
  }

  /// All but the cells of heatmaps, whose colours may be a step apart on another processor, and so
  /// stand together otherwise.
  private static func withoutPixels(_ picture: String) -> [Substring] {
    picture.split(separator: "\n").filter { !$0.hasPrefix("<rect") }
  }

  @Test(arguments: ["filters", "gram"], ["text", "json", "csv"])
  func aChartThatIsAPaneIsThatPane(name: String, format: String) throws {
    let rest = ["--layer", "conv2", "--format", format]
    let export = ["export", Program.pytorch, "--view"]
    let chart = try Program.answer(export + ["spectrum", "--chart", name] + rest).text
    #expect(chart == (try Program.answer(export + [name] + rest).text))
    #expect(chart != (try Program.answer(export + ["spectrum"] + rest).text))
  }
}
