import Explorer
import Testing

@Suite struct CanvasTests {
  private func blank(_ columns: Int, _ rows: Int = 1) -> Canvas {
    Canvas(size: Size(columns: columns, rows: rows))
  }

  @Test(
    arguments: [
      ("a", 1), (" ", 1), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("\u{200B}", 0), ("\t", 0),
      ("漢", 2), ("한", 2), ("ｱ", 1), ("Ａ", 2), ("😀", 2), ("❤\u{FE0F}", 2), ("▀", 1), ("⣿", 1),
      ("👩\u{200D}🔬", 2),
    ] as [(Character, Int)])
  func aCharacterTakesItsColumns(_ character: Character, columns: Int) {
    #expect(character.columns == columns)
  }

  @Test func aWideCharacterTakesTwoCells() {
    var canvas = blank(5)
    #expect(canvas.write("a漢b", row: 0, column: 0) == 4)
    #expect(canvas[0, 1].grapheme == "漢")
    #expect(canvas[0, 2].isContinuation)
    #expect(canvas[0, 3].grapheme == "b")
    #expect(canvas.text == "a漢b\n")
  }

  @Test func aWideCharacterIsNeverCutInHalf() {
    var canvas = blank(4)
    #expect(canvas.write("abc漢", row: 0, column: 0) == 3)
    #expect(canvas.text == "abc\n")
    #expect(canvas.write("漢字", row: 0, column: 0, width: 3) == 2)
    #expect(canvas.text == "漢c\n")
  }

  @Test func writingOverEitherHalfTakesTheWholeAway() {
    for (column, text) in [(0, "x 字"), (1, " x字"), (2, "漢x"), (3, "漢 x")] {
      var canvas = blank(4)
      canvas.write("漢字", row: 0, column: 0)
      canvas.write("x", row: 0, column: column)
      #expect(canvas.text == "\(text)\n")
      #expect(canvas.isWhole)
    }
  }

  @Test func wideOverWideLeavesNoHalf() {
    var canvas = blank(6)
    canvas.write("漢字語", row: 0, column: 0)
    canvas.write("한", row: 0, column: 1)
    #expect(canvas.text == " 한 語\n")
    #expect(canvas.isWhole)
  }

  @Test func anyOrderOfWritesLeavesNoHalf() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      var canvas = blank(7, 2)
      var other = blank(3)
      var log: [String] = []
      for _ in 0..<8 {
        let text = ["漢", "a", "b字", "漢字", "cd"].randomElement(using: &generator) ?? "a"
        let column = Int.random(in: -2..<8, using: &generator)
        if Bool.random(using: &generator) {
          canvas.write(text, row: 0, column: column)
        } else {
          other.write(text, row: 0, column: 0)
          canvas.draw(other, row: 0, column: column)
        }
        log.append("\(text) at \(column)")
        let isWhole = canvas.isWhole
        #expect(isWhole, "\(log)")
      }
    }
  }

  @Test func aCanvasLaidOverTheEdgeIsCutThere() {
    var small = blank(4, 2)
    small.write("abcd", row: 0, column: 0)
    small.write("efgh", row: 1, column: 0)
    var canvas = blank(4, 2)
    canvas.draw(small, row: 1, column: 2)
    #expect(canvas.text == "\n  ab\n")
    canvas.draw(small, row: -1, column: -2)
    #expect(canvas.text == "gh\n  ab\n")
    canvas.draw(small, row: 9, column: 9)
    #expect(canvas.text == "gh\n  ab\n")
  }

  @Test func nothingOutsideIsReadOrWritten() {
    var canvas = blank(2)
    canvas.write("x", row: -1, column: 0)
    canvas.write("x", row: 1, column: 0)
    canvas.put(.init("x"), row: 0, column: 2)
    canvas.put(.init("x"), row: 0, column: -1)
    #expect(canvas == blank(2))
    #expect(canvas[5, 5] == Canvas.Cell())
    #expect(blank(0, 0).text == "")
    #expect(Canvas(size: Size(columns: -3, rows: -1)).cells.isEmpty)
  }

  @Test func charactersWithoutAColumnAreLeftOut() {
    var canvas = blank(4)
    #expect(canvas.write("a\u{1B}\tb\u{7}", row: 0, column: 0) == 2)
    #expect(canvas.text == "ab\n")
  }
}

extension Canvas {
  /// Whether every right half follows a wide character, and every wide character has one.
  fileprivate var isWhole: Bool {
    (0..<size.rows).allSatisfy { row in
      (0..<size.columns).allSatisfy { column in
        let cell = self[row, column]
        if cell.isContinuation {
          return column > 0 && self[row, column - 1].grapheme.columns == 2
        }
        return cell.grapheme.columns < 2
          || (column + 1 < size.columns && self[row, column + 1].isContinuation)
      }
    }
  }
}
