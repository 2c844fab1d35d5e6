package import DeepDataProfiler
import Foundation
import TerminalUI

/// The empirical spectral density of a layer's eigenvalues, and its power law, as logarithms to the base
/// 10 (paper figure 3).
package struct SpectralDensity {
  /// A place of the chart.
  package typealias Point = (x: Double, y: Double)

  /// The densities in bins of equal ratio, empty ones left out.
  package let points: [Point]
  /// From the least positive eigenvalue to the largest.
  package let range: ClosedRange<Double>
  /// The ends of `p(x) = n_tail / n (alpha - 1) / xmin (x / xmin)^-alpha`, from xmin on; nil where there
  /// is no law.
  package let law: (start: Point, end: Point)?

  /// The density; nil of fewer than two distinct positive eigenvalues.
  package init?(_ spectrum: Spectrum) {
    let logs = spectrum.eigenvalues.filter { $0 > 0 }.map { log10($0) }
    guard let low = logs.min(), let high = logs.max(), high > low else { return nil }
    range = low...high
    let histogram = Histogram(
      logs, bins: max(6, Int(2.5 * Double(logs.count).squareRoot())), range: range)
    let step = (high - low) / Double(histogram.counts.count)
    points = histogram.counts.enumerated().compactMap { bin, count in
      guard count > 0 else { return nil }
      let left = low + Double(bin) * step
      let width = pow(10, left + step) - pow(10, left)
      return (left + step / 2, log10(Double(count) / Double(logs.count) / width))
    }
    if case .success(let law) = spectrum.powerLaw, law.xmin > 0, law.alpha > 1, law.alpha.isFinite {
      let start = log10(law.xmin)
      let height = log10(
        Double(law.tailCount) / Double(logs.count) * (law.alpha - 1) / law.xmin)
      self.law = ((start, height), (high, height - law.alpha * (high - start)))
    } else {
      law = nil
    }
  }
}
