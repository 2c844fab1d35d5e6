import ArgumentParser
import DeepDataProfiler
import NeuralNetwork
import TerminalUI

/// `ddp-tui hierarchy`: the semantic hierarchy as a tree of class sets.
struct HierarchyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hierarchy",
    abstract: "Show the semantic hierarchy of a layer: vectors of many classes above those of few.",
    discussion: """
      A line is a set of classes, the vectors significant for just these, and the images of these \
      classes with the strongest signals along them, each with its signal. What stands below it has \
      some of its classes; what is below several others is written out below the first.

      Example: ddp-tui hierarchy SampleModels/mnist.bin --layer fc1 --quantile 0.95
      """)

  /// How the hierarchy is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @OptionGroup var options: HypergraphOptions
  @Option(help: "What is printed.")
  var format = Format.text

  func run() throws {
    let results = try options.results(as: format.rawValue, isOfOne: false)
    let hierarchies = try results.map { (result: $0, hierarchy: try $0.hierarchy()) }
    switch format {
    case .json: try Output.write(JSON.ofLayers(hierarchies.map(json)).text + "\n")
    case .text:
      let trees = hierarchies.map {
        HierarchyText(result: $0.result, hierarchy: $0.hierarchy).text(within: Output.columns)
      }
      try Output.write(
        trees.joined(separator: "\n") + (results.first?.findings.model.remarks ?? ""))
    }
  }

  private func json(_ result: HypergraphOptions.Result, _ hierarchy: SemanticHierarchy) -> JSON {
    .object([
      ("layer", .string(result.layer.name)),
      ("threshold", .float(result.significance.threshold)),
      ("pool", .string(result.pool.rawValue)),
      (
        "groups",
        .array(
          hierarchy.groups.enumerated().map { id, group in
            .object(
              [("id", .int(id))] + result.json(group.nodes) + [
                ("classes", .array(group.classes.map(result.json(ofClass:)))),
                ("exemplars", .ints(group.exemplars.map(\.image))),
                ("exemplars_of_all", .ints(group.exemplarsOfAll.map(\.image))),
              ])
          })
      ),
      result.findings.dataSet?.classes ?? ("classes", .null),
      ("covers", .array(hierarchy.covers.map { .ints([$0.upper, $0.lower]) })),
      result.leftOut.json,
    ]).adding(result.members)
  }
}
