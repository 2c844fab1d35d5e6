import Testing

@testable import TerminalUI

/// A value on the edge of two bins is in the upper one, but for the last edge.
@Suite struct HistogramTests {
  @Test(arguments: [
    (20, "s 0.3014      0.8877"), (14, "0.3014  0.8877"),
    (10, "    0.8877"),
  ])
  func anEndOfAnAxisIsWholeOrNotThere(columns: Int, text: String) {
    var canvas = Canvas(size: Size(columns: columns, rows: 2))
    let mark = Axis.Mark("x", column: 3, .threshold)
    Axis(low: "s 0.3014", high: "0.8877", legend: "", marks: [mark])
      .draw(on: &canvas, row: 0, columns: 0..<columns, glyphs: .ascii)
    let lines = canvas.text.split(separator: "\n").map(String.init)
    #expect(lines == ["---x" + String(repeating: "-", count: columns - 4), text])
  }

  /// Where there is no room for a tick's value, the tick alone is there.
  @Test func ticksHaveTheirValuesWhereNothingElseStands() {
    var canvas = Canvas(size: Size(columns: 40, rows: 2))
    Axis(
      low: "0.8", high: "50", legend: "legend",
      ticks: [(3, "1"), (13, "5"), (20, "10"), (28, "20"), (30, "22")]
    ).draw(on: &canvas, row: 0, columns: 0..<40, glyphs: .unicode)
    let lines = canvas.text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "───┬─────────┬──────┬───────┬─┬─────────")
    #expect(lines[1] == "0.8          5   legend    20         50")
  }

  @Test func fewValuesAreInFewBins() {
    #expect(Histogram.bins(of: 9, columns: 200) == 8)
    #expect(Histogram.bins(of: 400, columns: 200) == 50)
    #expect(Histogram.bins(of: 1_000_000, columns: 200) == 200)
  }

  @Test func valuesOnEdgesAreInTheUpperBin() {
    let values = [4.0, 3, 3, 2.5, 2, 1, 1, 0]
    #expect(Histogram(values, bins: 4, range: 0...4).counts == [1, 2, 2, 3])
    #expect(Histogram(descending: values, bins: 4, range: 0...4).counts == [1, 2, 2, 3])
    let histogram = Histogram(values, bins: 4)
    #expect([-0.1, 0, 0.9, 1, 3.9, 4, 4.1].map(histogram.bin) == [nil, 0, 0, 1, 3, 3, nil])
  }

  /// Quarters are exact, so that no rounding decides.
  @Test func bothWaysOfCountingAgree() {
    for (first, bins) in [(7, 5), (40, 8), (41, 3), (200, 64), (1, 1)] {
      let values = (0..<first).map { Double((first - $0) * 13 % 97) / 4 }.sorted(by: >)
      let range = 0.0...Double(bins) * 2
      let inside = values.filter(range.contains)
      let counts = Histogram(descending: inside, bins: bins, range: range).counts
      #expect(counts == Histogram(values, bins: bins, range: range).counts)
      #expect(counts.reduce(0, +) == inside.count)
    }
  }

  @Test func whatIsNotFiniteIsInNoBin() {
    let histogram = Histogram([.nan, 1, .infinity, 3, -.infinity], bins: 2)
    #expect(histogram.counts == [1, 1] && histogram.range == 1...3)
    #expect(histogram.bin(of: .nan) == nil)
    #expect(Histogram([5, 5], bins: 3).counts == [2, 0, 0])
    #expect(Histogram([.nan], bins: 3).counts == [0, 0, 0])
  }
}
