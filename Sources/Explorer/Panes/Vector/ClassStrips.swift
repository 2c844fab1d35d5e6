import DeepDataProfiler
import TerminalUI

/// The signals of each class as a strip on one axis: a line from the smallest to the largest, a box between
/// the quartiles, the median in it, and the threshold through all; beside it the share of its images over
/// that, and whether it is the majority.
struct ClassStrips {
  let signals: VectorSignals
  /// The columns of all.
  let width: Int
  let context: PaneContext

  private var glyphs: Glyphs { context.glyphs }
  private var box: Character { context.display.isUnicode ? glyphs.shades[1] : glyphs.shades[2] }
  private var median: Character { glyphs.shades[3] }

  /// The columns from which on a strip tells something.
  private static let leastColumns = 8

  /// Whether the share of the opposite sign is told as well.
  private var hasOpposite: Bool { signals.parameters.polarity == .both }
  /// The columns of a share with its mark.
  private var shareWidth: Int { hasOpposite && width < 50 ? 8 : 10 }
  /// The headings of the shares that are told, that of the vector's own sign first.
  private var headings: [String] {
    guard hasOpposite else { return ["over q"] }
    let both = shareWidth < 10 ? ["+v > q", "-v > q"] : ["+v over q", "-v over q"]
    return context.selection.node.isNegative ? both.reversed() : both
  }
  private func shares(_ spread: VectorSignals.Spread) -> [Double] {
    hasOpposite ? [spread.share, spread.oppositeShare] : [spread.share]
  }

  func draw(on canvas: inout Canvas) {
    let size = canvas.size
    let end = width - shareWidth * headings.count
    let longest = signals.classes.map { context.className($0.label).columns }.max() ?? 5
    let name = max(5, min(longest, width / 4))
    // Of a narrow page the shares alone: a strip of a few columns says nothing.
    let scale =
      end - name - 1 < Self.leastColumns
      ? nil : Scale(of: signals, hasOpposite: hasOpposite, columns: name + 1..<end)
    let hasAxis = scale != nil && size.rows >= 6
    let shown = shown(size.rows - 1 - (hasAxis ? 2 : 0))
    drawHeading(on: &canvas, shown: shown.count, end: max(name + 1, end), hasStrips: scale != nil)
    for (line, spread) in shown.enumerated() {
      draw(
        spread, on: &canvas, row: line + 1, name: name, end: max(name + 1, end), scale: scale)
    }
    guard hasAxis, let scale else { return }
    let zero = scale.column(of: 0)
    Axis(
      low: signals.classes.isEmpty ? "" : words(ofEnd: scale.range.lowerBound),
      high: words(ofEnd: scale.range.upperBound),
      legend: "\(glyphs.guide) q" + (zero == nil ? "" : "  + 0"),
      marks: zero.map { [Axis.Mark("+", column: $0 - scale.first, .axis)] } ?? []
    ).draw(
      on: &canvas, row: shown.count + 1, columns: scale.first..<scale.end, glyphs: glyphs)
  }

  /// An end of the axis, with a name where it is a threshold rather than a signal.
  private func words(ofEnd value: Double) -> String {
    let threshold = Double(signals.threshold)
    return (value == threshold ? "q " : hasOpposite && value == -threshold ? "-q " : "")
      + value.brief
  }

  /// All classes by label; where not all fit, those of the largest shares, the largest first.
  private func shown(_ rows: Int) -> [VectorSignals.Spread] {
    let all = signals.classes
    guard all.count > rows else { return all }
    func share(_ spread: VectorSignals.Spread) -> Double {
      shares(spread).max() ?? 0
    }
    return Array(
      all.sorted { (share($1), $0.label) < (share($0), $1.label) }.prefix(max(0, rows)))
  }

