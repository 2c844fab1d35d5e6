/// The line under an axis: the ends of its range, and between them what the marks mean.
package struct AxisLabels {
  private let low, high, legend: String

  /// The labels of an axis.
  /// - Parameters:
  ///   - low: the least value of its range, perhaps with what is measured before it.
  ///   - high: the largest.
  ///   - legend: what stands between them, where there is room.
  package init(low: String, high: String, legend: String) {
    self.low = low
    self.high = high
    self.legend = legend
  }

  /// Draws them into the first columns of a row.
  package func draw(on canvas: inout Canvas, row: Int, columns: Int) {
    // Where both do not fit, the number alone, or the other end: a number that is cut is another one.
    let number = low.split(separator: " ").last.map(String.init) ?? ""
    let low = [low, number].first { $0.columns + 1 + high.columns <= columns } ?? ""
    canvas.write(low, row: row, column: 0, style: .role(.axis))
    canvas.write(high, row: row, endingAt: columns, style: .role(.axis))
    let room = columns - low.columns - high.columns - 4
    guard room >= legend.columns else { return }
    let column = low.columns + 2 + (room - legend.columns) / 2
    canvas.write(legend, row: row, column: column, style: .role(.inactive))
  }
}
