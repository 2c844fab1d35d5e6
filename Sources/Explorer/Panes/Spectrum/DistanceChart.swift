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
    let axis = Axis(
      low: "lambda \(first.xmin.brief)", high: last.xmin.brief,
      legend: "x xmin, least D \(law.distance.text(decimals: 3))",
      marks: [.init("x", column: x(law.xmin) / 2, .threshold)])
    axis.drawGuides(on: &canvas, rows: rows, glyphs: context.glyphs)
    for (left, right) in zip(candidates, candidates.dropFirst()) {
      dots.line(
        from: (x(left.xmin), y(left.distance)), to: (x(right.xmin), y(right.distance)),
        style: .role(.foreground))
    }
    for candidate in candidates {
      dots.set(x: x(candidate.xmin), y: y(candidate.distance), style: .role(.foreground))
    }
    dots.draw(on: &canvas, row: 0, column: 0, display: context.display)
    canvas.write(
      "D \(most.text(decimals: 2))", row: 0, endingAt: canvas.size.columns, style: .role(.axis))
    axis.draw(
      on: &canvas, row: rows, columns: 0..<canvas.size.columns, glyphs: context.glyphs)
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
}
