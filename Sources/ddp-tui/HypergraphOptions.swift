public import ArgumentParser
public import DeepDataProfiler
import Explorer
import NeuralNetwork

extension Hypergraph.Polarity: ExpressibleByArgument {}

/// The layer and the parameters that a hypergraph is made with.
struct HypergraphOptions: ParsableArguments {
  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @Option(help: "A layer's name or its number from 1.")
  var layer: String
  @Option(help: "The quantile of all signals that a signal must exceed, 0 to 1.")
  var quantile = 0.85
  @Option(help: "The fraction of a class's images that must exceed it, 0 to 1.")
  var majority = 0.75
  @Option(help: "Which signals count.")
  var polarity = Hypergraph.Polarity.positive

  func validate() throws {
    for (name, value) in [("--quantile", quantile), ("--majority", majority)]
    where !(0...1).contains(value) {
      throw ValidationError("\(name) \(value): give a number from 0 to 1")
    }
  }

  /// What a hypergraph command works on.
  struct Result {
    let model: Findings.Model
    let dataSet: Findings.DataSet?
    let layer: LinearLayer
    let spectrum: Spectrum
    let hierarchy: SemanticHierarchy
  }

  /// Finds the layer's hierarchy.
  func result() throws -> Result {
    let profiler = try options.open(data: images.data)
    let layer = try profiler.findings.model.layer(layer)
    let parameters = Hypergraph.Parameters(
      quantile: quantile, majority: majority, polarity: polarity)
    let (spectrum, hierarchy) = try wait {
      (
        try await profiler.spectrum(of: layer.index),
        try await profiler.hierarchy(
          of: layer.index, parameters, progress: ProgressBar.of("signals \(layer.name)"))
      )
    }
    ProgressBar.clear()
    return Result(
      model: profiler.findings.model, dataSet: profiler.findings.dataSet, layer: layer,
      spectrum: spectrum, hierarchy: hierarchy)
  }
}

extension HypergraphOptions.Result {
  /// One line of what decided on significance.
  var title: String {
    let hypergraph = hierarchy.hypergraph
    let parameters = hypergraph.parameters
    return "\(layer.name)  quantile \(parameters.quantile)  majority \(parameters.majority)  "
      + "polarity \(parameters.polarity.rawValue)  threshold \(hypergraph.threshold.significant(6))"
  }

  /// A class's name, or its number when it has none.
  func name(ofClass label: Int) -> String { dataSet?.name(ofClass: label) ?? String(label) }

  /// The nodes of a list, as members of a JSON object: vectors, and beside them their signs.
  func json(_ nodes: [Hypergraph.Node]) -> [(String, JSON)] {
    [("vectors", .ints(nodes.map(\.vector))), ("signs", .array(nodes.map { .string($0.sign) }))]
  }
}

extension Hypergraph.Node {
  /// `+` or `-`.
  var sign: String { isNegative ? "-" : "+" }
}
