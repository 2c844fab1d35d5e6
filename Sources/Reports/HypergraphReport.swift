package import DeepDataProfiler
package import NeuralNetwork
package import TerminalUI

/// Which singular vectors of a layer are significant for which classes.
package struct HypergraphReport: LayerReport {
  package static let command = "hypergraph"
  package static let rows =
    "the incidence table, a row for each class, a column for each vector, "
    + "1 where it is significant"
  let found: Significances

  package init(_ found: Significances) { self.found = found }

  package var layer: LinearLayer { found.layer }
  package var model: Findings.Model { found.model }
  private var hypergraph: Hypergraph<Int, SignificanceHypergraph.Node> {
    found.significance.hypergraph
  }

  package static let fields: [Field<HypergraphReport>] =
    [
      .text("layer", Meaning.layer) { $0.layer.name },
      .number("quantile", Meaning.quantile) { $0.found.significance.parameters.quantile },
      .number("majority", Meaning.majority) { $0.found.significance.parameters.majority },
      .text("polarity", "which signals count: `positive`, `negative` or `both`") {
        $0.found.significance.parameters.polarity.rawValue
      },
      .single("threshold", Meaning.threshold) { $0.found.significance.threshold },
      .text("pool", Meaning.pool) { $0.found.pool.rawValue },
      .records(
        "classes", "the hyperedges: the classes that a vector is significant for", of: edgeFields
      ) { report in
        let hypergraph = report.hypergraph
        return hypergraph.edges.enumerated().map {
          ($1, hypergraph.nodes(ofEdge: $0), report.found)
        }
      },
      .records(
        "nodes", "the vectors that are significant for a class, ascending", of: nodeFields
      ) { report in
        let dual = report.hypergraph.dual
        return dual.edges.enumerated().map { ($1, dual.nodes(ofEdge: $0), report.found) }
      },
      .unreadable { $0.found.leftOut },
    ] + Field.uses { $0.layer } + [.architecture { $0.model }]

  private static let edgeFields:
    [Field<(label: Int, nodes: [SignificanceHypergraph.Node], found: Significances)>] =
      [
        .value("class", .label, "an output of the network, from 0; the name where it is none") {
          $0.found.json(ofClass: $0.label)
        },
        .text("name", "its name") { $0.found.name(ofClass: $0.label) },
      ] + Field.nodes { $0.nodes }

  private static let nodeFields:
    [Field<(node: SignificanceHypergraph.Node, labels: [Int], found: Significances)>] = [
      .integer("vector", "the singular vector, from 0") { $0.node.vector },
      .text("sign", "`-` where its negated signals count, else `+`") { $0.node.sign },
      .number("singular_value", "its singular value") { $0.found.singularValues[$0.node.vector] },
      .number("gap", "how far that lies above the next, (s_i - s_{i+1}) / s_i; null for the last") {
        $0.found.singularValues.gap(after: $0.node.vector)
      },
      .list("classes", of: .label, "the classes that it is significant for") { node in
        node.labels.map(node.found.json(ofClass:))
      },
    ]

  /// The incidence table: a row for each class, a column for each node.
  package var table: Table {
    var table = Table(
      [("class", .right), ("name", .left)] + hypergraph.nodes.map { ($0.label, .right) })
    for (place, label) in hypergraph.edges.enumerated() {
      let members = Set(hypergraph.nodes(ofEdge: place))
      table.add(
        [found.text(ofClass: label), found.name(ofClass: label)]
          + hypergraph.nodes.map { members.contains($0) ? "1" : "0" })
    }
    return table
  }

  package func text(for reader: Reader) -> String {
    HypergraphText(found: found, isUnicode: reader.display.isUnicode).text(within: reader.columns)
  }

  /// The Hypergraph Interchange Format.
  package var hif: JSON {
    .interchange(hypergraph, named: found.title, singularValues: found.singularValues) { label in
      (found.json(ofClass: label), .string(found.name(ofClass: label)))
    }
  }
}
