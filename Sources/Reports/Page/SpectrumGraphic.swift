import DeepDataProfiler
import Foundation
import TerminalUI

/// The charts of a layer's spectrum as Scalable Vector Graphics: singular values, and the density of the
/// eigenvalues with its power law.
struct SpectrumGraphic {
  let name: String
  let spectrum: Spectrum

  private static let (width, height, bottom, top) = (360.0, 192.0, 166.0, 20.0)

  /// Both, side by side.
  var html: HTML { HTML("div", ["class": "pair"], [histogram, density]) }

  private var histogram: HTML {
    let values = spectrum.singularValues
    guard let largest = values.first, largest > 0, let least = values.last else {
      return HTML("p", ["class": "warn"], "All singular values are zero.")
    }
    let histogram = Histogram(
      values, bins: max(8, Int(2.5 * Double(values.count).squareRoot())),
      range: min(least, largest * 0.999)...largest)
    let most = Double(max(1, histogram.counts.max() ?? 1))
    let step = Self.width / Double(histogram.counts.count)
    let bars = histogram.counts.enumerated().filter { $0.element > 0 }.map { bin, count in
      let rise = max(1, Double(count) / most * (Self.bottom - Self.top))
      return HTML.empty(
        "rect",
        [
          "x": number(Double(bin) * step + 0.5), "y": number(Self.bottom - rise),
          "width": number(max(0.5, step - 1)), "height": number(rise),
        ])
    }
    let range = histogram.range
    func x(_ value: Double) -> Double {
      (value - range.lowerBound) / (range.upperBound - range.lowerBound) * Self.width
    }
    return graphic(
      "Histogram of the \(values.count.grouped) singular values of \(name), from \(least.brief) to "
        + "\(largest.brief), at most \(Int(most)) in an interval.",
      [HTML("g", ["class": "bars"], bars)] + marks { x($0.squareRoot()) }
        + axis(range.lowerBound.brief, range.upperBound.brief, "singular values")
        + [label("most \(Int(most).grouped)", x: 0, y: 12, "start")])
  }

  private var density: HTML {
    guard let density = SpectralDensity(spectrum) else {
      return HTML(
        "p", ["class": "warn"], "A density needs two distinct positive eigenvalues.")
    }
    let (ys, range) = (density.points.map(\.y), density.range)
    let (low, high) = ((ys.min() ?? 0) - 0.3, (ys.max() ?? 1) + 0.3)
    func x(_ log: Double) -> Double {
      (log - range.lowerBound) / (range.upperBound - range.lowerBound) * Self.width
    }
    func y(_ log: Double) -> Double {
      Self.bottom - (log - low) / (high - low) * (Self.bottom - Self.top)
    }
    let dots = density.points.map {
      HTML.empty("circle", ["cx": number(x($0.x)), "cy": number(y($0.y)), "r": "3"])
    }
    // Cut off where it leaves the chart.
    let law = density.law.map { start, end -> HTML in
      let fraction = end.y < low ? (start.y - low) / (start.y - end.y) : 1
      let (endX, endY) = (start.x + (end.x - start.x) * fraction, max(end.y, low))
      let path =
        "M\(number(x(start.x))) \(number(y(start.y)))L\(number(x(endX))) \(number(y(endY)))"
      return .empty("path", ["class": "law", "d": path])
    }
    let alpha = spectrum.alpha.map {
      ", with the line of a power law of alpha \($0.text(decimals: 2))"
    }
    return graphic(
      "Density of the eigenvalues of \(name) on logarithmic axes\(alpha ?? "").",
      marks { $0 > 0 ? x(log10($0)) : -1 } + [HTML("g", ["class": "dots"], dots)]
        + [law].compactMap { $0 }
        + axis(
          pow(10, range.lowerBound).brief, pow(10, range.upperBound).brief,
          "eigenvalues, logarithmic")
        + [label("density \(pow(10, high).brief)", x: 0, y: 12, "start")])
  }

  /// The bulk's edges and xmin, given as eigenvalues.
  private func marks(_ x: (Double) -> Double) -> [HTML] {
    func mark(_ name: String, _ value: Double) -> [HTML] {
      let place = x(value)
      guard (0...Self.width).contains(place) else { return [] }
      return [
        .empty(
          "path",
          [
            "class": name,
            "d": "M\(number(place)) \(number(Self.top))V\(number(Self.bottom))",
          ])
      ]
    }
    let bulk = spectrum.bulk.map {
      mark("bulk", max(0, $0.lowerEdge)) + mark("bulk", $0.upperEdge)
    }
    guard case .success(let law) = spectrum.powerLaw else { return bulk ?? [] }
    return (bulk ?? []) + mark("xmin", law.xmin)
  }

  private func axis(_ low: String, _ high: String, _ title: String) -> [HTML] {
    [
      .empty(
        "path", ["class": "axis", "d": "M0 \(number(Self.bottom + 0.5))H\(number(Self.width))"]),
      label(low, x: 0, y: 184, "start"), label(title, x: Self.width / 2, y: 184, "middle"),
      label(high, x: Self.width, y: 184, "end"),
    ]
  }

  private func label(_ text: String, x: Double, y: Double, _ anchor: String) -> HTML {
    HTML("text", ["x": number(x), "y": number(y), "text-anchor": anchor], text)
  }

  private func graphic(_ words: String, _ parts: [HTML]) -> HTML {
    HTML(
      "svg",
      [
        "viewBox": "0 0 \(number(Self.width)) \(number(Self.height))", "role": "img",
        "aria-label": words,
      ], parts)
  }

  private func number(_ value: Double) -> String { value.text(decimals: 1) }
}
