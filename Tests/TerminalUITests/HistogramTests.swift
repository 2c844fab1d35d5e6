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
