package import DeepDataProfiler
package import NeuralNetwork
package import TerminalUI

/// The signals of one singular vector with its sign, class by class, and what it feeds.
package struct VectorReport: Report {
  package static let command = "export --view vector"
  package static let rows = "a row for each class"
  let layer: LinearLayer
  let node: SignificanceHypergraph.Node
  let spectrum: Spectrum
  let signals: VectorSignals
  /// The vectors of the next layer that it feeds most; nil where there are none, or they are not known.
  let links: Links?
  let dataSet: Findings.DataSet?
  let model: Findings.Model

  package init(
    layer: LinearLayer, node: SignificanceHypergraph.Node, spectrum: Spectrum,
    signals: VectorSignals, links: Links?, dataSet: Findings.DataSet?, model: Findings.Model
  ) {
    self.layer = layer
    self.node = node
    self.spectrum = spectrum
    self.signals = signals
    self.links = links
    self.dataSet = dataSet
    self.model = model
  }

  package static let fields: [Field<VectorReport>] =
    [
      .text("layer", Meaning.layer) { $0.layer.name },
      .integer("vector", "the singular vector, from 0") { $0.node.vector },
      .text("sign", "`-` where its negated signals count, else `+`") { $0.node.sign },
      .number("singular_value", "its singular value") {
        $0.spectrum.singularValues[$0.node.vector]
      },
      .number("gap", "how far that lies above the next, (s_i - s_{i+1}) / s_i; null for the last") {
        $0.spectrum.singularValues.gap(after: $0.node.vector)
      },
      .number("quantile", Meaning.quantile) { $0.signals.parameters.quantile },
      .number("majority", Meaning.majority) { $0.signals.parameters.majority },
      .single("threshold", Meaning.threshold) { $0.signals.threshold },
      .records(
        "classes", "the signals of each class that has images, negated where the sign is `-`",
        of: classFields
      ) { report in
        report.signals.classes.map { ($0, report) }
      },
      .records("highest", "the images with the largest of these signals", of: imageFields) {
        $0.signals.highest
      },
      .records("lowest", "the images with the smallest of them", of: imageFields) {
        $0.signals.lowest
      },
      .text("next_layer", "the layer that takes what the layer gives; null where none does alone") {
        report in report.links.map { report.model.layers[$0.layer].name }
      },
      .records("links", "the vectors of the next layer that it feeds most", of: linkFields) {
        $0.links.map { links in
          links.strongest(10).map { ($0, links.strengths[$0]) }
        }
      },
      .unreadable { $0.signals.leftOut },
    ] + Field.uses { $0.layer } + [.architecture { $0.model }]

  private static let classFields: [Field<(spread: VectorSignals.Spread, report: VectorReport)>] = [
    .value("class", .label, "an output of the network, from 0; the name where it is none") {
      $0.report.dataSet?.json(ofClass: $0.spread.label) ?? .int($0.spread.label)
    },
    .text("name", "its name") {
      $0.report.dataSet?.name(ofClass: $0.spread.label) ?? String($0.spread.label)
    },
    .integer("count", "its images that have a signal", unit: "images") { $0.spread.count },
    .number("minimum", "their smallest signal") { $0.spread.minimum },
    .number("q1", "the lower quartile, as `numpy.quantile` has it") { $0.spread.lowerQuartile },
    .number("median", "the median") { $0.spread.median },
    .number("q3", "the upper quartile") { $0.spread.upperQuartile },
    .number("maximum", "their largest signal") { $0.spread.maximum },
    .number("share", "the share of them that exceeds the threshold, 0 to 1") { $0.spread.share },
    .flag("significant", "whether that is the majority") {
      $0.report.signals.isSignificant(for: $0.spread)
    },
    .text("sign", "`-` where all this is of negated signals, else `+`") { $0.report.node.sign },
  ]

  private static let imageFields: [Field<SemanticHierarchy.Exemplar>] = [
    .integer("image", "the image, from 0") { $0.image },
    .number("signal", "its signal") { $0.signal },
  ]

  private static let linkFields: [Field<(vector: Int, strength: Double)>] = [
    .integer("vector", "the singular vector of the next layer, from 0") { $0.vector },
    .number("strength", "the share of it that looks along this one, 0 to 1") { $0.strength },
  ]

  package var table: Table {
    Table(Self.classFields, rows: signals.classes.map { ($0, self) })
  }

  package func text(for reader: Reader) -> String { table.text }
}
