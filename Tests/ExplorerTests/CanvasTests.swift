import Explorer
import TerminalUI
import Testing

/// The picture, and the two texts made of it.
@Suite struct CanvasTests {
  private func canvas(_ columns: Int, _ rows: Int = 1) -> Canvas {
    Canvas(size: Size(columns: columns, rows: rows))
  }

  @Test func textIsWrittenAndCutAtTheEdge() {
    var canvas = canvas(6)
    #expect(canvas.write("singular", row: 0, column: 2) == 4)
    #expect(canvas.text == "  sing\n")
    #expect(canvas.write("x", row: 1, column: 0) == 1, "what lies outside is written nowhere")
    #expect(canvas.write("v1", row: 0, column: -1) == 2)
    #expect(canvas.text == "1 sing\n")
  }

  @Test func aWideCharacterTakesTwoCellsOrNone() {
    var canvas = canvas(5)
    #expect(canvas.write("a特異値", row: 0, column: 0) == 5)
    #expect(canvas[0, 2].isContinuation && canvas[0, 4].isContinuation)
    #expect(canvas.text == "a特異\n")
    #expect(canvas.write("値", row: 0, column: 4) == 0, "half of it does not fit")
  }

  @Test(arguments: [1, 2]) func writingOverHalfOfAWideCharacterLeavesNoOtherHalf(column: Int) {
    var canvas = canvas(4)
    canvas.write("a特b", row: 0, column: 0)
    canvas.put(Canvas.Cell("x"), row: 0, column: column)
    #expect(canvas.text == (column == 1 ? "ax b\n" : "a xb\n"))
    #expect(!(0..<4).contains { canvas[0, $0].isContinuation })
  }

  @Test(
    arguments: [
      ("a", 1), ("é", 1), ("e\u{301}", 1), ("値", 2), ("한", 2), ("😀", 2), ("❤\u{FE0F}", 2), ("⠿", 1),
      ("▀", 1), ("\u{301}", 0), ("\u{7}", 4), ("\n", 2), ("\r\n", 4), ("\u{200B}", 6),
      ("\u{200D}", 0), ("ﾊ", 1),
    ] as [(Character, Int)])
  func aCharacterTakesAsManyColumnsAsOnATerminal(character: Character, columns: Int) {
    #expect(character.columns == columns)
  }

  @Test func controlCharactersOfAFileReachNoTerminal() {
    var canvas = canvas(20)
    #expect(canvas.write("a\u{1B}[2Jb\u{202E}\n", row: 0, column: 0) == 17)
    #expect(canvas.text == #"a\x1b[2Jb\u202e\n"# + "\n")
  }

  @Test func oneCanvasIsLaidOverAnother() {
    var lower = canvas(5, 2)
    lower.write("特異", row: 0, column: 0)
    var upper = canvas(2, 1)
    upper.write("xy", row: 0, column: 0)
    lower.draw(upper, row: 0, column: 1)
    #expect(lower.text == " xy\n\n")
  }

  @Test func theTextHasNoBlanksAtTheEndsOfLines() {
    var canvas = canvas(9, 3)
    canvas.write("a  ", row: 0, column: 0)
    canvas.write("  b", row: 2, column: 0)
    #expect(canvas.text == "a\n\n  b\n")
  }

  @Test func coloursAreWrittenAsTheDisplayKnowsThem() throws {
    var canvas = canvas(2)
    canvas.put(
      Canvas.Cell("x", Style(.role(.error), on: .role(.selection), .bold)), row: 0, column: 0)
    let text = """
      variant = "dark"
      background = "default"
      error = "#ff0000"
      selection = "#0000ee"
      """
    let (theme, _) = try Theme.load(text, name: "t")
    #expect(canvas.ansi(theme) == "\u{1B}[0;1;38;2;255;0;0;48;2;0;0;238mx\u{1B}[0m\n")
    let palette = theme.adapted(to: Display(colors: .palette))
    #expect(canvas.ansi(palette) == "\u{1B}[0;1;38;5;196;48;5;21mx\u{1B}[0m\n")
    let sixteen = theme.adapted(to: Display(colors: .sixteen))
    #expect(canvas.ansi(sixteen) == "\u{1B}[0;1;91;44mx\u{1B}[0m\n")
    let none = theme.adapted(to: Display(colors: .none))
    #expect(canvas.ansi(none) == "\u{1B}[0;1mx\u{1B}[0m\n")
  }

  @Test func aThemesOwnBackgroundGoesOnToTheEdge() {
    let canvas = canvas(3)
    #expect(canvas.ansi(.dark).contains("48;2;20;23;28m   "))
    #expect(canvas.ansi(.mono) == "\n")
  }

  @Test func withoutItsEscapesTheColouredTextIsThePlainOne() throws {
    let explorer = try Sample.answered(Size(columns: 120, rows: 36))
    let canvas = explorer.render(size: explorer.size, theme: .dark)
    let bare = canvas.ansi(.dark).replacing(/\u{1B}\[[0-9;]*m/, with: "")
    let lines = bare.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    #expect(lines.joined(separator: "\n") == canvas.text)
  }
}
