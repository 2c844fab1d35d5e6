import Testing

/// Hypergraphs and hierarchies of signals that are the largest or the smallest of all positions.
@Suite struct PoolTests {
  /// The classes and vectors of the signals that `signals` prints, by the definition.
  @Test(arguments: ["mean", "max", "min"])
  func aHypergraphIsOfSignalsPooledAsAskedFor(pool: String) throws {
    let options = [
      Program.onnx, "--data", Program.digits, "--layer", "conv2", "--pool", pool, "--format",
      "json",
    ]
    let table = try Program.answer(["signals"] + options).json
    let (labels, signals) = (table["labels"].ints, table["signals"].array.map(\.numbers))
    let sorted = signals.joined().sorted()
    let place = 0.6 * Double(sorted.count - 1)
    let (lower, upper) = (sorted[Int(place)], sorted[Int(place) + 1])
    let threshold = lower + (upper - lower) * (place - Double(Int(place)))
    let thresholds = ["--quantile", "0.6", "--majority", "0.5"]
    let graph = try Program.answer(["hypergraph"] + options + thresholds).json
    #expect(graph["pool"] == .string(pool))
    #expect(abs((graph["threshold"].number ?? .nan) - threshold) <= 1e-6 * max(1, abs(threshold)))
    var expected: [Int: [Int]] = [:]
    for label in Set(labels) {
      let rows = labels.indices.filter { labels[$0] == label }
      let vectors = signals[0].indices.filter { vector in
        2 * rows.count { signals[$0][vector] > threshold } >= rows.count
      }
      if !vectors.isEmpty { expected[label] = vectors }
    }
    let classes = graph["classes"].array
    #expect(!expected.isEmpty && classes.map { $0["class"].int } == expected.keys.sorted())
    for edge in classes { #expect(edge["vectors"].ints == expected[edge["class"].int ?? -1]) }
    let hierarchy = try Program.answer(["hierarchy"] + options + thresholds).json
    #expect(hierarchy["pool"] == .string(pool))
    #expect(hierarchy["threshold"] == graph["threshold"])
    let grouped = hierarchy["groups"].array.flatMap { $0["vectors"].ints }.sorted()
    #expect(grouped == Set(expected.values.joined()).sorted())
  }

  /// What is usual is not said; what is not is, as it decides on significance.
  @Test(arguments: ["hypergraph", "hierarchy"])
  func anUnusualPoolStandsInTheHeading(command: String) throws {
    let run = [command, Program.onnx, "--data", Program.digits, "--layer", "conv2"]
    let usual = try Program.answer(run + ["--pool", "mean"]).text
    #expect(try usual == Program.answer(run).text && !usual.contains("pool"))
    let largest = try Program.answer(run + ["--pool", "max"]).lines[0]
    #expect(largest.hasSuffix("  pool max"))
    #expect(
      try Program.refusal(64, command, Program.onnx, "--layer", "1", "--pool", "median")
        .contains("'mean'"))
  }
}
