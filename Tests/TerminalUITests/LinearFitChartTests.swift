import TerminalUI
import Testing

/// Figure 4 of the paper, as text.
@Suite struct LinearFitChartTests {
  private let plain = Display(colors: .none, isUnicode: false)

  /// The chart of points and of the line through the first and the last of them.
  private func text(
    _ points: [LinearFitChart.Point], _ size: Size = Size(columns: 40, rows: 12),
    display: Display? = nil
  ) throws -> String {
    let (first, last) = (try #require(points.first), try #require(points.last))
    let slope = (last.y - first.y) / (last.x - first.x)
    return LinearFitChart(
      points: points, intercept: first.y - slope * first.x, slope: slope, display: display ?? plain
    ).canvas(size, legend: "alpha-hat").text
  }

  @Test func pointsStandWhereTheirNumbersSayAndTheLineGoesThroughThem() throws {
    let rows = try text([(1, 0, 0), (2, 8, 0.5), (3, 16, 1)]).split(
      separator: "\n", omittingEmptySubsequences: false)
    // A margin of a sixteenth on each side, and the ends of both axes.
    #expect(rows[0].hasPrefix("  1.063 |"))
    #expect(rows[9].hasPrefix("-0.0625 |"))
    #expect(rows[10].allSatisfy { $0 == "-" || $0 == " " })
    #expect(rows[11].contains("alpha-hat") && rows[11].contains("-1.000"))
    #expect(rows[11].hasSuffix("17.00"))
    let places = ["1", "2", "3"].map { digit in
      rows[..<10].enumerated().compactMap { row, line in
        line.dropFirst(9).firstIndex(of: Character(digit)).map {
          (row: row, column: line.distance(from: line.startIndex, to: $0))
        }
      }.first
    }
    let (first, second, third) = (
      try #require(places[0]), try #require(places[1]), try #require(places[2])
    )
    #expect(first.row > second.row && second.row > third.row)
    #expect(first.column < second.column && second.column < third.column)
    #expect(abs(first.column + third.column - 2 * second.column) <= 1)
    // Between two points of a straight line are dots of it, in every column.
    for column in first.column...third.column {
      let share = Double(column - first.column) / Double(third.column - first.column)
      let row = Double(first.row) - share * Double(first.row - third.row)
      let marks = rows[..<10].map { line in line.dropFirst(column).first ?? " " }
      let found = try #require(marks.firstIndex { $0 != " " }, "column \(column)")
      #expect(abs(Double(found) - row) <= 1, "column \(column)")
    }
  }

  @Test func pointsAtOnePlaceAreAStarAndManyHaveLetters() throws {
    #expect(try text([(1, 0, 0), (2, 1, 1), (3, 1, 1)]).contains("*"))
    let many = try text(
      (1...40).map { (number: $0, x: Double($0), y: Double($0 % 7)) },
      Size(columns: 120, rows: 30))
    #expect(many.contains("9") && many.contains("a") && many.contains("z") && many.contains("+"))
  }

  @Test func equalAccuraciesHaveAnAxisAllTheSame() throws {
    let text = try text([(1, 2, 0.5), (2, 3, 0.5)])
    #expect(text.contains("1") && text.contains("2") && text.contains("0.531"))
  }

  @Test(arguments: [(0, 0), (1, 1), (9, 3), (12, 4), (200, 60)])
  func noSizeIsTooSmall(_ columns: Int, _ rows: Int) throws {
    for display in [plain, Display(colors: .trueColor, isUnicode: true)] {
      let text = try text(
        [(1, 1e300, -1e-300), (2, -1e300, 5)], Size(columns: columns, rows: rows), display: display)
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == rows + 1)
    }
  }
}
