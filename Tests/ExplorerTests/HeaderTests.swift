import DeepDataProfiler
import Explorer
import Formats
import LinearAlgebra
import NeuralNetwork
import TerminalUI
import Testing

@Suite struct HeaderTests {
  @Test func alphaHatIsOverSoManyLayersOfThoseThatTheModelHas() throws {
    let whole = try Sample.model()
    let model = Findings.Model(
      file: whole.file, format: whole.format, parameters: whole.parameters, hasGraph: true,
      layers: whole.layers,
      leftOut: [LeftOutWeight(name: "lstm.W", shape: try Sample.shape([20, 5]), reason: "none")])
    var explorer = Explorer(
      findings: Findings(model: model), size: Size(columns: 200, rows: 60),
      themes: Theme.builtIn, selection: Selection(layer: 0))
    Sample.answer(&explorer)
    let header = explorer.render(size: explorer.size, theme: .mono).text.prefix { $0 != "\n" }
    #expect(header.contains("(3 of 5 fit)") && header.contains("4 layers  1 left out"))
  }

  @Test func whereAllLayersFitAWeightThatIsLeftOutStillLacks() throws {
    let model = Findings.Model(
      file: "mnist.bin", format: "pytorch", parameters: 1, hasGraph: true,
      layers: try Sample.model().layers.dropLast(),
      leftOut: [LeftOutWeight(name: "lstm.W", shape: try Sample.shape([20, 5]), reason: "none")])
    var explorer = Explorer(
      findings: Findings(model: model), size: Size(columns: 200, rows: 60),
      selection: Selection(layer: 0))
    Sample.answer(&explorer)
    let header = explorer.render(size: explorer.size, theme: .mono).text.prefix { $0 != "\n" }
    #expect(header.contains("(3 of 4 fit)"))
  }

  @Test func imagesThatAreLeftOutAreCounted() throws {
    var explorer = try Sample.answered()
    let size = explorer.size
    func header() -> String {
      explorer.render(size: size, theme: .mono).text.split(separator: "\n").prefix(2).joined()
    }
    #expect(header().contains("  40 images ") && !header().contains("left out"))
    let whole = Sample.predictions
    let kept = Predictions(
      predicted: whole.predicted, labels: whole.labels, images: Array(0..<39),
      leftOut: [LeftOutImage(image: 3, file: "a/x.png", reason: "the file is empty")],
      scores: whole.scores)
    explorer.find(.predictions, .known(kept))
    #expect(header().contains("  39 of 40 images ") && header().contains("1 left out"))
  }

  @Test func withoutAnAccuracyItSaysWhy() throws {
    let reason = "state [data] outputs in the card, a list of names or a file of them: which of the"
    let findings = Findings(
      model: try Sample.model(),
      dataSet: Findings.DataSet(
        file: "imagenet", labels: Sample.dataSet.labels, classNames: Sample.classNames,
        outputNames: [], mismatch: .init(reason: reason, isNamed: true)))
    let whole = Sample.predictions
    for columns in [80, 120, 300] {
      let size = Size(columns: columns, rows: 40)
      var explorer = Explorer(findings: findings, size: size)
      Sample.answer(&explorer)
      let compared = Predictions(
        predicted: whole.predicted, labels: whole.labels, scores: whole.scores,
        isComparable: false)
      explorer.find(.predictions, .known(compared))
      let header = explorer.render(size: size, theme: .mono).text.split(separator: "\n").prefix(2)
        .joined()
      #expect(header.contains("accuracy ?  state [data] outputs"), "\(header)")
      #expect(!header.contains("accurate") && !header.contains("%"))
      #expect(header.contains("which of the") == (columns > 120), "\(header)")
      #expect(header.contains("~") == (columns <= 120), "\(header)")
    }
  }

  @Test func aNetworkThatTakesAllImagesForOneClassSaysSo() throws {
    func header(_ predicted: [Int], of labels: [Int], columns: Int) throws -> String {
      let size = Size(columns: columns, rows: 40)
      var explorer = Explorer(
        findings: Findings(
          model: try Sample.model(),
          dataSet: Findings.DataSet(
            file: "mnist.npz", labels: labels, classNames: Sample.classNames)), size: size)
      Sample.answer(&explorer)
      let scores = Sample.predictions.scores
      explorer.find(
        .predictions, .known(Predictions(predicted: predicted, labels: labels, scores: scores)))
      return explorer.render(size: size, theme: .mono).text.split(separator: "\n").prefix(2)
        .joined()
    }
    let labels = (0..<20).map { $0 % 10 }
    let fives = [Int](repeating: 5, count: 20)
    for columns in [80, 120, 200] {
      let found = try header(fives, of: labels, columns: columns)
      #expect(found.contains("all 20 images taken for five") && found.contains("10.0 % accurate"))
      #expect(!(try header(fives, of: fives, columns: columns)).contains("taken for"))
      #expect(!(try header(labels, of: labels, columns: columns)).contains("taken for"))
      #expect(
        !(try header([5, 5, 5, 5], of: [0, 1, 2, 5], columns: columns)).contains("taken for"))
    }
  }

  /// An accuracy rests on the output that is taken and on the order of the classes, where these do.
  @Test func anAccuracySaysWhatItAssumes() throws {
    let whole = Sample.predictions
    func header(isByOrder: Bool, choice: String?) throws -> String {
      let findings = Findings(
        model: try Sample.model(),
        dataSet: Findings.DataSet(
          file: "images", labels: Sample.dataSet.labels, classNames: Sample.classNames,
          isMatchedByOrder: isByOrder))
      let size = Size(columns: 120, rows: 40)
      var explorer = Explorer(findings: findings, size: size)
      Sample.answer(&explorer)
      let scores = ClassScores(output: "logits", count: whole.scores.count, choice: choice)
      let found = Predictions(predicted: whole.predicted, labels: whole.labels, scores: scores)
      explorer.find(.predictions, .known(found))
      return explorer.render(size: size, theme: .mono).text.split(separator: "\n").prefix(2)
        .joined()
    }
    let plain = try header(isByOrder: false, choice: nil)
    #expect(plain.contains("accurate") && !plain.contains("order") && !plain.contains("logits"))
    #expect(
      try header(isByOrder: true, choice: nil).contains("accurate  classes in order of outputs"))
    #expect(try header(isByOrder: false, choice: "two").contains("accurate by output logits"))
  }
}
