import DeepDataProfiler
import Foundation
import TerminalUI

/// The histogram of singular values, with the bulk's edges, xmin and the selected vector.
struct HistogramChart {
  let spectrum: Spectrum
  let context: PaneContext
  /// Whether heights are logarithms of one more than the counts.
  var isLogarithmic = false

  func draw(on canvas: inout Canvas) {
    let values = spectrum.singularValues
    guard let top = values.first, top > 0, let least = values.last else {
      canvas.write(paragraph: "All singular values are zero.", row: 0, style: .role(.warning))
      return
    }
    let bins = Histogram.bins(of: values.count, columns: canvas.size.columns)
    let width = canvas.size.columns / bins
    let histogram = Histogram(values, bins: bins, range: min(least, top * 0.999)...top)
    let rows = canvas.size.rows - 2
    guard rows > 0 else { return }
    let axis = axis(histogram, width)
    axis.drawGuides(on: &canvas, rows: rows, glyphs: context.glyphs)
    drawBars(histogram, width, on: &canvas, rows: rows)
    axis.draw(on: &canvas, row: rows, columns: 0..<bins * width, glyphs: context.glyphs)
  }

  /// The bulk's edges, xmin and the selected vector's value.
  private func axis(_ histogram: Histogram, _ width: Int) -> Axis {
    var marks: [Axis.Mark] = []
    func mark(_ glyph: Character, _ value: Double, _ role: Role) {
      guard let bin = histogram.bin(of: value) else { return }
      marks.append(.init(glyph, column: bin * width, role))
    }
    if let bulk = spectrum.bulk {
      mark("[", max(0, bulk.lowerEdge).squareRoot(), .bulk)
      mark("]", bulk.upperEdge.squareRoot(), .bulk)
    }
    if case .success(let law) = spectrum.powerLaw { mark("x", law.xmin.squareRoot(), .threshold) }
    let (marker, vector) = (context.glyphs.marker, context.selection.vector)
    if let bin = selectedBin(histogram) {
      marks.append(.init(marker, column: bin * width + width / 2, .foreground, hasGuide: false))
    }
    return Axis(
      low: "s \(histogram.range.lowerBound.brief)", high: histogram.range.upperBound.brief,
      legend: "[ ] bulk  x xmin  \(marker) v\(vector)", marks: marks)
  }

  /// The bin of the selected vector's value.
  private func selectedBin(_ histogram: Histogram) -> Int? {
    let vector = context.selection.vector
    return spectrum.singularValues.indices.contains(vector)
      ? histogram.bin(of: spectrum.singularValues[vector]) : nil
  }

  private func drawBars(
    _ histogram: Histogram, _ width: Int, on canvas: inout Canvas, rows: Int
  ) {
    let most = max(1, histogram.counts.max() ?? 1)
    let selected = selectedBin(histogram)
    for (bin, count) in histogram.counts.enumerated() where count > 0 {
      let eighths =
        isLogarithmic
        ? max(1, Int(log(1 + Double(count)) / log(1 + Double(most)) * Double(rows * 8)))
        : max(1, count * rows * 8 / most)
      let step = UInt8(bin * Int(Paint.spectrumSteps) / max(1, histogram.counts.count - 1))
      var style = Style(.spectrum(step))
      if bin == selected { style.emphasis = .bold }
      for row in 0..<rows {
        let level = min(8, eighths - (rows - 1 - row) * 8)
        guard level > 0 else { continue }
        for column in 0..<width {
          canvas.put(
            Canvas.Cell(context.glyphs.bars[level], style), row: row, column: bin * width + column)
        }
      }
    }
    canvas.write(
      (isLogarithmic ? "log, most " : "most ") + "\(most)", row: 0, endingAt: canvas.size.columns,
      style: .role(.axis))
  }
}
