public import ArgumentParser
public import DeepDataProfiler
import Formats
import NeuralNetwork
import Reports

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

  /// What is significant in a layer, and the hierarchy that it induces, which takes longer.
  typealias Found = (found: Significances, hierarchy: () throws -> SemanticHierarchy)

  /// Finds what is significant in the layers.
  /// - Parameters:
  ///   - format: how they are printed.
  ///   - isOfOne: whether that holds one layer alone.
  /// - Returns: what was found of each layer.
  /// - Throws: what is wrong with the options, the model or the images.
  func found(as format: String, isOfOne: Bool) throws -> [Found] {
    let profiler = try options.open(showing: images)
    let layers = try chosen.layers(of: profiler, for: "--format \(format)", isOfOne: isOfOne)
    return try layers.enumerated().map { place, layer in
      let (found, signals) = try significances(in: layer, by: profiler)
      if place == 0 { signals.leftOut.mention(beside: signals.images.count) }
      let (parameters, pool) = (parameters, pooling.pool)
      return (
        found,
        {
          try profiler.wait(about: layer) {
            try await $0.hierarchy(of: layer.index, parameters, pool: pool)
          }
        }
      )
    }
  }

  private var parameters: SignificanceHypergraph.Parameters {
    .init(quantile: quantile, majority: majority, polarity: polarity)
  }

  private func significances(
    in layer: LinearLayer, by profiler: Profiler
  ) throws -> (Significances, SignalTable) {
    let (parameters, pool) = (parameters, pooling.pool)
    let (spectrum, significance, table) = try profiler.wait(about: layer) { profiler in
      (
        try await profiler.spectrum(of: layer.index),
        try await profiler.hypergraph(
          of: layer.index, parameters, pool: pool,
          progress: ProgressBar.of("signals \(layer.name)")),
        try await profiler.signals(of: layer.index, pool: pool)
      )
    }
    let found = Significances(
      layer: layer, spectrum: spectrum, significance: significance, pool: pool,
      leftOut: table.leftOut, dataSet: profiler.findings.dataSet, model: profiler.findings.model)
    return (found, table)
  }
}
