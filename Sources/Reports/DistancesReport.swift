package import DeepDataProfiler
package import NeuralNetwork
package import TerminalUI

/// How far the tail of a layer's eigenvalues is from a power law, over the xmin that it begins with.
package struct DistancesReport: Report {
  package static let command = "export --view spectrum --chart distances"
  package static let rows = "a row for each xmin"
  let layer: LinearLayer
  let candidates: [PowerLaw.Candidate]

  package init(layer: LinearLayer, candidates: [PowerLaw.Candidate]) {
    self.layer = layer
    self.candidates = candidates
  }

  package static let fields: [Field<DistancesReport>] = [
    .text("layer", Meaning.layer) { $0.layer.name },
    .records("candidates", "the eigenvalues that the tail may begin with", of: rowFields) {
      $0.candidates
    },
  ]

  private static let rowFields: [Field<PowerLaw.Candidate>] = [
    .number("xmin", Meaning.xmin) { $0.xmin },
    .number("alpha", "the exponent of the power law of the eigenvalues from it on") { $0.alpha },
    .number("ks_distance", Meaning.distance) { $0.distance },
  ]

  package var table: Table { Table(Self.rowFields, rows: candidates) }

  package func text(for reader: Reader) -> String { table.text }
}
