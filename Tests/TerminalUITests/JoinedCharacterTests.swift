import TerminalUI
import Testing

/// Characters that are made of several are measured, placed and drawn as terminals that join them and
/// terminals that don't both show them.
@Suite struct JoinedCharacterTests {
  /// Columns, and what is drawn there.
  private static let characters: [(Character, columns: Int, drawn: String)] = [
    ("é", 1, "é"), ("e\u{301}", 1, "e\u{301}"), ("ש\u{5C1}\u{5B8}", 1, "ש\u{5C1}\u{5B8}"),
    ("\u{1112}\u{1161}\u{11AB}", 2, "\u{1112}\u{1161}\u{11AB}"), ("葛\u{E0100}", 2, "葛"),
    ("👨‍👩‍👧‍👦", 2, "👨"), ("👍🏽", 2, "👍"), ("🏴‍☠️", 2, "🏴"),
    ("🇩🇪", 2, "DE"), ("\u{1F1E9}", 2, "D "), ("\u{1F1E9}\u{301}", 2, "D "),
    ("❤️", 2, "❤ "), ("❤️‍🔥", 2, "❤ "), ("❤", 1, "❤"), ("1\u{FE0F}\u{20E3}", 2, "1\u{20E3} "),
  ]

  @Test(arguments: characters.indices)
  func aJoinedEmojiIsDrawnAsItsFirst(_ index: Int) {
    let (character, columns, drawn) = Self.characters[index]
    #expect(character.columns == columns)
    #expect(character.drawn == drawn)
    #expect(drawn.columns == columns)
  }

  @Test(arguments: [
    ("กำ", 2, ["ก", "ำ"]), ("क्षि", 3, ["क्", "ष", "ि"]), ("நி", 2, ["ந", "ி"]),
    ("न\u{902}", 1, ["न\u{902}"]),
  ])
  func lettersBesideEachOtherHaveCellsOfTheirOwn(_ text: String, columns: Int, cells: [String]) {
    #expect(text.count == 1)
    #expect(text.columns == columns)
    var canvas = Canvas(size: Size(columns: 5, rows: 1))
    #expect(canvas.write("\(text)|", row: 0, column: 0) == columns + 1)
    #expect((0..<columns).map { String(canvas[0, $0].grapheme) } == cells)
    #expect(canvas[0, columns].grapheme == "|")
    #expect(canvas.text == "\(text)|\n")
  }

  @Test func anExportHasThemWhole() {
    let text = "👨‍👩‍👧‍👦 🇩🇪 👍🏽 ❤️ क्षि กำ|"
    var canvas = Canvas(size: Size(columns: 30, rows: 1))
    canvas.write(text, row: 0, column: 0)
    #expect(canvas.text == text + "\n")
    #expect(canvas[0, text.columns - 1].grapheme == "|")
  }
}
