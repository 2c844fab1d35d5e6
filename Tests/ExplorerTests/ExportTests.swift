import Explorer
import TerminalUI
import Testing

/// What a canvas writes is what a reader of it sees.
@Suite struct ExportTests {
  @Test(arguments: Display.Colors.allCases, Theme.builtIn.map(\.name))
  func escapeSequencesReadBackToTheSameCells(_ colors: Display.Colors, name: String) throws {
    let size = Size(columns: 120, rows: 36)
    let base = try #require(Theme.builtIn.first { $0.name == name })
    let theme = base.adapted(to: Display(colors: colors))
    var explorer = try Sample.answered(size, themes: [theme])
    explorer.press("3", "l", "l", "l")
    let canvas = explorer.render(size: size, theme: theme)
    let read = try Escapes.read(canvas.ansi(theme), size: size)
    for row in 0..<size.rows {
      for column in 0..<size.columns {
        let cell = canvas[row, column]
        let rendition = theme.rendition(of: cell)
        let expected = Escapes.Cell(
          character: cell.grapheme, foreground: rendition.foreground,
          background: rendition.background, emphasis: rendition.emphasis)
        try #require(read[row * size.columns + column] == expected, "row \(row) column \(column)")
      }
    }
  }

  @Test func everyEmphasisIsWritten() throws {
    let size = Size(columns: 5, rows: 1)
    var canvas = Canvas(size: size)
    let marks: [Style.Emphasis] = [.bold, .dim, .underline, .reverse, [.bold, .reverse]]
    for (column, mark) in marks.enumerated() {
      let style = Style(.role(.foreground), on: .role(.background), mark)
      canvas.put(.init("x", style), row: 0, column: column)
    }
    let read = try Escapes.read(canvas.ansi(.mono), size: size)
    #expect(read.map(\.emphasis) == marks)
  }

  @Test func wideCharactersAreWrittenOnce() {
    var canvas = Canvas(size: Size(columns: 4, rows: 1))
    canvas.write("漢字", row: 0, column: 0)
    #expect(canvas.ansi(.mono).hasSuffix("漢字\n"))
    #expect(canvas.text == "漢字\n")
  }

  @Test func aRowOfTextIsTheCellsOfTheRow() throws {
    let size = Size(columns: 80, rows: 24)
    let canvas = try Sample.answered(size).render(size: size, theme: .dark)
    let lines = canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == size.rows + 1)
    for (row, line) in lines.dropLast().enumerated() {
      let cells = (0..<line.count).map { canvas[row, $0].grapheme }
      #expect(String(cells) == line)
    }
  }

  /// Keys that go to a pane, and the first line of its data.
  @Test(arguments: [
    ("1", "layers", "index,name,count,rank,lambda_max,alpha"),
    ("2", "spectrum", "layer,i,singular_value\nconv2,0,4.27"),
    ("2<<<", "filters", "vector,i,value\nu2,0,"),
    (
      "2<<<<", "vector",
      "class,name,count,minimum,q1,median,q3,maximum,share,significant,sign\n0,zero,4,"
    ),
    ("3>>>>", "stages", "map,row,column,value\n0,0,0,"),
    ("2<<", "gram", "filter,0,1,2,3"),
    ("2<", "optimised", "vector,weight,file,objective_start,objective\n2,1.0,,"),
    ("3", "projection", "map,row,column,value\n2,0,0,"),
    ("4", "hypergraph", "class,name,v0,v1,v2,v3"), ("5", "hierarchy", "id,vectors,signs,classes"),
  ])
  func everyPaneIsWrittenAsData(_ keys: String, _ name: String, _ start: String) throws {
    var explorer = try Sample.answered()
    explorer.type(keys)
    Sample.answer(&explorer)
    for ending in ["csv", "json"] {
      explorer.press("e", .control("u"))
      explorer.type("x.\(ending)")
      guard case .write(let path, let contents, _) = explorer.press(.enter) else {
        Issue.record("\(name) is not written")
        continue
      }
      #expect(path == "x.\(ending)" && explorer.focus.rawValue == name)
      #expect(contents.hasPrefix(ending == "csv" ? start : "{\""), "\(contents.prefix(80))")
    }
  }

  /// What is written is not all that there is: the person is told before.
  @Test func anExportSaysWhatItLacks() throws {
    var explorer = try Sample.answered()
    explorer.press("1", "/")
    explorer.type("conv")
    explorer.press(.enter, "e")
    #expect(explorer.footer.contains("only what /conv finds"))
    explorer.press(.escape, .escape, "e")
    #expect(explorer.footer.contains("still to come"), "other matrizations were not asked for")
    explorer.press(.escape, "2", "e")
    #expect(!explorer.footer.contains("still to come"))
  }

  @Test func aNameOfAnotherEndingIsRefused() throws {
    var explorer = try Sample.answered()
    explorer.press("e")
    explorer.type("x")
    #expect(explorer.press(.enter) == nil)
    #expect(explorer.footer.contains("a name ends in .txt"))
  }
}
