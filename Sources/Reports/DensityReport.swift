package import DeepDataProfiler
import Foundation
package import NeuralNetwork
package import TerminalUI

/// The empirical spectral density of a layer's eigenvalues, and the density of its power law.
package struct DensityReport: Report {
  package static let command = "export --view spectrum --chart density"
  package static let rows = "a row for each interval that has eigenvalues"

  /// An interval of eigenvalues.
  private struct Row: Sendable {
    let lambda, density: Double
    let law: Double?
  }

  let layer: LinearLayer
  private let law: PowerLaw?
  private let rows: [Row]

  package init(layer: LinearLayer, spectrum: Spectrum) {
    self.layer = layer
    let law = try? spectrum.powerLaw.get()
    self.law = law
    let density = SpectralDensity(spectrum)
    rows = (density?.points ?? []).map { point in
      let start = density?.law.map(\.start).flatMap { $0.x <= point.x ? $0 : nil }
      return Row(
        lambda: pow(10, point.x), density: pow(10, point.y),
        law: start.flatMap { start in
          law.map { pow(10, start.y - $0.alpha * (point.x - start.x)) }
        })
    }
  }

  package static let fields: [Field<DensityReport>] = [
    .text("layer", Meaning.layer) { $0.layer.name },
    .number("alpha", Meaning.alpha) { $0.law?.alpha },
    .number("xmin", Meaning.xmin) { $0.law?.xmin },
    .records("densities", "the intervals of equal ratio that have eigenvalues", of: rowFields) {
      $0.rows
    },
  ]

  private static let rowFields: [Field<Row>] = [
    .number("lambda", "the interval's middle, geometrically") { $0.lambda },
    .number("density", "the share of the positive eigenvalues there, over the interval's width") {
      $0.density
    },
    .number("law", "the density of the power law there; null below xmin, or without a fit") {
      $0.law
    },
  ]

  package var table: Table { Table(Self.rowFields, rows: rows) }

  package func text(for reader: Reader) -> String { table.text }
}
