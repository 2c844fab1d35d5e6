import Explorer
import Testing

/// What a canvas writes is what a reader of it sees.
@Suite struct ExportTests {
  @Test func textHasALineARowAndNoBlanksAtTheEnds() throws {
    let canvas = try Sample.answered(Size(columns: 80, rows: 24))
      .render(size: Size(columns: 80, rows: 24), theme: .dark)
    let lines = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 25)
    #expect(lines.last == "")
    for (row, line) in lines.dropLast().enumerated() {
      #expect(line.last != " ")
      for (column, character) in line.enumerated() {
        #expect(canvas[row, column].grapheme == character)
      }
    }
  }

  @Test(arguments: Display.Colors.allCases, [Theme.dark, .light, .mono])
  func escapeSequencesReadBackToTheSameCells(_ colors: Display.Colors, theme: Theme) throws {
    let size = Size(columns: 120, rows: 36)
    let theme = theme.adapted(to: Display(colors: colors))
    let explorer = try Sample.answered(size, themes: [theme])
    let canvas = explorer.render(size: size, theme: theme)
    let read = try Escapes.read(canvas.ansi(theme), size: size)
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = canvas[row, column]
        let expected = Escapes.Cell(
          character: cell.grapheme, foreground: theme.color(cell.style.foreground),
          background: theme.color(cell.style.background), emphasis: cell.style.emphasis)
        let got = read[row * size.columns + column]
        #expect(got == expected, "row \(row) column \(column)")
        if got != expected { return }
      }
    }
  }

  @Test func everyEmphasisIsWritten() throws {
    let size = Size(columns: 5, rows: 1)
    var canvas = Canvas(size: size)
    let marks: [Style.Emphasis] = [.bold, .dim, .underline, .reverse, [.bold, .reverse]]
    for (column, mark) in marks.enumerated() {
      canvas.put(
        .init("x", Style(.role(.foreground), on: .role(.background), mark)), row: 0, column: column)
    }
    let read = try Escapes.read(canvas.ansi(.mono), size: size)
    #expect(read.map(\.emphasis) == marks)
  }

  @Test func wideCharactersAreWrittenOnce() {
    var canvas = Canvas(size: Size(columns: 4, rows: 1))
    canvas.write("漢字", row: 0, column: 0)
    #expect(canvas.ansi(.mono).contains("漢字"))
    #expect(canvas.text == "漢字\n")
  }
}
