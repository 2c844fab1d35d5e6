import System
import Testing

/// The one line that tells a trouble.
@Suite struct FailureTests {
  /// A path is worth nothing in part; what a file holds may be a novel.
  @Test func aPathIsWholeAndWordsAreCut() {
    let path = "/" + String(repeating: "folder/", count: 500) + "a.txt"
    let failure = Failure(
      kind: .unmade, subject: path, place: String(repeating: "x", count: 999), problem: "bad")
    #expect(failure.description.hasPrefix("\(path): xxx"))
    #expect(failure.description.hasSuffix("x…: bad"))
    #expect(failure.description.count < path.count + 320)
  }
}
