public import ArgumentParser
public import DeepDataProfiler
import Formats
import NeuralNetwork
import Reports

extension Hypergraph.Polarity: ExpressibleByArgument {}

/// The layers and the parameters that hypergraphs are made with.
struct HypergraphOptions: ParsableArguments {
  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var chosen: SignalLayersOption
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
  var polarity = Hypergraph.Polarity.positive

  func validate() throws {
    for (name, value) in [("--quantile", quantile), ("--majority", majority)]
    where !(0...1).contains(value) {
      throw ValidationError("\(name) \(value): give a number from 0 to 1")
    }
  }

  /// Finds the layers' hierarchies.
  /// - Parameters:
  ///   - format: how they are printed.
  ///   - isOfOne: whether that holds one layer alone.
  /// - Returns: what was found of each layer.
  /// - Throws: what is wrong with the options, the model or the images.
  func found(as format: String, isOfOne: Bool) throws -> [Significances] {
    let profiler = try options.open(showing: images)
    let layers = try chosen.layers(of: profiler, as: format, isOfOne: isOfOne)
    return try layers.enumerated().map { place, layer in
      let (found, leftOut) = try found(of: layer, by: profiler)
      if place == 0 { profiler.mention(leftOut) }
      return found
    }
  }

  private func found(
    of layer: LinearLayer, by profiler: Profiler
  ) throws -> (Significances, [LeftOutImage]) {
    let parameters = Hypergraph.Parameters(
      quantile: quantile, majority: majority, polarity: polarity)
    let (spectrum, hierarchy, table) = try profiler.wait(about: layer) { profiler in
      (
        try await profiler.spectrum(of: layer.index),
        try await profiler.hierarchy(
          of: layer.index, parameters, progress: ProgressBar.of("signals \(layer.name)")),
        try await profiler.signals(of: layer.index)
      )
    }
    let found = Significances(
      layer: layer, spectrum: spectrum, hierarchy: hierarchy, leftOut: table.leftOut,
      dataSet: profiler.findings.dataSet, model: profiler.findings.model)
    return (found, table.leftOut)
  }
}
