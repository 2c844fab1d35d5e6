package import DeepDataProfiler
package import Formats
package import NeuralNetwork
import System
package import TerminalUI

/// The images of a data set in an order, with what is known of each.
package struct ImagesReport: Report {
  package static let command = "export --view images"
  package static let rows = "a row for each image"

  /// What is known of an image.
  private struct Row {
    let image: Int
    let label: JSON
    let className: String
    let predicted: Int?
    let predictedName: String?
    let confidence: Float?
    let signal: Float?
  }

  let order: String
  let layer: LinearLayer
  let nodes: [SignificanceHypergraph.Node]
  private let images: [Row]
  let leftOut: [LeftOutImage]?
  let model: Findings.Model

  /// A report.
  /// - Parameters:
  ///   - order: in what order they are.
  ///   - images: the images, in that order.
  ///   - layer: the layer that signals are of.
  ///   - nodes: the vectors that signals are summed over.
  ///   - signal: the sum of an image; nil where it is not known.
  ///   - predictions: what the network makes of them, where that is known.
  ///   - leftOut: those that have no signal, where that is known.
  ///   - dataSet: the data set.
  ///   - model: the model.
  package init(
    order: String, images: [Int], layer: LinearLayer, nodes: [SignificanceHypergraph.Node],
    signal: (Int) -> Float?, predictions: Predictions?, leftOut: [LeftOutImage]?,
    dataSet: Findings.DataSet, model: Findings.Model
  ) {
    (self.order, self.layer, self.nodes, self.model) = (order, layer, nodes, model)
    self.leftOut = leftOut
    self.images = images.map { image in
      let label = dataSet.labels[image]
      let row = predictions?.row(of: image)
      let predicted = row.flatMap { predictions?.predicted[$0] }
      return Row(
        image: image, label: dataSet.json(ofClass: label),
        className: dataSet.name(ofClass: label), predicted: predicted,
        predictedName: predicted.map { dataSet.name(ofOutput: $0) },
        confidence: row.flatMap { predictions?.confidence(ofRow: $0) }, signal: signal(image))
    }
  }

  package static let fields: [Field<ImagesReport>] = [
    .text("order", "in what order they are: highest, lowest, quantiles, class, mistakes or all") {
      $0.order
    },
    .text("layer", Meaning.layer) { $0.layer.name },
    .list("vectors", of: .text, "the singular vectors that signals are summed over, with signs") {
      $0.nodes.map { .string(($0.isNegative ? "-" : "+") + String($0.vector)) }
    },
    .records("images", "the images", of: rowFields) { $0.images },
    .unreadable { $0.leftOut },
    .architecture { $0.model },
  ]

  private static let rowFields: [Field<Row>] = [
    .integer("image", "the image, from 0") { $0.image },
    .value("label", .label, "its class: an output of the network; the name where it is none") {
      $0.label
    },
    .text("class", "the name of its class") { $0.className },
    .integer("predicted", "the output that is predicted, from 0; null where that is not known") {
      $0.predicted
    },
    .text("predicted_class", "its name") { $0.predictedName },
    .single(
      "confidence",
      "the share that a softmax of the logits gives it, of a single logit a sigmoid, 0 to 1"
    ) { $0.confidence },
    .single("signal", "the sum of the image's mean signals; null where there is none") {
      $0.signal
    },
  ]

  package var table: Table { Table(Self.rowFields, rows: images) }

  package func text(for reader: Reader) -> String { table.text }
}
