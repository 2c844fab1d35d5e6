import TerminalUI
import Testing

/// Wide characters are whole or not there, whatever is written over them.
@Suite struct WideCharacterTests {
  private func blank(_ columns: Int) -> Canvas { Canvas(size: Size(columns: columns, rows: 1)) }

  @Test(arguments: [(0, "x 字"), (1, " x字"), (2, "漢x"), (3, "漢 x")])
  func writingOverEitherHalfTakesTheWholeAway(_ column: Int, text: String) {
    var canvas = blank(4)
    canvas.write("漢字", row: 0, column: 0)
    canvas.write("x", row: 0, column: column)
    #expect(canvas.text == "\(text)\n")
    expectWhole(canvas)
  }

  @Test func oneOverTheMiddleOfTwoTakesBothAway() {
    var canvas = blank(6)
    canvas.write("漢字語", row: 0, column: 0)
    canvas.write("한", row: 0, column: 1)
    #expect(canvas.text == " 한 語\n")
    expectWhole(canvas)
  }

  @Test func anEdgeLeavesNoHalf() {
    var canvas = blank(3)
    canvas.write("漢字", row: 0, column: -1)
    #expect(canvas.text == " 字\n")
    canvas.write("x", row: 0, column: 0)
    #expect(canvas.text == "x字\n")
    var pair = blank(4)
    pair.write("漢字", row: 0, column: 0)
    for (column, text) in [(-1, " 字\n"), (0, "漢\n"), (-3, "\n"), (2, "\n")] {
      var canvas = blank(3)
      canvas.draw(pair, row: 0, column: column)
      #expect(canvas.text == text, "\(column)")
      expectWhole(canvas)
    }
  }

  @Test func anyOrderOfWritesLeavesNoHalf() {
    let texts = ["漢", "a", "b字", "漢字", "cd"]
    var seed = 1
    func next(_ count: Int) -> Int {
      seed = seed * 1_103_515_245 % 2_147_483_648 + 12_345
      return seed / 65_536 % count
    }
    for _ in 0..<300 {
      var canvas = blank(7)
      var other = blank(3)
      for _ in 0..<8 {
        let (text, column) = (texts[next(texts.count)], next(10) - 2)
        if next(2) == 0 {
          canvas.write(text, row: 0, column: column)
        } else {
          other.write(text, row: 0, column: next(4) - 1)
          canvas.draw(other, row: 0, column: column)
        }
        expectWhole(canvas)
      }
    }
  }

  /// Every right half follows a wide character, and every wide character has one.
  private func expectWhole(
    _ canvas: Canvas, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for column in 0..<canvas.size.columns {
      let isWide = canvas[0, column].grapheme.columns == 2
      let hasHalf = column + 1 < canvas.size.columns && canvas[0, column + 1].isContinuation
      #expect(isWide == hasHalf, "column \(column)", sourceLocation: sourceLocation)
    }
    #expect(canvas.cells.first?.isContinuation == false, sourceLocation: sourceLocation)
  }
}
