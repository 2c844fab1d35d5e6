import DeepDataProfiler
import Foundation
import Reports
import TerminalUI

/// The empirical spectral density of the eigenvalues, both axes logarithmic, with the fitted law.
struct DensityChart {
  let spectrum: Spectrum
  let context: PaneContext

  /// The logarithms of the plot's edges.
  private struct Frame {
    let x, y: ClosedRange<Double>
    let width, height: Int

    func column(_ value: Double) -> Int {
      Self.place((value - x.lowerBound) / (x.upperBound - x.lowerBound) * Double(width - 1))
    }

    func row(_ value: Double) -> Int {
      Self.place((y.upperBound - value) / (y.upperBound - y.lowerBound) * Double(height - 1))
    }

    private static func place(_ value: Double) -> Int { Int(min(max(value, -1e9), 1e9).rounded()) }
  }

  func draw(on canvas: inout Canvas) {
    let rows = canvas.size.rows - 2
    guard rows > 0, canvas.size.columns > 8 else { return }
    guard let density = SpectralDensity(spectrum) else {
      canvas.write(
        paragraph: "An ESD needs two distinct positive eigenvalues.", row: 0,
        style: .role(.warning))
      return
    }
    let points = density.points
    let ys = points.map(\.y)
    let margin = (low: (ys.min() ?? 0) - 0.3, high: (ys.max() ?? 1) + 0.3)
    var dots = Braille(size: Size(columns: canvas.size.columns, rows: rows))
    let frame = Frame(
      x: density.range, y: margin.low...margin.high, width: dots.width, height: dots.height)
    let axis = axis(frame)
    axis.drawGuides(on: &canvas, rows: rows, glyphs: context.glyphs)
    for point in points { drawPoint(point, frame, on: &dots) }
    drawLaw(density.law, frame, on: &dots)
    dots.draw(on: &canvas, row: 0, column: 0, display: context.display)
    drawEnds(frame, on: &canvas, rows: rows)
    axis.draw(
      on: &canvas, row: rows, columns: 0..<canvas.size.columns, glyphs: context.glyphs)
  }

  private func drawPoint(_ point: (x: Double, y: Double), _ frame: Frame, on dots: inout Braille) {
    let fraction = (point.x - frame.x.lowerBound) / (frame.x.upperBound - frame.x.lowerBound)
    let style = Style(.spectrum(UInt8(fraction * Double(Paint.spectrumSteps))))
    let (x, y) = (frame.column(point.x), frame.row(point.y))
    for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
      dots.set(x: x + dx, y: y + dy, style: style)
    }
  }

  private func drawLaw(
    _ law: (start: SpectralDensity.Point, end: SpectralDensity.Point)?, _ frame: Frame,
    on dots: inout Braille
  ) {
    guard let (start, end) = law else { return }
    dots.line(
      from: (frame.column(start.x), frame.row(start.y)),
      to: (frame.column(end.x), frame.row(end.y)), style: .role(.threshold))
  }

  /// The bulk's edges, xmin and the selected vector's eigenvalue.
  private func axis(_ frame: Frame) -> Axis {
    var marks: [Axis.Mark] = []
    func mark(_ glyph: Character, _ value: Double, _ role: Role, hasGuide: Bool = true) {
      guard value > 0, frame.x.contains(log10(value)) else { return }
      marks.append(
        .init(glyph, column: frame.column(log10(value)) / 2, role, hasGuide: hasGuide))
    }
    if let bulk = spectrum.bulk {
      mark("[", bulk.lowerEdge, .bulk)
      mark("]", bulk.upperEdge, .bulk)
    }
    if case .success(let law) = spectrum.powerLaw { mark("x", law.xmin, .threshold) }
    let (marker, vector) = (context.glyphs.marker, context.selection.vector)
    if spectrum.singularValues.indices.contains(vector) {
      let value = spectrum.singularValues[vector]
      mark(marker, value * value, .foreground, hasGuide: false)
    }
    return Axis(
      low: "lambda " + pow(10, frame.x.lowerBound).brief, high: pow(10, frame.x.upperBound).brief,
      legend: "[ ] bulk  x xmin  \(marker) v\(vector)", marks: marks, ticks: ticks(frame))
  }

  /// The values of one digit, 1, 2 and 5 first, as their logarithms are told by them.
  private func ticks(_ frame: Frame) -> [Axis.Tick] {
    let decades = Int(frame.x.lowerBound.rounded(.down))...Int(frame.x.upperBound.rounded(.up))
    let values = [1.0, 2, 5].flatMap { digit in decades.map { digit * pow(10, Double($0)) } }
    return values.filter { frame.x.contains(log10($0)) }.reduce(into: []) { ticks, value in
      let column = frame.column(log10(value)) / 2
      if ticks.allSatisfy({ abs($0.column - column) > 3 }) { ticks.append((column, value.brief)) }
    }
  }

  /// The ends of the vertical axis.
  private func drawEnds(_ frame: Frame, on canvas: inout Canvas, rows: Int) {
    let top = "density \(pow(10, frame.y.upperBound).brief)"
    canvas.write(top, row: 0, endingAt: canvas.size.columns, style: .role(.axis))
    if rows > 2 {
      let bottom = pow(10, frame.y.lowerBound).brief
      canvas.write(bottom, row: rows - 1, column: 0, style: .role(.axis))
    }
  }
}
