import DeepDataProfiler
import Explorer
import Foundation
import Reports
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
      guard case .write(let path, .text(let contents), _) = explorer.press(.enter) else {
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
    explorer.press("e", .end)
    explorer.type("x")
    #expect(explorer.press(.enter) == nil)
    #expect(explorer.footer.contains("a name ends in .txt"))
  }

  private func written(_ effect: Effect?) -> (path: String, text: String)? {
    if case .write(let path, .text(let text), _)? = effect { (path, text) } else { nil }
  }

  /// The cursor stands before the ending, which gives way to another that is typed.
  @Test(arguments: [
    ("-2", "spectrum-histogram-conv2-2.txt"), ("-2.csv", "spectrum-histogram-conv2-2.csv"),
    (".JSON", "spectrum-histogram-conv2.JSON"),
  ])
  func aNameIsTypedBeforeItsEnding(_ typed: String, _ path: String) throws {
    var explorer = try Sample.answered()
    explorer.press("2", "e")
    explorer.type(typed)
    #expect(written(explorer.press(.enter))?.path == path)
  }

  @Test func lettersOfAnEndingMayBeLarge() throws {
    var explorer = try Sample.answered()
    for (name, start) in [("a.CSV", "index,name"), ("a.Txt", "┌─ 1 Layers")] {
      explorer.press("e", .control("u"))
      explorer.type(name)
      let file = try #require(written(explorer.press(.enter)))
      #expect(file.path == name && file.text.hasPrefix(start))
    }
  }

  @Test(arguments: ["", "folder/", "~/a/"]) func anEndingAloneIsNoName(_ typed: String) throws {
    var explorer = try Sample.answered()
    explorer.press("e", .control("u"))
    explorer.type(typed)
    #expect(explorer.press(.enter) == nil)
    #expect(explorer.footer.contains("a name stands before .txt"))
    #expect(explorer.footer.contains("export to: \(typed).txt"), "what was typed is not lost")
  }

  @Test func aPictureHasTheColoursOfTheThemeAndPixels() throws {
    var explorer = try Sample.answered(Size(columns: 120, rows: 36))
    explorer.press("3", "e", .control("u"))
    explorer.type("a.png")
    guard case .write("a.png", .picture(let canvas, let theme), _)? = explorer.press(.enter) else {
      Issue.record("no picture is written")
      return
    }
    #expect(theme.name == explorer.theme.name && theme.display.cell == Canvas.cellInPNG)
    #expect(canvas == explorer.render(pane: .projection, size: explorer.size, theme: theme))
    #expect(!canvas.pictures.isEmpty)
  }

  /// The data of a chart is what the chart shows, and not that of another.
  @Test(arguments: [
    ("histogram", "layer,i,singular_value\nconv2,0,4.27"),
    ("log-histogram", "layer,i,singular_value\nconv2,0,4.27"),
    ("density", "lambda,density,law\n"), ("distances", "xmin,alpha,ks_distance\n"),
    ("matrizations", "layer,spectrum,i,singular_value\nconv2,unfolded,0,4.27"),
    ("shuffled", "layer,spectrum,i,singular_value\nconv2,as it is,0,4.27"),
    ("beside", "layer,spectrum,i,singular_value\nconv2,mnist.bin,0,4.27"),
  ])
  func aChartIsWrittenAsItsData(_ chart: String, _ start: String) throws {
    let explorer = try Sample.answered(chart: chart, beside: Sample.checkpoint())
    let report = try #require(explorer.data(of: .spectrum))
    #expect(report.table.csv.hasPrefix(start), "\(report.table.csv.prefix(90))")
    #expect(report.table.csv.split(separator: "\n").count > 4)
  }

  @Test func whatAChartHasSeveralOfIsInItsData() throws {
    let shuffled = try Sample.answered(chart: "shuffled").data(of: .spectrum)
    let csv = try #require(shuffled?.table.csv)
    #expect(csv.contains("\nconv2,shuffled,0,2.5\n"))
    #expect(csv.split(separator: "\n").count == 1 + 2 * 32)
    let other = try Sample.answered(chart: "beside", beside: Sample.checkpoint())
    #expect(try #require(other.data(of: .spectrum)).table.csv.contains("\nconv2,epoch3.bin,31,"))
    // What can't be found says why.
    let matrices = try #require(try Sample.answered(chart: "matrizations").data(of: .spectrum))
    #expect(matrices.json.text.contains("the size of its map is not known"))
  }

  /// The density of a law at xmin is n_tail / n (alpha - 1) / xmin; the shares of intervals come to one.
  @Test func theDensityOfALawIsThatOfItsFormula() throws {
    let report = try #require(try Sample.answered(chart: "density").data(of: .spectrum))
    let rows = report.table.csv.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    }
    let law = try Sample.spectrum(1).powerLaw.get()
    var compared = 0
    for row in rows {
      let lambda = try #require(row[0])
      #expect((row[2] != nil) == (lambda >= law.xmin))
      guard let density = row[2] else { continue }
      compared += 1
      let ratio = pow(lambda / law.xmin, -law.alpha)
      let expected = Double(law.tailCount) / 32 * (law.alpha - 1) / law.xmin * ratio
      #expect(abs(density / expected - 1) < 1e-9)
    }
    #expect(compared > 2)
  }

  /// Values that are not final are never called by the name of a chart.
  @Test func whatIsProvisionalIsCalledSo() throws {
    var explorer = try Sample.explorer()
    explorer.work(
      on: .spectrum(layer: 1), 0.45, partial: (0..<8).map { 4 - Double($0) / 8 } as [Double])
    explorer.press("2", "e")
    #expect(explorer.footer.contains("export to: spectrum-provisional-conv2.txt"))
    #expect(written(explorer.press(.enter))?.text.contains("provisional") == true)
    let report = try #require(explorer.data(of: .spectrum))
    #expect(
      report.table.csv.hasPrefix("layer,spectrum,i,singular_value\nconv2,provisional,0,4.0\n"))
    #expect(
      report.json.text.contains("\"chart\": \"provisional\"")
        || report.json.text.contains("\"chart\":\"provisional\""))
    Sample.answer(&explorer)
    explorer.press("e")
    #expect(explorer.footer.contains("export to: spectrum-histogram-conv2.txt"))
  }

  /// A list is written as a whole, whatever the screen shows of it.
  @Test(arguments: ["txt", "ans"]) func aListIsWrittenAsAWhole(_ ending: String) throws {
    var explorer = try Sample.answered(Size(columns: 80, rows: 6))
    explorer.press("e", .control("u"))
    explorer.type("a.\(ending)")
    let layers = try #require(written(explorer.press(.enter))).text
    for name in ["conv1", "conv2", "fc1", "fc2"] { #expect(layers.contains(" \(name) ")) }
    #expect(!explorer.pane(.layers).contains(" fc2 "))
    explorer.press("4", "e", .control("u"))
    explorer.type("a.\(ending)")
    let classes = try #require(written(explorer.press(.enter))).text
    for name in Sample.classNames { #expect(classes.contains(" \(name) ")) }
    #expect(classes.contains("groups 1 to "), "\(classes)")
  }

  /// What a text has not of a list, it says.
  @Test func whatATextLeavesOutItSays() throws {
    var explorer = try Sample.answered(Size(columns: 80, rows: 24))
    explorer.press("2", "e")
    let text = try #require(written(explorer.press(.enter))).text
    let last = try #require(text.split(separator: "\n").last)
    #expect(last.wholeMatch(of: /singular values 1 to \d+ of 32/) != nil, "\(last)")
    var large = try Sample.answered()
    large.press("2", "e")
    #expect(try #require(written(large.press(.enter))).text.hasSuffix("┘\n"))
  }

  /// Spectra of other matrices take long: they are asked for where they are seen, or written.
  @Test func theTableOfLayersAsksForWhatItShows() throws {
    func others(_ columns: Int, hasData: Bool = false) throws -> [AnyQuestion] {
      try Sample.answered(Size(columns: columns, rows: 30)).wanted(by: .layers, hasData: hasData)
    }
    let toeplitz = AnyQuestion.spectrum(layer: 0, .toeplitz())
    #expect(try others(200).contains(toeplitz))
    #expect(try others(40).isEmpty)
    #expect(try others(40, hasData: true).contains(toeplitz))
  }
}
