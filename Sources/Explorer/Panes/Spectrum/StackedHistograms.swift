import DeepDataProfiler
import TerminalUI

/// Histograms of several spectra, one below the other on one axis (paper figure 3).
struct StackedHistograms {
  /// One of them: its name, and what asks for its spectrum.
  typealias Part = (name: String, question: AnyQuestion)

  let parts: [Part]
  /// What stands between the ends of the axis.
  let legend: String
  let context: PaneContext

  private var nameWidth: Int { min(20, parts.map { $0.name.columns }.max() ?? 0) + 2 }

  func draw(on canvas: inout Canvas) {
    let found = parts.map { context.findings.finding(of: $0.question, as: SpectrumQuestion.self) }
    let largest = found.compactMap { $0.answer?.singularValues.first }.max() ?? 0
    let each = (canvas.size.rows - 2) / parts.count
    guard each > 0 else { return }
    for (index, own) in parts.enumerated() {
      var part = Canvas(size: Size(columns: canvas.size.columns, rows: each))
      draw(own, found[index], upTo: largest, on: &part)
      canvas.draw(part, row: index * each, column: 0)
    }
    Axis(low: "s 0", high: largest.brief, legend: legend).draw(
      on: &canvas, row: each * parts.count, columns: 0..<canvas.size.columns,
      glyphs: context.glyphs)
  }

  private func draw(
    _ part: Part, _ found: Finding<SpectrumQuestion>, upTo largest: Double, on canvas: inout Canvas
  ) {
    let name = part.name.tail(to: nameWidth - 2).padded(to: nameWidth)
    switch found {
    case .known(let spectrum):
      canvas.write(
        [
          StyledText(name, .role(.title)),
          StyledText(
            facts(spectrum, width: canvas.size.columns - name.columns), .role(.foreground)),
        ], row: 0, column: 0)
      drawBars(spectrum, upTo: largest, on: &canvas)
    case .failed(let failure):
      canvas.write(paragraph: "\(name)\(failure)", row: 0, style: .role(.warning))
    case .unknown, .working:
      let word =
        context.cancelled.contains(part.question)
        ? "cancelled; \(context.key(.redraw)) computes it"
        : "computing " + (context.progress(of: part.question).map { $0.percent() } ?? "")
      canvas.write(name + word, row: 0, column: 0, style: .role(.inactive))
    }
  }

  /// The law and the number of values, as far as there is room.
  private func facts(_ spectrum: Spectrum, width: Int) -> String {
    let count = "\(spectrum.singularValues.count.grouped) values"
    guard case .success(let law) = spectrum.powerLaw else { return "no fit  \(count)" }
    let plusMinus = context.display.isUnicode ? "±" : "+-"
    let alpha = "alpha \(law.alpha.text(decimals: 2))"
    let sigma = " \(plusMinus) \(law.sigma.text(decimals: 2))"
    let distance = "  D \(law.distance.text(decimals: 3))"
    let texts = [
      "\(alpha)\(sigma)\(distance)  \(count)", "\(alpha)\(sigma)\(distance)", alpha + sigma,
    ]
    return texts.first { $0.columns <= width } ?? alpha
  }

  private func drawBars(_ spectrum: Spectrum, upTo largest: Double, on canvas: inout Canvas) {
    let rows = canvas.size.rows - 1
    guard rows > 0, largest > 0 else { return }
    let columns = canvas.size.columns
    let counts = Histogram(
      descending: spectrum.singularValues,
      bins: Histogram.bins(of: spectrum.singularValues.count, columns: columns), range: 0...largest
    ).counts
    let most = max(1, counts.max() ?? 1)
    for column in 0..<columns {
      let bin = column * counts.count / columns
      guard counts[bin] > 0 else { continue }
      let eighths = max(1, counts[bin] * rows * 8 / most)
      let step = UInt8(bin * Int(Paint.spectrumSteps) / max(1, counts.count - 1))
      for row in 0..<rows {
        let level = min(8, eighths - (rows - 1 - row) * 8)
        guard level > 0 else { continue }
        canvas.put(
          Canvas.Cell(context.glyphs.bars[level], Style(.spectrum(step))), row: 1 + row,
          column: column)
      }
    }
  }
}
