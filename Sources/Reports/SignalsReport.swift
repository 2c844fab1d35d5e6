package import DeepDataProfiler
import LinearAlgebra
package import NeuralNetwork
package import TerminalUI

/// The signal of each image along each singular vector of a layer.
package struct SignalsReport: LayerReport {
  package static let command = "signals"
  package static let rows = "a row for each image, a column for each vector"
  package let layer: LinearLayer
  package let signals: SignalTable
  let singularValues: [Double]
  let dataSet: Findings.DataSet
  package let model: Findings.Model

  package init(
    layer: LinearLayer, signals: SignalTable, singularValues: [Double],
    dataSet: Findings.DataSet, model: Findings.Model
  ) {
    self.layer = layer
    self.signals = signals
    self.singularValues = singularValues
    self.dataSet = dataSet
    self.model = model
  }

  package static let fields: [Field<SignalsReport>] =
    [
      .text("layer", Meaning.layer) { $0.layer.name },
      .text("pool", Meaning.pool) {
        $0.signals.pool.rawValue
      },
      .integer("images", "how many have signals", unit: "images") { $0.signals.images.count },
      .integer("vectors", "how many there are up to the rank", unit: "singular vectors") {
        $0.signals.vectors
      },
      .list("singular_values", of: .number, "the singular value of each") {
        $0.singularValues.prefix($0.signals.vectors).map(JSON.double)
      },
      .list("gaps", of: .number, Meaning.gaps) {
        JSON.gaps(of: $0.singularValues, count: $0.signals.vectors)
      },
      .list("indices", of: .integer, "of each row its image of the data set, from 0") {
        $0.signals.images.map(JSON.int)
      },
      .list("labels", of: .label, "of each image its class") { report in
        report.signals.labels.map(report.dataSet.json(ofClass:))
      },
      .classes { $0.dataSet },
      .unreadable { $0.signals.leftOut },
      .list("signals", of: .list(.number), "of each image its signal along each vector") { report in
        let signals = report.signals.signals
        return report.signals.images.indices.map { .floats(signals.row($0)) }
      },
    ] + Field.uses { $0.layer } + [.architecture { $0.model }]

  package var table: Table { table { "\($0)" } }

  package func text(for reader: Reader) -> String {
    table { Double($0).brief }.text(within: reader.columns, repeating: 2)
  }

  /// A name for its text, where others stand beside it or the layer is used several times.
  package func title(isAlone: Bool) -> String {
    layer.uses > 1 || !isAlone ? layer.title + "\n" : ""
  }

  private func table(number: (Float) -> String) -> Table {
    var rows = Table(
      [("image", .right), ("label", .right)]
        + (0..<signals.vectors).map { ("v\($0)", .right) })
    let values = signals.signals
    for (row, image) in signals.images.enumerated() {
      rows.add(
        [String(image), dataSet.text(ofClass: signals.labels[row])] + values.row(row).map(number))
    }
    return rows
  }
}
