import ArgumentParser
import DeepDataProfiler
import NeuralNetwork
import TerminalUI

/// `ddp-tui hypergraph`: the incidence table of classes and singular vectors.
struct HypergraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hypergraph",
    abstract: "Show which singular vectors of a layer are significant for which classes.",
    discussion: """
      In text, vectors that belong to the same classes share a column; of many classes each one's \
      vectors are listed instead. In json, `signs` stand beside `vectors`: - where negated signals \
      count. hif is the Hypergraph Interchange Format of HyperNetX and XGI.

      Example: ddp-tui hypergraph SampleModels/mnist.bin --layer fc1 --quantile 0.95 --format hif
      """)

  /// How the table is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, hif
  }

  @OptionGroup var options: HypergraphOptions
  @Option(help: "What is printed.")
  var format = Format.text

  func run() throws {
    let results = try options.results(
      as: format.rawValue, isOfOne: format == .csv || format == .hif)
    guard let first = results.first else { return }
    switch format {
    case .json: try Output.write(JSON.ofLayers(results.map(json)).text + "\n")
    case .hif: try Output.write(hif(first).text + "\n")
    case .csv: try Output.write(table(first).csv)
    case .text:
      let tables = results.map { HypergraphText(result: $0).text(within: Output.columns) }
      try Output.write(tables.joined(separator: "\n") + first.findings.model.remarks)
    }
  }

  private func table(_ result: HypergraphOptions.Result) -> Table {
    let hypergraph = result.significance.hypergraph
    var table = Table(
      [("class", .right), ("name", .left)] + hypergraph.nodes.map { ($0.label, .right) })
    for (place, label) in hypergraph.edges.enumerated() {
      let members = Set(hypergraph.nodes(ofEdge: place))
      table.add(
        [result.text(ofClass: label), result.name(ofClass: label)]
          + hypergraph.nodes.map { members.contains($0) ? "1" : "0" })
    }
    return table
  }

  private func json(_ result: HypergraphOptions.Result) -> JSON {
    let (significance, hypergraph) = (result.significance, result.significance.hypergraph)
    let (parameters, dual) = (significance.parameters, hypergraph.dual)
    return .object([
      ("layer", .string(result.layer.name)), ("quantile", .double(parameters.quantile)),
      ("majority", .double(parameters.majority)),
      ("polarity", .string(parameters.polarity.rawValue)),
      ("threshold", .float(significance.threshold)), ("pool", .string(result.pool.rawValue)),
      (
        "classes",
        .array(
          hypergraph.edges.enumerated().map { place, label in
            .object(
              [
                ("class", result.json(ofClass: label)),
                ("name", .string(result.name(ofClass: label))),
              ] + result.json(hypergraph.nodes(ofEdge: place)))
          })
      ),
      (
        "nodes",
        .array(
          dual.edges.enumerated().map { place, node in
            .object([
              ("vector", .int(node.vector)), ("sign", .string(node.sign)),
              ("singular_value", .double(result.spectrum.singularValues[node.vector])),
              ("gap", .optional(result.spectrum.singularValues.gap(after: node.vector))),
              ("classes", .array(dual.nodes(ofEdge: place).map(result.json(ofClass:)))),
            ])
          })
      ),
      result.leftOut.json,
    ]).adding(result.members)
  }

  /// The Hypergraph Interchange Format, as HyperNetX, XGI and others read it.
  private func hif(_ result: HypergraphOptions.Result) -> JSON {
    let hypergraph = result.significance.hypergraph
    return .object([
      ("network-type", .string("undirected")),
      ("metadata", .object([("name", .string(result.title))])),
      (
        "nodes",
        .array(
          hypergraph.nodes.map { node in
            let value = result.spectrum.singularValues[node.vector]
            return .object([
              ("node", .string(node.label)),
              ("attrs", .object([("singular_value", .double(value))])),
            ])
          })
      ),
      (
        "edges",
        .array(
          hypergraph.edges.map { label in
            .object([
              ("edge", result.json(ofClass: label)),
              ("attrs", .object([("name", .string(result.name(ofClass: label)))])),
            ])
          })
      ),
      (
        "incidences",
        .array(
          hypergraph.incidences.map { label, node in
            .object([("edge", result.json(ofClass: label)), ("node", .string(node.label))])
          })
      ),
    ])
  }
}
