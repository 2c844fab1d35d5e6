import ArgumentParser

/// The layers and the parameters that hypergraphs are made with.
struct HypergraphOptions: ParsableArguments {
  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var chosen: SignalLayersOption
  @OptionGroup var significance: SignificanceOptions

  /// Finds what is significant in the layers.
  /// - Parameters:
  ///   - format: how they are printed.
  ///   - isOfOne: whether that holds one layer alone.
  /// - Returns: what was found of each layer.
  /// - Throws: what is wrong with the options, the model, the images or the files of signals.
  func found(as format: String, isOfOne: Bool) throws -> [SignificanceOptions.Found] {
    let profiler = try significance.open(options, images)
    let layers =
      significance.signals.isEmpty
      ? try chosen.layers(of: profiler, for: "--format \(format)", isOfOne: isOfOne)
      : try chosen.layers(of: profiler, for: "--signals", isOfOne: true)
    return try significance.found(in: layers, by: profiler)
  }
}
