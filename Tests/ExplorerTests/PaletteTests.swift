import DeepDataProfiler
import Explorer
import Foundation
import System
import TerminalUI
import Testing

/// The palette: every action by name, and places to go to.
@Suite struct PaletteTests {
  private func explorer(_ size: Size = Size(columns: 120, rows: 36)) throws -> Explorer {
    try Sample.answered(size)
  }

  /// What the palette finds first.
  private func first(_ explorer: Explorer) -> String? {
    let lines = explorer.screen.split(separator: "\n").drop { !$0.contains("Go, do, open") }
    return lines.dropFirst(2).first?.firstMatch(of: #/│>\ (\S.*?)\ \ /#).map { String($0.1) }
  }

  @Test func everyActionIsFoundByItsName() throws {
    for entry in KeyMap.standard.entries(in: .everywhere)
      + KeyMap.standard.entries(in: .pane(.hypergraph))
    {
      for choice in entry.choices where choice.action.name != "palette" {
        var explorer = try explorer(Size(columns: 200, rows: 60))
        explorer.press("4", ":")
        explorer.type(entry.title)
        #expect(explorer.screen.contains(entry.title), "\(entry.title)")
      }
    }
  }

  @Test func whatIsChosenIsDone() throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type("zoom")
    #expect(explorer.press(.enter) == nil && explorer.isZoomed)
    explorer.press(.control("p"))
    explorer.type("raise majority")
    explorer.press(.enter)
    #expect(explorer.selection.parameters.majority == 0.8)
    explorer.press(":")
    explorer.type("qui")
    #expect(explorer.press(.enter) == .quit)
  }

  /// The last one first; leaving is not what one wants to repeat.
  @Test func whatWasDoneLastComesFirst() throws {
    var explorer = try explorer()
    #expect(first(explorer) == nil)
    for text in ["quit", "conv2 v3 q 70", "show histogram", "Fc1 v1"] {
      explorer.press(":")
      explorer.type(text)
      explorer.press(.enter)
    }
    #expect(explorer.screen.contains("Fc1 v1"), "what is refused stays to be mended")
    explorer.press(.escape, ":")
    #expect(first(explorer) == "show Spectrum: histogram", "Fc1 is no name")
    explorer.press(.down, .enter)
    #expect(explorer.selection.layer == 1 && explorer.selection.vector == 3)
    var next = try self.explorer()
    next.recall(explorer.memory)
    next.press(":")
    #expect(first(next) == "go to conv2, q 70 %, v3")
  }

  @Test func aPaneIsShownAsItWasLeft() throws {
    var explorer = try explorer()
    explorer.press("3", "<")
    let title = explorer.title(.projection)
    explorer.press("1", ":")
    explorer.type("show projection")
    explorer.press(.enter)
    #expect(explorer.focus == .projection && explorer.title(.projection) == title)
  }

