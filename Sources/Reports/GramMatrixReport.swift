package import DeepDataProfiler
package import NeuralNetwork
package import TerminalUI

/// The products of each two filters of a layer.
package struct GramMatrixReport: Report {
  package static let command = "export --view gram"
  package static let rows = "a row for each row of the matrix"
  let layer: LinearLayer
  let gram: GramMatrix

  package init(layer: LinearLayer, gram: GramMatrix) {
    self.layer = layer
    self.gram = gram
  }

  package static let fields: [Field<GramMatrixReport>] = [
    .text("layer", Meaning.layer) { $0.layer.name },
    .integer("filters", "the rows, and the columns, of W1 W1^T", unit: "filters") { $0.gram.order },
    .integer("pool", "so many rows and columns are one value here, that of the largest magnitude") {
      $0.gram.pool
    },
    .list("values", of: .list(.number), "the values, row by row") { report in
      report.rows.map { .floats($0) }
    },
  ]

  private var rows: [ArraySlice<Float>] {
    (0..<gram.side).map { gram.values[$0 * gram.side..<($0 + 1) * gram.side] }
  }

  package var table: Table {
    var table = Table(
      [("filter", .right)] + (0..<gram.side).map { (String($0 * gram.pool), .right) })
    for (index, row) in rows.enumerated() {
      table.add([String(index * gram.pool)] + row.map { "\($0)" })
    }
    return table
  }

  package func text(for reader: Reader) -> String { table.text }
}
