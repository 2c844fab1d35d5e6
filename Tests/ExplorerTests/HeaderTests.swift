import DeepDataProfiler
import Explorer
import Formats
import LinearAlgebra
import Testing

@Suite struct HeaderTests {
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
