package import DeepDataProfiler
package import NeuralNetwork
package import TerminalUI

/// A pair of a layer's singular vectors.
package struct FilterReport: Report {
  package static let command = "export --view filters"
  package static let rows = "a row for each entry of u, then of v"
  let layer: LinearLayer
  let vector: Int
  let filter: SingularFilter

  package init(layer: LinearLayer, vector: Int, filter: SingularFilter) {
    self.layer = layer
    self.vector = vector
    self.filter = filter
  }

  package static let fields: [Field<FilterReport>] = [
    .text("layer", Meaning.layer) { $0.layer.name },
    .integer("vector", "the singular vector, from 0") { $0.vector },
    .number("singular_value", "its singular value") { $0.filter.singularValue },
    .integer("first_filter", "the filter of the layer that u begins with: not 0 of a later group") {
      $0.filter.filters.lowerBound
    },
    .list("u", of: .number, "the left singular vector: an entry for each filter") {
      $0.filter.leftVector.map(JSON.float)
    },
    .integer("first_channel", "the channel that v begins with: not 0 of a later group") {
      $0.filter.channels.lowerBound
    },
    .shape(
      "v_shape",
      "the extents of v: channels x rows x columns of a kernel, or of the maps that are flattened"
    ) {
      [$0.filter.channels.count, $0.filter.height, $0.filter.width]
    },
    .list("v", of: .number, "the right singular vector, channel by channel, row by row") {
      $0.filter.rightVector.map(JSON.float)
    },
  ]

  package var table: Table {
    var table = Table([("vector", .left), ("i", .right), ("value", .right)])
    for (name, values) in [("u", filter.leftVector), ("v", filter.rightVector)] {
      for (index, value) in values.enumerated() {
        table.add(["\(name)\(vector)", String(index), "\(value)"])
      }
    }
    return table
  }

  package func text(for reader: Reader) -> String { table.text }
}
