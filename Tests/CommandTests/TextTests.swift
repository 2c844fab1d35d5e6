import DeepDataProfiler
import Explorer
import Foundation
import LinearAlgebra
import Reports
import TerminalUI
import Testing

@testable import ddp_tui

/// Lists and tables as commands print them.
@Suite struct TextTests {
  /// As many elements as fit, at least one; and what is said of the rest is true.
  @Test func aListSaysHowManyItLeavesOut() throws {
    let words = ["v0", "v12", "v3", "値", "v5"]
    let whole = "v0, v12, v3, 値, v5"
    #expect(words.listed(within: whole.columns) == whole)
    for width in 0..<whole.columns {
      let text = words.listed(within: width)
      let match = try #require(text.wholeMatch(of: /(.*) and (\d) more/))
      let shown = match.1.components(separatedBy: ", ")
      #expect(shown == Array(words.prefix(shown.count)))
      #expect(Int(match.2) == words.count - shown.count)
      #expect(text.columns <= width || shown.count == 1)
      let longer = words.prefix(shown.count + 1).joined(separator: ", ")
      let rest = words.count - shown.count - 1
      let more = rest == 0 ? "" : " and \(rest) more"
      #expect((longer + more).columns > width, "\(text) leaves out what fits into \(width)")
    }
    #expect(["alone"].listed(within: 1) == "alone")
    #expect([String]().listed(within: 0) == "")
  }

  /// Two classes of three and one image, of which some are taken for each other.
  private func confusion(_ guesses: [Int], _ labels: [Int], outputs: Int) -> Confusion {
    Confusion(
      Predictions(
        predicted: guesses, labels: labels, scores: ClassScores(output: "", count: outputs)),
      of: Findings.DataSet(file: "", labels: labels, classNames: []))
  }

  @Test func eachLineIsAClassAndEachColumnWhatItWasTakenFor() throws {
    let table = confusion([2, 2, 0, 2, 1, 0], [0, 0, 0, 2, 2, 4], outputs: 5)
      .text(within: 80).split(separator: "\n").dropFirst()
    let cells = table.map { $0.split(separator: " ").map(String.init) }
    #expect(
      cells == [
        ["class", "0", "1", "2", "4", "correct"],
        ["0", "1", ".", "2", ".", "33.3", "%"],
        ["1", ".", ".", ".", ".", "-"],
        ["2", ".", "1", "1", ".", "50.0", "%"],
        ["4", "1", ".", ".", ".", "0.0", "%"],
      ])
  }

  @Test func aListOfWhatAClassWasTakenForBeginsWithTheMostFrequent() throws {
    let list = confusion([3, 1, 3, 2, 1, 0, 3, 5], [0, 0, 0, 0, 0, 0, 0, 5], outputs: 6)
      .text(within: 20).split(separator: "\n")
    #expect(
      list[0].split(separator: " ") == ["class", "name", "images", "correct", "taken", "for"])
    let first = list[1].split(separator: " ", maxSplits: 5).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    #expect(first == ["0", "0", "7", "14.3", "%", "3 (3), 1 (2), 2 (1)"])
    #expect(list.last?.split(separator: " ") == ["5", "5", "1", "100.0", "%"])
    // Of equally many, the lower output is first.
    let even = confusion([4, 2, 3, 4, 3, 2], [0, 0, 0, 0, 0, 0], outputs: 5).text(within: 20)
    #expect(even.contains("2 (2), 3 (2), 4 (2)"), "\(even)")
  }

  /// The program's own table, against what it says of each image.
  @Test func theTableOfAProgramCountsItsPredictions() throws {
    let predict = ["predict", Program.pytorch, "--data", Program.digits]
    let json = try Program.answer(predict + ["--format", "json"]).json
    let pairs = Array(zip(json["labels"].ints, json["predictions"].ints))
    #expect(pairs.contains { $0 != $1 })
    let lines = try Program.answer(predict).lines
    let start = try #require(lines.firstIndex { $0.hasPrefix("class ") })
    for label in 0..<10 {
      let cells = lines[start + 1 + label].split(separator: " ").map(String.init)
      let counts = (0..<10).map { guess in pairs.count { $0 == (label, guess) } }
      #expect(cells[1..<11] == counts.map { $0 == 0 ? "." : "\($0)" }[...], "class \(label)")
      let share = Double(counts[label]) / Double(counts.reduce(0, +))
      #expect(cells[11...].joined(separator: " ") == share.percent(decimals: 1), "class \(label)")
    }
  }

  /// What two groups cover is told below both; of what it covers itself, once is enough.
  @Test func aGroupThatCoversNothingIsWholeEachTime() throws {
    let run = [
      "hierarchy", Program.onnx, "--data", Program.digits, "--quantile", "0.7", "--majority", "0.5",
      "--layer",
    ]
    let lines = try Program.answer(run + ["conv2"]).lines.filter { $0.contains("}  v22  ") }
    #expect(lines.count == 2 && lines.allSatisfy { $0.contains("  images ") })
    #expect(try Program.answer(run + ["fc1"]).text.contains("see above"))
  }

  /// With both signs, a vector may belong to classes with each: 18 nodes are of 9 vectors.
  @Test func aVectorOfBothSignsCountsOnce() throws {
    let run = [
      "hypergraph", Program.onnx, "--data", Program.digits, "--layer", "conv1", "--polarity",
      "both",
      "--quantile", "0.3", "--majority", "0.3",
    ]
    let nodes = try Program.answer(run + ["--format", "json"]).json["nodes"].array
    #expect(nodes.count == 18 && Set(nodes.compactMap { $0["vector"].number }).count == 9)
    #expect(try Program.answer(run).text.contains("\n9 of 9 vectors in "))
  }

  /// A pair of IDX files: one image of noise for each class.
  private func withClasses(_ count: Int, _ body: (String) throws -> Void) throws {
    func header(_ extents: Int...) -> [UInt8] {
      [0, 0, 8, UInt8(extents.count)]
        + extents.flatMap { extent in
          (0..<4).reversed().map { UInt8(truncatingIfNeeded: extent >> (8 * $0)) }
        }
    }
    var random = SplitMix(seed: 60)
    let pixels = (0..<count * 784).map { _ in UInt8.random(in: 0...255, using: &random) }
    try Program.withFolder { folder in
      try Data(header(count) + (0..<count).map { UInt8($0) })
        .write(to: folder.appending(path: "t-labels-idx1-ubyte"))
      let images = folder.appending(path: "t-images-idx3-ubyte")
      try Data(header(count, 28, 28) + pixels).write(to: images)
      try body(images.path())
    }
  }

  /// With majority 0 every class has every vector.
  @Test(arguments: [(60, false), (61, true)])
  func manyClassesAreListedWithTheirVectors(count: Int, isList: Bool) throws {
    try withClasses(count) { data in
      let run = try Program.run([
        "hypergraph", Program.onnx, "--data", data, "--layer", "conv1", "--majority", "0",
      ])
      #expect(run.status == 0, "\(run.error)")
      let heading = run.lines.first { $0.contains("class ") && $0.contains(" name") } ?? ""
      #expect(heading.contains("count") == isList, "\(heading)")
      #expect(run.lines.contains { $0.contains("\u{25CF}") } != isList)
    }
  }
}
