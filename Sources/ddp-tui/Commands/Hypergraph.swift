import ArgumentParser
import DeepDataProfiler
import Explorer
import NeuralNetwork

/// `ddp-tui hypergraph`: the incidence table of classes and singular vectors.
struct HypergraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hypergraph",
    abstract: "Which singular vectors of a layer are significant for which classes.")

  /// How the table is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, hif
  }

  @OptionGroup var options: HypergraphOptions
  @Option var format = Format.text

  func run() throws {
    let result = try options.result()
    let hypergraph = result.hierarchy.hypergraph
    switch format {
    case .json: print(json(result).text)
    case .hif: print(hif(result).text)
    case .csv: print(table(result, on: "1", off: "0").csv, terminator: "")
    case .text:
      print(result.title)
      if hypergraph.edges.isEmpty {
        print("no vector is significant for any class; lower the quantile or the majority")
      } else {
        print(table(result, on: "\u{25CF}", off: "\u{B7}").text, terminator: "")
      }
    }
  }

  private func table(_ result: HypergraphOptions.Result, on: String, off: String) -> Table {
    let hypergraph = result.hierarchy.hypergraph
    let nodes = hypergraph.classes.map(\.node)
    var table = Table(
      [("class", .right), ("name", .left)] + nodes.map { ($0.label, .right) })
    for edge in hypergraph.edges {
      let members = Set(edge.nodes)
      table.add(
        [String(edge.label), result.name(ofClass: edge.label)]
          + nodes.map { members.contains($0) ? on : off })
    }
    return table
  }

  private func json(_ result: HypergraphOptions.Result) -> JSON {
    let hypergraph = result.hierarchy.hypergraph
    let parameters = hypergraph.parameters
    return .object([
      ("layer", .string(result.layer.name)), ("quantile", .double(parameters.quantile)),
      ("majority", .double(parameters.majority)),
      ("polarity", .string(parameters.polarity.rawValue)),
      ("threshold", .optional(hypergraph.threshold)),
      (
        "classes",
        .array(
          hypergraph.edges.map { edge in
            .object(
              [("class", .int(edge.label)), ("name", .string(result.name(ofClass: edge.label)))]
                + result.json(edge.nodes))
          })
      ),
      (
        "nodes",
        .array(
          hypergraph.classes.map { node, labels in
            .object([
              ("vector", .int(node.vector)), ("sign", .string(node.sign)),
              ("singular_value", .double(result.spectrum.singularValues[node.vector])),
              ("classes", .ints(labels)),
            ])
          })
      ),
    ])
  }

  /// The Hypergraph Interchange Format, as HyperNetX, XGI and others read it.
  private func hif(_ result: HypergraphOptions.Result) -> JSON {
    let hypergraph = result.hierarchy.hypergraph
    return .object([
      ("network-type", .string("undirected")),
      ("metadata", .object([("name", .string(result.title))])),
      (
        "nodes",
        .array(
          hypergraph.classes.map { node, _ in
            .object([
              ("node", .string(node.label)),
              (
                "attrs",
                .object([
                  ("singular_value", .double(result.spectrum.singularValues[node.vector]))
                ])
              ),
            ])
          })
      ),
      (
        "edges",
        .array(
          hypergraph.edges.map { edge in
            .object([
              ("edge", .int(edge.label)),
              ("attrs", .object([("name", .string(result.name(ofClass: edge.label)))])),
            ])
          })
      ),
      (
        "incidences",
        .array(
          hypergraph.edges.flatMap { edge in
            edge.nodes.map { node in
              .object([("edge", .int(edge.label)), ("node", .string(node.label))])
            }
          })
      ),
    ])
  }
}

extension Hypergraph.Node {
  /// `v3`, or `-v3` for negated signals.
  var label: String { (isNegative ? "-v" : "v") + String(vector) }
}
