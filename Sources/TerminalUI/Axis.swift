/// The horizontal axis of a chart: a line with marks on it, and below it the ends of its range and what
/// the marks mean.
package struct Axis {
  /// A place on the axis that means something.
  package struct Mark {
    let glyph: Character
    let column: Int
    let role: Role
    /// Whether a line goes up from it.
    let hasGuide: Bool

    /// A mark in a column of the axis.
    package init(_ glyph: Character, column: Int, _ role: Role, hasGuide: Bool = true) {
      self.glyph = glyph
      self.column = column
      self.role = role
      self.hasGuide = hasGuide
    }
  }

  /// A place between the ends, and its value.
  package typealias Tick = (column: Int, label: String)

  private let low, high, legend: String
  private let marks: [Mark]
  private let ticks: [Tick]

  /// An axis.
  /// - Parameters:
  ///   - low: the least value of its range, perhaps with what is measured before it.
  ///   - high: the largest.
  ///   - legend: what stands between them, where there is room.
  ///   - marks: what stands on it.
  ///   - ticks: places between its ends, whose values stand where there is room.
  package init(
    low: String, high: String, legend: String, marks: [Mark] = [], ticks: [Tick] = []
  ) {
    self.low = low
    self.high = high
    self.legend = legend
    self.marks = marks
    self.ticks = ticks
  }

  /// Draws the lines that go up from marks, in the rows above the axis.
  package func drawGuides(on canvas: inout Canvas, rows: Int, glyphs: Glyphs) {
    for mark in marks where mark.hasGuide {
      for row in 0..<rows {
        canvas.put(Canvas.Cell(glyphs.guide, .role(mark.role)), row: row, column: mark.column)
      }
    }
  }

  /// Draws the line into a row and the labels into the next one.
  package func draw(
    on canvas: inout Canvas, row: Int, columns: Range<Int>, glyphs: Glyphs
  ) {
    for column in columns {
      canvas.put(Canvas.Cell(glyphs.horizontal, .role(.axis)), row: row, column: column)
    }
    for tick in ticks {
      canvas.put(
        Canvas.Cell(glyphs.joints[14], .role(.axis)), row: row,
        column: columns.lowerBound + tick.column)
    }
    for mark in marks {
      canvas.put(
        Canvas.Cell(mark.glyph, .role(mark.role, .bold)), row: row,
        column: columns.lowerBound + mark.column)
    }
    var labels = Canvas(size: Size(columns: columns.count, rows: 1))
    drawLabels(on: &labels)
    canvas.draw(labels, row: row + 1, column: columns.lowerBound)
  }

  private func drawLabels(on canvas: inout Canvas) {
    let columns = canvas.size.columns
    // Where both do not fit, the number alone, or the other end: a number that is cut is another one.
    let number = low.split(separator: " ").last.map(String.init) ?? ""
    let low = [low, number].first { $0.columns + 1 + high.columns <= columns } ?? ""
    canvas.write(low, row: 0, column: 0, style: .role(.axis))
    canvas.write(high, row: 0, endingAt: columns, style: .role(.axis))
    let room = columns - low.columns - high.columns - 4
    var taken = [0..<low.columns, columns - high.columns..<columns]
    if room >= legend.columns {
      let column = low.columns + 2 + (room - legend.columns) / 2
      canvas.write(legend, row: 0, column: column, style: .role(.inactive))
      taken.append(column..<column + legend.columns)
    }
    for tick in ticks {
      let start = tick.column - tick.label.columns / 2
      let place = start - 2..<start + tick.label.columns + 2
      guard place.lowerBound >= 0, place.upperBound <= columns,
        !taken.contains(where: { $0.overlaps(place) })
      else { continue }
      canvas.write(tick.label, row: 0, column: start, style: .role(.axis))
      taken.append(place)
    }
  }
}
