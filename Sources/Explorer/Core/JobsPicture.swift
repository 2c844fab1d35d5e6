import TerminalUI

/// The list of jobs over the panes.
enum JobsPicture {
  static func draw(on canvas: inout Canvas, explorer: Explorer, place: Int, theme: Theme) {
    let jobs = explorer.jobs
    let size = canvas.size
    let width = min(size.columns - 2, max(44, size.columns * 3 / 5))
    let rows = min(size.rows - 2, max(5, min(jobs.count + 2, size.rows * 2 / 3)))
    var context = explorer.context()
    context.theme = theme
    var box = Canvas(size: Size(columns: width, rows: rows))
    let style = Style.role(.borderFocused, .bold)
    box.frame(context.glyphs, style: style)
    box.write(" Jobs ", row: 0, column: 2, style: style)
    let place = place.clamped(to: 0..<jobs.count)
    let window = List.window(jobs.count, around: place, rows: rows - 2)
    if jobs.isEmpty {
      box.write("nothing runs, and nothing waits", row: 1, column: 2, style: .role(.inactive))
    }
    for (row, index) in window.enumerated() where !jobs.isEmpty {
      draw(
        jobs[index], on: &box, row: row + 1, width: width, isSelected: index == place, context)
    }
    if window.count < jobs.count {
      box.write(
        " \(window.lowerBound + 1) to \(window.upperBound) of \(jobs.count) ", row: rows - 1,
        endingAt: width - 2, style: .role(.inactive))
    }
    canvas.draw(
      box, row: max(0, (size.rows - rows) / 3), column: max(0, (size.columns - width) / 2))
  }

  private static func draw(
    _ job: Explorer.Job, on box: inout Canvas, row: Int, width: Int, isSelected: Bool,
    _ context: PaneContext
  ) {
    let (words, style): (String, Style)
    switch job.state {
    case .running(let fraction, let left):
      let rest = left.map { "  \(Self.words(ofSeconds: $0)) left" } ?? ""
      let length = Int(fraction * 10)
      let bar =
        String(repeating: context.glyphs.bars[8], count: length)
        + String(repeating: context.glyphs.off, count: 10 - length)
      (words, style) = ("\(bar) \(fraction.percent())\(rest)", .role(.progress))
    case .waiting: (words, style) = ("waits", .role(.inactive))
    case .cancelled: (words, style) = ("cancelled", .role(.warning))
    }
    let name = ((isSelected ? context.marker : " ") + " " + job.name)
      .cut(to: max(8, width - 4 - words.columns))
    box.write(
      isSelected ? name.padded(to: width - 2) : name, row: row, column: 1,
      style: isSelected ? context.selected : Style())
    box.write(words, row: row, endingAt: width - 2, style: isSelected ? context.selected : style)
  }

  private static func words(ofSeconds seconds: Double) -> String {
    seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
  }
}
