public import ArgumentParser
public import DeepDataProfiler
import Formats
import NeuralNetwork
import System
import TerminalUI

extension SignificanceHypergraph.Polarity: ExpressibleByArgument {}

/// The layers and the parameters that hypergraphs are made with.
struct HypergraphOptions: ParsableArguments {
  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var chosen: SignalLayersOption
  @OptionGroup var pooling: PoolOption
  @Option(
    help: ArgumentHelp(
      "A signal counts for an image above this quantile of all signals, 0 to 1.",
      valueName: "fraction"))
  var quantile = 0.85
  @Option(
    help: ArgumentHelp(
      "A vector belongs to a class when it counts for this fraction of its images, 0 to 1.",
      valueName: "fraction"))
  var majority = 0.75
  @Option(
    help: ArgumentHelp(
      "The signals that count: as they are, negated, or both as nodes of their own.",
      valueName: "signs"))
  var polarity = SignificanceHypergraph.Polarity.positive

  func validate() throws {
    for (name, value) in [("--quantile", quantile), ("--majority", majority)]
    where !(0...1).contains(value) {
      throw ValidationError("\(name) \(value): give a number from 0 to 1")
    }
  }

  /// What a hypergraph command works on.
  struct Result {
    let findings: Findings
    let layer: LinearLayer
    let spectrum: Spectrum
    let significance: SignificanceHypergraph
    let groups: [SignificanceHypergraph.Group]
    let pool: SignalTable.Pool
    let leftOut: [LeftOutImage]
    /// Finds the hierarchy that it induces.
    let hierarchy: () throws -> SemanticHierarchy
  }

  /// Finds what is significant in the layers.
  /// - Parameters:
  ///   - format: how it is printed.
  ///   - isOfOne: whether that holds one layer alone.
  /// - Returns: what was found of each layer.
  /// - Throws: what is wrong with the options, the model or the images.
  func results(as format: String, isOfOne: Bool) throws -> [Result] {
    let profiler = try options.open(showing: images)
    let layers = try chosen.layers(of: profiler, as: format, isOfOne: isOfOne)
    let results = try layers.map { try result(of: $0, by: profiler) }
    if let first = results.first { profiler.mention(first.leftOut) }
    return results
  }

  private func result(of layer: LinearLayer, by profiler: Profiler) throws -> Result {
    let parameters = SignificanceHypergraph.Parameters(
      quantile: quantile, majority: majority, polarity: polarity)
    let pool = pooling.pool
    let (spectrum, significance, table) = try profiler.wait(about: layer) { profiler in
      (
        try await profiler.spectrum(of: layer.index),
        try await profiler.hypergraph(
          of: layer.index, parameters, pool: pool,
          progress: ProgressBar.of("signals \(layer.name)")),
        try await profiler.signals(of: layer.index, pool: pool)
      )
    }
    return Result(
      findings: profiler.findings, layer: layer, spectrum: spectrum, significance: significance,
      groups: significance.groups, pool: pool, leftOut: table.leftOut
    ) {
      try profiler.wait(about: layer) {
        try await $0.hierarchy(of: layer.index, parameters, pool: pool)
      }
    }
  }
}

extension HypergraphOptions.Result {
  /// One line of what decided on significance.
  var title: String {
    let parameters = significance.parameters
    let threshold = Double(significance.threshold).significant(6)
    return
      "\(layer.title)  quantile \(parameters.quantile)  majority \(parameters.majority)  "
      + "polarity \(parameters.polarity.rawValue)  threshold \(threshold)"
      + (pool == .mean ? "" : "  pool \(pool.rawValue)")
  }

  /// How many vectors, groups and classes there are, and what was left out for having none.
  var counts: String {
    let edges = significance.hypergraph.edges
    let vectors = Set(significance.hypergraph.nodes.map(\.vector)).count
    let labels = Set(findings.dataSet?.labels ?? []).sorted()
    let empty = labels.filter { !edges.contains($0) }
    let names = empty.map { name(ofClass: $0) }.listed(within: 60)
    return
      "\(vectors) of \(spectrum.rank.counted("vector")) in "
      + "\(groups.count.counted("group")), "
      + "\(edges.count) of \(labels.count.counted("class", plural: "classes"))"
      + (empty.isEmpty ? "" : "\nno vector is significant for \(names.printable)")
  }

  /// What stands in place of an answer that is empty.
  static let nothing = "no vector is significant for any class; lower the quantile or the majority"

  /// What is said of the layer and the model, as members of a JSON object.
  var members: [(String, JSON)] { layer.useMembers + [findings.model.architectureMember] }

  /// A class's name, or its number when it has none.
  func name(ofClass label: Int) -> String {
    findings.dataSet?.name(ofClass: label) ?? String(label)
  }

  /// A class in JSON.
  func json(ofClass label: Int) -> JSON {
    findings.dataSet?.json(ofClass: label) ?? .int(label)
  }

  /// A class as text.
  func text(ofClass label: Int) -> String {
    findings.dataSet?.text(ofClass: label) ?? String(label)
  }

  /// The nodes of a list, as members of a JSON object: vectors, and beside them their signs.
  func json(_ nodes: [SignificanceHypergraph.Node]) -> [(String, JSON)] {
    [("vectors", .ints(nodes.map(\.vector))), ("signs", .array(nodes.map { .string($0.sign) }))]
  }
}

extension SignificanceHypergraph.Node {
  /// `+` or `-`.
  var sign: String { isNegative ? "-" : "+" }

  /// `v3`, or `-v3` for negated signals.
  var label: String { (isNegative ? "-v" : "v") + String(vector) }
}
