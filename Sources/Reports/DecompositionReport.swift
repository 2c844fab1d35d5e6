import DeepDataProfiler
package import NeuralNetwork
package import TerminalUI

/// What of layers' decompositions was written into a file.
package struct DecompositionReport: Report {
  package static let command = "svd"
  package static let rows = "a row for each layer"

  /// A layer's part.
  package struct Row: Sendable {
    let layer: LinearLayer
    let rows, columns, rank: Int
    /// Descending.
    let singularValues: [Double]

    package init(layer: LinearLayer, rows: Int, columns: Int, rank: Int, singularValues: [Double]) {
      self.layer = layer
      self.rows = rows
      self.columns = columns
      self.rank = rank
      self.singularValues = singularValues
    }
  }

  let file: String
  let rows: [Row]

  package init(file: String, rows: [Row]) {
    self.file = file
    self.rows = rows
  }

  package static let fields: [Field<DecompositionReport>] = [
    .text("file", "the archive that was written") { $0.file },
    .records("layers", "the layers that are in it", of: rowFields) { $0.rows },
  ]

  private static let rowFields: [Field<Row>] = [
    .integer("index", Meaning.index) { $0.layer.index + 1 },
    .text("name", Meaning.name) { $0.layer.name },
    .shape("matrix_shape", "rows and columns of the unfolded matrix") { [$0.rows, $0.columns] },
    .integer("rank", Meaning.rank, unit: "singular values") { $0.rank },
    Field.list("singular_values", of: .number, Meaning.singularValues + ", up to the rank") {
      $0.singularValues.prefix($0.rank).map(JSON.double)
    }.headed(nil),
    Field.list("gaps", of: .number, Meaning.gaps) {
      JSON.gaps(of: $0.singularValues, count: $0.rank)
    }.headed(nil),
  ]

  package var table: Table { Table(Self.rowFields, rows: rows) }

  package func text(for reader: Reader) -> String {
    var table = Table([("layer", .left), ("U", .right), ("S", .right), ("Vt", .right)])
    for row in rows {
      table.add([
        row.layer.name, "\(row.rows)x\(row.rank)", "\(row.rank)", "\(row.rank)x\(row.columns)",
      ])
    }
    return table.text
  }
}
