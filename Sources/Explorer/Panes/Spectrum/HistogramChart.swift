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
    let bins = min(canvas.size.columns, max(8, Int(2.5 * Double(values.count).squareRoot())))
    let width = canvas.size.columns / bins
    let histogram = Histogram(values, bins: bins, range: min(least, top * 0.999)...top)
    let rows = canvas.size.rows - 2
    guard rows > 0 else { return }
    let marks = marks
    drawGuides(marks, histogram, width, on: &canvas, rows: rows)
    drawBars(histogram, width, on: &canvas, rows: rows)
    drawAxis(histogram, width, marks, on: &canvas, row: rows)
  }

  /// What is marked on the axis: a glyph, its place and what it means.
  private var marks: [(glyph: Character, value: Double, role: Role)] {
    var marks: [(Character, Double, Role)] = []
    if let bulk = spectrum.bulk {
      marks.append(("[", max(0, bulk.lowerEdge).squareRoot(), .bulk))
      marks.append(("]", bulk.upperEdge.squareRoot(), .bulk))
    }
    if case .success(let law) = spectrum.powerLaw {
      marks.append(("x", law.xmin.squareRoot(), .threshold))
    }
    return marks
  }

  private func drawGuides(
    _ marks: [(glyph: Character, value: Double, role: Role)], _ histogram: Histogram,
    _ width: Int, on canvas: inout Canvas, rows: Int
  ) {
    for mark in marks {
      guard let bin = histogram.bin(of: mark.value) else { continue }
      for row in 0..<rows {
        canvas.put(
          Canvas.Cell(context.glyphs.guide, .role(mark.role)), row: row, column: bin * width)
      }
    }
  }

  private func drawBars(
    _ histogram: Histogram, _ width: Int, on canvas: inout Canvas, rows: Int
  ) {
    let most = max(1, histogram.counts.max() ?? 1)
    let selected =
      spectrum.singularValues.indices.contains(context.selection.vector)
      ? histogram.bin(of: spectrum.singularValues[context.selection.vector]) : nil
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

  private func drawAxis(
    _ histogram: Histogram, _ width: Int,
    _ marks: [(glyph: Character, value: Double, role: Role)], on canvas: inout Canvas, row: Int
  ) {
    let columns = histogram.counts.count * width
    for column in 0..<columns {
      canvas.put(
        Canvas.Cell(context.glyphs.horizontal, .role(.axis)), row: row, column: column)
    }
    for mark in marks {
      guard let bin = histogram.bin(of: mark.value) else { continue }
      canvas.put(
        Canvas.Cell(mark.glyph, .role(mark.role, .bold)), row: row, column: bin * width)
    }
    let vector = context.selection.vector
    if spectrum.singularValues.indices.contains(vector),
      let bin = histogram.bin(of: spectrum.singularValues[vector])
    {
      canvas.put(
        Canvas.Cell(context.glyphs.marker, .role(.foreground, .bold)), row: row,
        column: bin * width + width / 2)
    }
    AxisLabels(
      low: "s \(histogram.range.lowerBound.brief)", high: histogram.range.upperBound.brief,
      legend: "[ ] bulk  x xmin  \(context.glyphs.marker) v\(vector)"
    ).draw(on: &canvas, row: row + 1, columns: columns)
  }
}
