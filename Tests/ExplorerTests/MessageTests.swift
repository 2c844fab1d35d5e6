import DeepDataProfiler
import Explorer
import NeuralNetwork
import System
import TerminalUI
import Testing

/// What the explorer says: below the panes, and about what is open.
@Suite struct MessageTests {
  @Test(arguments: [40, 80, 200]) func aLongMessageIsReadToItsEnd(_ columns: Int) throws {
    var explorer = try Sample.answered(Size(columns: columns, rows: 24))
    let words = (1...30).map { "word\($0)" }
    _ = explorer.handle(.notified(words.joined(separator: " "), isError: true))
    #expect(words.allSatisfy { explorer.screen.contains($0) })
    explorer.press("j")
    #expect(!explorer.screen.contains("word1"))
  }

  @Test func theHelpHasWhatTheHeaderHasNoRoomFor() throws {
    let reason =
      "state [data] outputs in the card: which output of the network each folder stands for"
    let findings = Findings(
      model: try Sample.model(),
      dataSet: Findings.DataSet(
        file: "folder", labels: Sample.dataSet.labels, classNames: Sample.classNames,
        outputNames: [], mismatch: .init(reason: reason, isNamed: true),
        omissions: ["notes.txt is no picture"]))
    var explorer = Explorer(findings: findings, size: Size(columns: 120, rows: 40))
    explorer.find(
      .predictions,
      .known(
        Predictions(
          predicted: Sample.predictions.predicted, labels: Sample.predictions.labels,
          scores: Sample.predictions.scores, isComparable: false)))
    #expect(explorer.screen.contains("(? has all)"))
    explorer.press("?", "/")
    explorer.type("accuracy")
    #expect(explorer.screen.contains(reason))
    explorer.press(.control("u"))
    explorer.type("notes.txt")
    #expect(explorer.screen.contains("notes.txt is no picture"))
  }

  @Test func aSearchTellsWhichMatchItIsAt() throws {
    var explorer = try Sample.answered()
    explorer.press("1", "/")
    explorer.type("fc")
    explorer.press(.enter)
    #expect(explorer.footer.contains("match 1 of 2; n goes to the next, Esc clears the filter"))
    explorer.press("n")
    #expect(explorer.footer.contains("match 2 of 2"))
  }

  @Test func withoutImagesTheFooterHasNoKeysForThem() throws {
    var explorer = Explorer(
      findings: Findings(model: try Sample.model()), size: Size(columns: 120, rows: 36))
    explorer.press("3")
    #expect(explorer.screen.contains(": open data PATH opens some here"))
    #expect(!explorer.footer.contains("stage") && explorer.footer.contains(": palette"))
  }

  @Test func whyALayerHasNoNumbersIsSaid() throws {
    var explorer = try Sample.explorer()
    let missing = Failure(kind: .notFound, subject: "mnist.bin", problem: "no such file")
    explorer.find(.spectrum(layer: 1), .failed(missing))
    #expect(explorer.screen.contains("mnist.bin: no such file"))
    explorer.press("j")
    let running = try #require(explorer.wanted.first)
    #expect(running == .spectrum(layer: 2))
    explorer.press(.control("c"))
    #expect(explorer.screen.contains("cancelled; r computes it"))
    #expect(explorer.screen.contains(#/fc1 +128x4608 +x /#))
    explorer.press("w", "G", "x")
    #expect(explorer.footer.contains("is cancelled already: r resumes it"))
  }

  @Test func otherDataOfTheSameLayersAreShownInTheSameViews() throws {
    var explorer = try Sample.answered()
    explorer.press("s", "s", "2", ">", "j", "j", "z")
    var other = explorer.reopened(with: explorer.findings, recalling: explorer.memory)
    #expect(other.isZoomed && other.screen.contains("2 Spectrum  conv2  ESD, log-log"))
    #expect(other.selection.vector == explorer.selection.vector)
    other.press("z")
    #expect(other.screen.contains("1 Layers  by matrix"))
  }

  @Test func whatIsOpenedInsideGoesToTheLayerThatIsRemembered() throws {
    var explorer = try Sample.answered()
    explorer.press("j")
    let other = explorer.reopened(with: explorer.findings, recalling: explorer.memory)
    #expect(other.selection.layer == 2)
    let last = explorer.reopened(
      with: explorer.findings,
      recalling: Memory(layer: "conv1", parameters: .init(quantile: 0.5)))
    #expect(last.selection.layer == 0 && last.selection.parameters.quantile == 0.5)
    let unknown = explorer.reopened(
      with: explorer.findings, recalling: Memory(layer: "conv17"))
    #expect(unknown.selection.layer == 0)
  }
}
