import TerminalUI
import Testing

/// A canvas as a graphic: every cell is drawn, in its colours, whatever it holds.
@Suite struct SVGTests {
  private func elements(_ canvas: Canvas, _ theme: Theme = .dark) -> [String] {
    canvas.svg(theme).split(separator: "\n").map(String.init)
  }

  @Test func itIsAsLargeAsItsCells() {
    let lines = elements(Canvas(size: Size(columns: 30, rows: 4)))
    #expect(lines[0].contains("viewBox=\"0 0 240 64\" width=\"240\" height=\"64\""))
    #expect(lines.last == "</svg>")
    // The background alone.
    #expect(lines.filter { $0.hasPrefix("<rect") }.count == 1)
  }

  @Test func textStandsInItsColumnsAndWhatXMLTakesForItsOwnIsEscaped() {
    var canvas = Canvas(size: Size(columns: 12, rows: 2))
    canvas.write("a<b>&\"c", row: 1, column: 2, style: .role(.error, .bold))
    let text = elements(canvas).filter { $0.hasPrefix("<text") }
    #expect(text.count == 1)
    #expect(text[0].contains("x=\"16\" y=\"28\" textLength=\"56\""))
    #expect(
      text[0].contains("font-weight=\"bold\"") && text[0].hasSuffix(">a&lt;b&gt;&amp;\"c</text>"))
  }

  @Test func aWideCharacterTakesTwoColumns() {
    var canvas = Canvas(size: Size(columns: 6, rows: 1))
    canvas.write("漢x", row: 0, column: 0)
    #expect(elements(canvas).contains { $0.contains("textLength=\"24\"") && $0.contains("漢x") })
  }

  @Test func halfBlocksAreTwoPixels() {
    var canvas = Canvas(size: Size(columns: 2, rows: 1))
    let style = Style(
      .pixel(red: 255, green: 0, blue: 0), on: .pixel(red: 0, green: 0, blue: 255))
    canvas.put(.init("▀", style), row: 0, column: 1)
    let pixels = elements(canvas).filter { $0.hasPrefix("<rect x") }
    #expect(
      pixels == [
        "<rect x=\"8\" y=\"0\" width=\"8\" height=\"16\" fill=\"#0000ff\"/>",
        "<rect x=\"8\" y=\"0\" width=\"8\" height=\"8\" fill=\"#ff0000\"/>",
      ])
  }

  @Test func barsShadesAndDotsAreAsHighAsTheyAre() {
    var canvas = Canvas(size: Size(columns: 3, rows: 1))
    let style = Style(.pixel(red: 1, green: 2, blue: 3), [])
    for (column, character) in ["▃", "▒", "⠁"].enumerated() {
      canvas.put(.init(Character(character), style), row: 0, column: column)
    }
    let shapes = elements(canvas).filter { $0.hasPrefix("<rect x") }
    #expect(
      shapes == [
        "<rect x=\"0\" y=\"10\" width=\"8\" height=\"6\" fill=\"#010203\"/>",
        "<rect x=\"8\" y=\"0\" width=\"8\" height=\"16\" fill=\"#010203\" fill-opacity=\"0.5\"/>",
        "<rect x=\"17\" y=\"1\" width=\"2\" height=\"2\" fill=\"#010203\"/>",
      ])
  }

  @Test(arguments: Theme.builtIn) func whatIsReversedHasItsColoursTurnedRound(theme: Theme) {
    var canvas = Canvas(size: Size(columns: 1, rows: 1))
    canvas.put(.init("x", Style(emphasis: .reverse)), row: 0, column: 0)
    let lines = elements(canvas, theme)
    func fill(_ prefix: String) -> Substring? {
      lines.first { $0.hasPrefix(prefix) }.flatMap { $0.firstMatch(of: /fill="(#[0-9a-f]{6})"/)?.1 }
    }
    #expect(fill("<rect x") != fill("<text") && fill("<text") == fill("<rect width"))
  }
}