  @Test func filesAreCompletedInIt() throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type("open data Sam")
    #expect(explorer.press(.tab) == .complete("Sam"))
    _ = explorer.handle(.completed(["SampleModels/"]))
    #expect(first(explorer) == "open data SampleModels/")
    _ = explorer.handle(.completed(["SampleModels/a.npz", "SampleModels/b.npz"]))
    #expect(explorer.footer.contains("a.npz b.npz"))
    explorer.type("a.npz")
    #expect(explorer.press(.enter) == .open(.data, path: "SampleModels/a.npz"))
    explorer.press(":")
    #expect(explorer.press(.tab) == nil && explorer.footer.contains("open data"))
  }

  @Test(arguments: [
    ("conv9 v3 q 70", "nothing is called \"conv9\""),
    ("conv9 xyzq1 v3", "nothing is called \"conv9\" or \"xyzq1\""),
    ("zoom v3", "nothing has all of these words"), ("Q 700", "q: give a percentage"),
    ("Image", "image: give a number from 0 to 39"),
  ]) func whatIsNotThereIsNamed(_ text: String, _ words: String) throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type(text)
    #expect(explorer.screen.contains(words))
  }

  @Test(arguments: ["show vector v2", "conv1 show vector", "go to conv1 vector v2"])
  func placesAreFoundWithTheWordsOfThePalettesOwnLines(_ text: String) throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type(text)
    #expect(explorer.screen.contains("go to ") && !explorer.screen.contains("nothing"))
    explorer.press(.enter)
    #expect(explorer.screen.contains("2 Vector"))
  }

  @Test(arguments: [
    ("ESD", "show Spectrum: density"), ("noise", "show Spectrum: shuffled"),
    ("accuracy", "show Images: mistakes"), ("exponent power law", "show Layers"),
  ]) func whatIsShownIsFoundByOtherWordsForIt(_ text: String, _ title: String) throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type(text)
    #expect(first(explorer) == title)
  }

  @Test func whatOtherPanesCanDoIsDoneThere() throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type("over image")
    explorer.press(.enter)
    #expect(explorer.focus == .projection)
    explorer.press(.escape)
    #expect(explorer.focus == .layers)
  }

  @Test func panesLayersAndThemesAreShown() throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type("show mistakes")
    explorer.press(.enter)
    Sample.answer(&explorer)
    #expect(explorer.focus == .images && explorer.title(.images).contains("mistakes"))
    explorer.press(":")
    explorer.type("layer fc1")
    explorer.press(.enter)
    #expect(explorer.selection.layer == 2)
    explorer.press(":")
    explorer.type("theme light")
    explorer.press(.enter)
    #expect(explorer.theme.name == "light")
  }

  @Test func aPlaceIsGoneToByItsWords() throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type("fc1 v3 image 17 q 70 p 60 both highest")
    #expect(
      explorer.screen.contains("go to fc1, image 17, q 70 %, p 60 %, both signals, highest, v3"))
    explorer.press(.enter)
    let selection = explorer.selection
    #expect(selection.layer == 2 && selection.vector == 3 && selection.image == 17)
    #expect(selection.parameters == .init(quantile: 0.7, majority: 0.6, polarity: .both))
    #expect(explorer.focus == .images)
    explorer.press(":")
    explorer.type("layer 1 q 0.95 class seven")
    explorer.press(.enter)
    #expect(explorer.selection.layer == 0 && explorer.selection.parameters.quantile == 0.95)
    #expect(Sample.dataSet.labels[explorer.selection.image] == 7)
  }

  @Test(arguments: [
    ("conv2 v99", "there is no v99: conv2 has 32 vectors"),
    ("image 400", "there is no image 400 among 40"),
    ("image x", "image: give a number from 0 to 39"), ("q 170", "q: give a percentage"),
    ("class eleven", "class: give one"), ("fc1 conv2", "a layer is named twice"),
    ("q 70 q 80", "q is named twice"),
  ]) func whatIsNotThereIsSaid(_ words: String, _ fault: String) throws {
    var explorer = try explorer()
    let before = explorer.selection
    explorer.press(":")
    explorer.type(words)
    #expect(explorer.screen.contains(fault))
    explorer.press(.enter)
    #expect(explorer.selection == before && explorer.footer.contains(fault))
  }

  @Test(arguments: ["q 70%", "q 70 %", "q 70", "q 0.7"])
  func aQuantileIsWrittenAsOneLikes(_ words: String) throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type(words + " V3")
    explorer.press(.enter)
    #expect(explorer.selection.parameters.quantile == 0.7 && explorer.selection.vector == 3)
  }

  @Test(arguments: [
    ("open ../a b.onnx", Opened.model, "../a b.onnx"), ("open model x.bin", .model, "x.bin"),
    ("open data /d e", .data, "/d e"), ("open card c.toml", .card, "c.toml"),
  ]) func aFileIsOpenedByItsName(_ words: String, _ opened: Opened, _ path: String) throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type(words)
    #expect(explorer.press(.enter) == .open(opened, path: path))
  }

  /// However much is pasted, a line is a line.
  @Test func aLongPasteIsCut() throws {
    var explorer = try explorer()
    for keys in [[":"], ["e"], ["1", "/"]] as [[Key]] {
      for key in keys { explorer.press(key) }
      _ = explorer.handle(.pasted(String(repeating: "word ", count: 20_000)))
      #expect(explorer.screen.contains("word word"))
      explorer.press(.control("u"), .escape)
    }
  }

  @Test func wholeWordsComeBeforeStrewnLetters() throws {
    var explorer = try explorer()
    explorer.press(":")
    explorer.type("help")
    #expect(first(explorer) == "help")
    explorer.press(.control("u"))
    explorer.type("foo bar")
    #expect(first(explorer) == nil, "letters that are strewn about are in anything")
    explorer.press(.control("u"))
    explorer.type("xq!zw")
    #expect(explorer.screen.contains("nothing is called"))
    explorer.press(.escape)
    #expect(!explorer.screen.contains("Go, do, open"))
  }

  @Test func aModelADataSetAndACardAreOpened() throws {
    for (words, opened) in [
      ("open model", Opened.model), ("open data", .data), ("open card", .card),
    ] {
      var explorer = try explorer()
      explorer.press(":")
      explorer.type(words)
      explorer.press(.enter)
      explorer.type("a b/c")
      #expect(explorer.press(.tab) == .complete("a b/c"))
      _ = explorer.handle(.completed(["a b/cd.npz", "a b/cd/"]))
      #expect(explorer.footer.contains("a b/cd") && explorer.footer.contains("cd.npz cd/"))
      _ = explorer.handle(.completed(["a b/cd.npz"]))
      #expect(explorer.press(.enter) == .open(opened, path: "a b/cd.npz"))
    }
  }

  @Test func jobsAreListedAndCancelled() throws {
    var explorer = try Sample.explorer(Size(columns: 120, rows: 36))
    let first = try #require(explorer.wanted.first)
    explorer.find(first, .working(0.1, partial: nil))
    explorer.clock = .seconds(4)
    explorer.find(first, .working(0.5, partial: nil))
    explorer.press("w")
    #expect(explorer.screen.contains(" Jobs ") && explorer.screen.contains("50 %  5 s left"))
    #expect(explorer.screen.contains("waits"))
    explorer.press("x")
    #expect(explorer.footer.contains("cancelled") && !explorer.wanted.contains(first))
    #expect(explorer.screen.contains("cancelled"))
    explorer.press("r")
    #expect(explorer.wanted.contains(first))
    explorer.press("w")
    var answered = try self.explorer()
    answered.press("w")
    #expect(answered.screen.contains("nothing runs, and nothing waits"))
  }
}

