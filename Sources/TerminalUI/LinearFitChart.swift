/// Points and the straight line that was fitted to them.
package struct LinearFitChart {
  /// A point, drawn as its number: `a` to `z` from 10 on, then `+`; several at one place as `*`.
  package typealias Point = (number: Int, x: Double, y: Double)

  private let points: [Point]
  private let intercept, slope: Double
  private let x, y: ClosedRange<Double>
  private let display: Display

  /// A chart of at least one point.
  /// - Parameters:
  ///   - points: the points.
  ///   - intercept: where the line is at 0.
  ///   - slope: how much it rises along 1.
  ///   - display: what it may be drawn in.
  package init(points: [Point], intercept: Double, slope: Double, display: Display) {
    (self.points, self.intercept, self.slope) = (points, intercept, slope)
    self.display = display
    x = Self.range(points.map(\.x))
    y = Self.range(points.map(\.y))
  }

  /// The range of some values, with a margin.
  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let margin = high > low ? (high - low) / 16 : max(abs(low) / 16, 1e-3)
    return low - margin...high + margin
  }

  /// Draws it.
  /// - Parameters:
  ///   - size: of all that is drawn; the last row has the ends of the horizontal axis.
  ///   - legend: what the horizontal axis is.
  /// - Returns: the chart; nothing where there is no room for it.
  package func canvas(_ size: Size, legend: String) -> Canvas {
    var canvas = Canvas(size: size)
    let labels = (top: y.upperBound.brief, bottom: y.lowerBound.brief)
    let margin = max(labels.top.columns, labels.bottom.columns) + 2
    let plot = Size(columns: size.columns - margin, rows: size.rows - 2)
    guard plot.columns > 1, plot.rows > 1 else { return canvas }
    let glyphs = Glyphs.suited(to: display)
    canvas.write(labels.top, row: 0, endingAt: margin - 2, style: .role(.axis))
    canvas.write(labels.bottom, row: plot.rows - 1, endingAt: margin - 2, style: .role(.axis))
    for row in 0..<plot.rows {
      canvas.put(Canvas.Cell(glyphs.vertical, .role(.axis)), row: row, column: margin - 1)
    }
    drawLine(on: &canvas, plot, column: margin)
    drawPoints(on: &canvas, plot, column: margin)
    Axis(low: x.lowerBound.brief, high: x.upperBound.brief, legend: legend).draw(
      on: &canvas, row: plot.rows, columns: margin..<size.columns, glyphs: glyphs)
    return canvas
  }

  private func drawLine(on canvas: inout Canvas, _ plot: Size, column: Int) {
    var dots = Braille(size: plot)
    func place(_ x: Double) -> (x: Int, y: Int) {
      let y = intercept + slope * x
      return (
        Self.place(x, in: self.x, count: dots.width),
        dots.height - 1 - Self.place(y, in: self.y, count: dots.height)
      )
    }
    dots.line(from: place(x.lowerBound), to: place(x.upperBound), style: .role(.threshold))
    dots.draw(on: &canvas, row: 0, column: column, display: display)
  }

  private func drawPoints(on canvas: inout Canvas, _ plot: Size, column: Int) {
    var taken: [Int: Character] = [:]
    for point in points {
      let row = plot.rows - 1 - Self.place(point.y, in: y, count: plot.rows)
      let place = row * plot.columns + Self.place(point.x, in: x, count: plot.columns)
      taken[place] = taken[place] == nil ? Self.digit(point.number) : "*"
    }
    for (place, glyph) in taken {
      canvas.put(
        Canvas.Cell(glyph, .role(.title, .bold)), row: place / plot.columns,
        column: column + place % plot.columns)
    }
  }

  private static func digit(_ number: Int) -> Character {
    Character(number < 36 ? String(number, radix: 36) : "+")
  }

  /// The cell of so many along an axis that a value lies in; a far one for what lies outside.
  private static func place(_ value: Double, in range: ClosedRange<Double>, count: Int) -> Int {
    let fraction = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    // Sums of squares of vast numbers are infinite, and the line of such points is none.
    guard fraction.isFinite else { return -1_000_000_000 }
    return Int(min(max(fraction * Double(count - 1), -1e9), 1e9).rounded())
  }
}
