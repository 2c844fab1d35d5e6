import DeepDataProfiler
import Foundation
import TerminalUI

/// The distance between the tail of eigenvalues and its power law, over the xmin that it begins with.
struct DistanceChart {
  let spectrum: Spectrum
  /// The layer that it is of.
  let layer: Int
  let context: PaneContext

  func draw(on canvas: inout Canvas) {
    let rows = canvas.size.rows - 2
    guard rows > 0, canvas.size.columns > 8 else { return }
    guard let candidates = candidates(on: &canvas) else { return }
    guard case .success(let law) = spectrum.powerLaw, let first = candidates.first,
      let last = candidates.last
    else {
      canvas.write(
        paragraph: "No power law was fitted, so there is no xmin.", row: 0, style: .role(.warning))
      return
    }
    let (low, high) = (log10(first.xmin), log10(last.xmin))
    let most = candidates.map(\.distance).max() ?? 1
    var dots = Braille(size: Size(columns: canvas.size.columns, rows: rows))
    func x(_ xmin: Double) -> Int {
      high > low
        ? Int(((log10(xmin) - low) / (high - low) * Double(dots.width - 1)).rounded()) : 0
    }
    func y(_ distance: Double) -> Int {
      Int(((1 - distance / most) * Double(dots.height - 1)).rounded())
    }
    for row in 0..<rows {
      canvas.put(
        Canvas.Cell(context.glyphs.guide, .role(.threshold)), row: row, column: x(law.xmin) / 2)
    }
    for (left, right) in zip(candidates, candidates.dropFirst()) {
      dots.line(
        from: (x(left.xmin), y(left.distance)), to: (x(right.xmin), y(right.distance)),
        style: .role(.foreground))
    }
    for candidate in candidates {
      dots.set(x: x(candidate.xmin), y: y(candidate.distance), style: .role(.foreground))
    }
    dots.draw(on: &canvas, row: 0, column: 0, isUnicode: context.display.isUnicode)
    drawAxes(law, first, last, most: most, mark: x(law.xmin) / 2, on: &canvas, row: rows)
  }

  /// The candidates, or a word on why there are none yet.
  private func candidates(on canvas: inout Canvas) -> [PowerLaw.Candidate]? {
    switch context.findings[CandidatesQuestion(layer: layer)] {
    case .known(let candidates): return candidates
    case .failed(let failure):
      canvas.write(paragraph: "\(failure)", row: 0, style: .role(failure.role))
    case .unknown, .working:
      canvas.write(paragraph: "Computing the distances.", row: 0, style: .role(.inactive))
    }
    return nil
  }

  private func drawAxes(
    _ law: PowerLaw, _ first: PowerLaw.Candidate, _ last: PowerLaw.Candidate, most: Double,
    mark: Int, on canvas: inout Canvas, row: Int
  ) {
    let columns = canvas.size.columns
    for column in 0..<columns {
      canvas.put(Canvas.Cell(context.glyphs.horizontal, .role(.axis)), row: row, column: column)
    }
    canvas.put(Canvas.Cell("x", .role(.threshold, .bold)), row: row, column: mark)
    canvas.write("D \(most.text(decimals: 2))", row: 0, endingAt: columns, style: .role(.axis))
    AxisLabels(
      low: "lambda \(first.xmin.brief)", high: last.xmin.brief,
      legend: "x xmin, least D \(law.distance.text(decimals: 3))"
    ).draw(on: &canvas, row: row + 1, columns: columns)
  }
}