  private func drawHeading(on canvas: inout Canvas, shown: Int, end: Int, hasStrips: Bool) {
    let count = signals.classes.count
    let classes = count.counted("class", plural: "classes")
    let all =
      shown < count
      ? [
        "\(shown) of \(classes), largest shares", "\(shown) of \(classes)", "\(shown) of \(count)",
      ]
      : ["class"]
    let words = all.first { $0.columns < end } ?? "class".cut(to: end - 1)
    canvas.write(words, row: 0, column: 0, style: .role(.inactive))
    let threshold = Double(signals.threshold)
    let thresholds =
      "\(glyphs.guide) > \(threshold.brief)"
      + (hasOpposite ? "  \(glyphs.guide) < \((-threshold).brief)" : "")
    if hasStrips, words.columns + thresholds.columns + 2 < end {
      canvas.write(thresholds, row: 0, endingAt: end, style: .role(.threshold))
    }
    for (place, heading) in headings.enumerated() {
      canvas.write(
        heading.aligned(to: shareWidth), row: 0, column: end + place * shareWidth,
        style: .role(.inactive))
    }
  }

  private func draw(
    _ spread: VectorSignals.Spread, on canvas: inout Canvas, row: Int, name: Int, end: Int,
    scale: Scale?
  ) {
    let isSelected = spread.label == context.label
    canvas.write(
      context.className(spread.label).padded(to: name), row: row, column: 0,
      style: isSelected ? Style(emphasis: .bold) : Style())
    if let scale { draw(spread, on: &canvas, row: row, scale) }
    for (place, share) in shares(spread).enumerated() {
      draw(share, on: &canvas, row: row, column: end + place * shareWidth)
    }
  }

  /// The strip.
  private func draw(
    _ spread: VectorSignals.Spread, on canvas: inout Canvas, row: Int, _ scale: Scale
  ) {
    let (low, high) = (scale.place(of: spread.minimum), scale.place(of: spread.maximum))
    let (first, last) = (
      scale.place(of: spread.lowerQuartile), scale.place(of: spread.upperQuartile)
    )
    for column in low...max(low, high) {
      canvas.put(Canvas.Cell(glyphs.horizontal, .role(.axis)), row: row, column: column)
    }
    for column in first...max(first, last) {
      canvas.put(Canvas.Cell(box, .role(.node)), row: row, column: column)
    }
    for column in scale.thresholds {
      canvas.put(Canvas.Cell(glyphs.guide, .role(.threshold, .bold)), row: row, column: column)
    }
    canvas.put(
      Canvas.Cell(median, .role(.foreground, .bold)), row: row,
      column: scale.place(of: spread.median))
  }

  private func draw(_ share: Double, on canvas: inout Canvas, row: Int, column: Int) {
    let majority = signals.parameters.majority
    // A share that is not the majority is not written as if it were.
    let decimals = share == majority ? 0 : min(1, share.decimals(apartFrom: majority))
    let isOn = share >= majority
    canvas.write(
      share.percent(decimals: decimals).aligned(to: shareWidth - 2), row: row, column: column,
      style: isOn ? Style(emphasis: .bold) : Style())
    canvas.put(
      Canvas.Cell(
        isOn ? glyphs.on : glyphs.off, .role(isOn ? .incidenceOn : .incidenceOff)), row: row,
      column: column + shareWidth - 1)
  }

  /// The axis of all strips: from the smallest signal to the largest, thresholds included.
  private struct Scale {
    let range: ClosedRange<Double>
    let first, end: Int
    /// The columns of the thresholds.
    private(set) var thresholds: [Int] = []

    init(of signals: VectorSignals, hasOpposite: Bool, columns: Range<Int>) {
      let threshold = Double(signals.threshold)
      let limits = (hasOpposite ? [threshold, -threshold] : [threshold]).filter(\.isFinite)
      let values =
        signals.classes.flatMap { [$0.minimum, $0.maximum] }.filter(\.isFinite) + limits
      let low = values.min() ?? 0
      range = low...max(low, values.max() ?? 0)
      (first, end) = (columns.lowerBound, columns.upperBound)
      thresholds = limits.map { place(of: $0) }
    }

    /// The column of a value; the nearest end of one beyond.
    func place(of value: Double) -> Int {
      let span = range.upperBound - range.lowerBound
      let last = max(first, end - 1)
      guard span > 0, value.isFinite else { return first }
      let fraction = min(max((value - range.lowerBound) / span, 0), 1)
      return first + Int((fraction * Double(last - first)).rounded())
    }

    /// The column of a value; nil of one beyond the ends.
    func column(of value: Double) -> Int? { range.contains(value) ? place(of: value) : nil }
  }
}