/// A line that is being typed.
@Suite struct TypingTests {
  private func prompt(_ text: String) throws -> Explorer {
    var explorer = try Sample.answered()
    explorer.press("e", .control("u"))
    explorer.type(text)
    return explorer
  }

  private func path(_ explorer: Explorer) -> String? {
    var explorer = explorer
    if case .write(let path, _, _) = explorer.press(.enter) { return path }
    return nil
  }

  @Test func aLineIsEditedInTheMiddle() throws {
    var explorer = try prompt("one/two three.txt")
    explorer.press(.control("a"), .delete)
    explorer.type("X")
    #expect(path(explorer) == "Xne/two three.txt")
    explorer.press(.end, .left, .left, .left, .left, .control("w"))
    #expect(path(explorer) == "Xne/two .txt")
    explorer.press(.control("b"), .control("u"))
    #expect(path(explorer) == " .txt")
    explorer.press(.right, .control("k"))
    explorer.type("a.csv")
    #expect(path(explorer) == " a.csv")
  }

  @Test func earlierLinesComeBack() throws {
    var explorer = try prompt("first.txt")
    explorer.press(.enter, "e", .control("u"))
    explorer.type("second.txt")
    explorer.press(.enter, "e", .up)
    #expect(explorer.footer.contains("second.txt"))
    explorer.press(.up)
    #expect(explorer.footer.contains("first.txt"))
    explorer.press(.up)
    #expect(explorer.footer.contains("no earlier line"))
    explorer.press(.down)
    #expect(path(explorer) == "second.txt")
  }

  @Test func whatIsPastedIsTextWhereTextIsTypedAndNothingElsewhere() throws {
    var explorer = try Sample.answered()
    let before = explorer.selection
    #expect(explorer.handle(.pasted("qqj\nj")) == nil)
    #expect(explorer.selection == before && explorer.footer.contains("not run as keys"))
    explorer.press("e", .control("u"))
    _ = explorer.handle(.pasted(" a\nb.txt\n"))
    #expect(path(explorer) == "a b.txt")
  }

  @Test func aFileIsReplacedOnlyWhenThePersonSaysSo() throws {
    var explorer = try prompt("a.txt")
    explorer.press(.enter)
    _ = explorer.handle(.taken(path: "a.txt"))
    #expect(explorer.footer.contains("a.txt is there already: replace it?"))
    var other = explorer
    #expect(other.press("n") == nil)
    #expect(other.footer.contains("export to: a.txt"), "what was typed is not lost")
    guard case .write("a.txt", _, true)? = explorer.press("y") else {
      Issue.record("it is not replaced")
      return
    }
  }

  /// A name tells what the picture is of.
  @Test(arguments: [
    ("1", "layers.txt"), ("2", "spectrum-histogram-conv2.txt"),
    ("3", "projection-projections-conv2-v2-image17.txt"), ("4", "hypergraph-conv2-q85-p75.txt"),
    ("5", "hierarchy-conv2-q85-p75.txt"), ("2<<<<", "vector-conv2-v2.txt"),
  ]) func anExportIsNamedByWhatItShows(_ keys: String, _ name: String) throws {
    var explorer = try Sample.answered()
    explorer.type(keys)
    Sample.answer(&explorer)
    explorer.press("e")
    #expect(explorer.footer.contains("export to: \(name)"), "\(explorer.footer)")
  }
}

/// Keys as a file lists them.
@Suite struct KeyScriptTests {
  @Test func keysHaveTheNamesOfTheHelp() throws {
    let script = try KeyScript(
      "# a comment\n\nj Enter  Ctrl-p \"a #b\"\n/ # more\nSpace PgDn # \nesc #")
    #expect(
      script.lines == [
        [.character("j"), .enter, .control("p"), "a", " ", "#", "b"], ["/"], [" ", .pageDown],
        [.escape],
      ])
    for context in KeyMap.Context.all {
      for key in KeyMap.standard.entries(in: context).flatMap(\.choices).flatMap(\.keys) {
        #expect(Key(name: key.name) == key, "\(key.name)")
      }
    }
  }

  @Test func whatIsNoKeyIsSaidWithItsLine() {
    #expect(throws: KeyScript.Fault.self) { try KeyScript("jj") }
    do {
      _ = try KeyScript("j\nk \"open")
      Issue.record("nothing is wrong")
    } catch {
      #expect(error.line == 2 && error.word == "\"open")
    }
  }
}
