import DeepDataProfiler
import Explorer
import Formats
import LinearAlgebra
import NeuralNetwork
import Testing

@Suite struct HeaderTests {
  @Test func alphaHatIsOverSoManyLayersOfThoseThatTheModelHas() throws {
    let whole = try Sample.model()
    let model = Findings.Model(
      file: whole.file, format: whole.format, parameters: whole.parameters, hasGraph: true,
      layers: whole.layers,
      leftOut: [LeftOutWeight(name: "lstm.W", shape: try Sample.shape([20, 5]), reason: "none")])
    var explorer = Explorer(
      findings: Findings(model: model), beside: nil, size: Size(columns: 200, rows: 60),
      themes: Theme.builtIn, selection: Selection(layer: 0), chart: .histogram)
    Sample.answer(&explorer)
    let header = explorer.render(size: explorer.size, theme: .mono).text.prefix { $0 != "\n" }
    #expect(header.contains("(3 of 5 fit)") && header.contains("4 layers  1 left out"))
  }

  @Test func imagesThatAreLeftOutAreCounted() throws {
    var explorer = try Sample.answered()
    let size = explorer.size
    func header() -> String {
      explorer.render(size: size, theme: .mono).text.split(separator: "\n").prefix(2).joined()
    }
    #expect(!header().contains("unreadable"))
    guard case .predictions(let whole) = Sample.predictions else { return }
    let kept = Predictions(
      logits: whole.logits, labels: whole.labels,
      unreadable: [UnreadableImage(image: 3, file: "a/x.png", reason: "the file is empty")])
    _ = explorer.handle(.answered(.predictions, .predictions(kept)))
    #expect(header().contains("1 unreadable"))
  }
}
