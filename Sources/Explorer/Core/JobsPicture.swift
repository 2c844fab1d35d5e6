import TerminalUI

/// The list of jobs over the panes.
enum JobsPicture {
  static func draw(on canvas: inout Canvas, explorer: Explorer, place: Int, theme: Theme) {
    let jobs = explorer.jobs
    let size = canvas.size
    let rows = min(size.rows - 2, max(5, min(jobs.count + 2, size.rows * 2 / 3)))
    var box = ListBox(
      title: "Jobs", size: Size(columns: ListBox.columns(on: size), rows: rows),
      explorer: explorer, theme: theme)
    if jobs.isEmpty {
      box.write(
        [StyledText("nothing runs, and nothing waits", .role(.inactive))], row: 1, column: 2)
    }
    let glyphs = box.context.glyphs
    box.list(jobs.count, chosen: place.clamped(to: 0..<jobs.count), from: 1) { index in
      (jobs[index].name, words(of: jobs[index].state, glyphs))
    }
    box.lay(on: &canvas)
  }

  private static func words(of state: Explorer.Job.State, _ glyphs: Glyphs) -> StyledText {
    switch state {
    case .running(let fraction, let left):
      let rest = left.map { "  \(words(ofSeconds: $0)) left" } ?? ""
      let length = Int(fraction * 10)
      let bar =
        String(repeating: glyphs.bars[8], count: length)
        + String(repeating: glyphs.off, count: 10 - length)
      return StyledText("\(bar) \(fraction.percent())\(rest)", .role(.progress))
    case .waiting: return StyledText("waits", .role(.inactive))
    case .cancelled: return StyledText("cancelled", .role(.warning))
    }
  }

  private static func words(ofSeconds seconds: Double) -> String {
    seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
  }
}
