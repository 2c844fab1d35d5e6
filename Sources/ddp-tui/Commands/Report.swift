import ArgumentParser
import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import Reports
import System

/// `ddp-tui report`: all of a model on one page of HTML.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract:
      "Write one page of HTML: the model, its spectra, hypergraphs and illustrated hierarchies.",
    discussion: """
      The page needs nothing but itself: pictures are in it, and no script. Each group of a hierarchy has \
      an image that brings out its vectors, as visualize makes it, and the images of its classes with \
      the strongest signals. Without images or a graph it has the spectra, and says why not the rest.

      Example: ddp-tui report SampleModels/mnist.bin --layer fc1 --quantile 0.95 -o mnist.html
      """)

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var chosen: LayersOption
  @OptionGroup var thresholds: ThresholdOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps up the gradient for each optimised image; 0 leaves them out.", valueName: "n"))
  var steps = 512
  @Option(
    name: .short,
    help: ArgumentHelp(
      "The HTML file to write, which must not be there yet; - is standard output.",
      valueName: "file"))
  var output: OutputFile

  func validate() throws {
    if !(0...1_000_000).contains(steps) {
      throw ValidationError("--steps \(steps): give a number from 0 to 1000000")
    }
    try output.checkEnding(among: ["html", "htm"])
  }

  func run() throws {
    let profiler = try options.open(data: images.data)
    let model = profiler.findings.model
    let indices = Set(try model.layers(chosen.layer).map(\.index))
    let layers = model.layers.filter { indices.contains($0.index) }
    // A file that can't be made is not found out at the end.
    try output.check()
    profiler.expect(signalsOf: layers.map(\.index))
    let spectra = try profiler.inTurn(model.layers, together: 32) {
      [SpectrumQuestion(layer: $0.index)]
    } find: { index, layer in
      LayerSpectrum(layer: layer, outcome: try spectrum(of: layer, by: profiler))
    }
    let fault = profiler.imageFault
    let predictions = try orFault(fault) {
      try profiler.wait { try await $0.predictions(progress: ProgressBar.of("predictions")) }
    }
    if case .success(let predictions) = predictions {
      predictions.leftOut.mention(beside: predictions.images.count)
    }
    var images = PageImages()
    let sections = try layers.map { layer in
      (layer, try orFault(fault) { try section(of: layer, &images, by: profiler) })
    }
    let page = ReportPage(
      model: model, dataSet: profiler.findings.dataSet, predictions: predictions, spectra: spectra,
      layers: sections, images: images)
    try output.write(Array(page.text.utf8))
  }

  /// A layer's spectrum, or why its weight has none.
  private func spectrum(
    of layer: LinearLayer, by profiler: Profiler
  ) throws -> Result<LayerSpectrum.Found, Failure> {
    do {
      let bar = ProgressBar.of("spectrum \(layer.name)")
      let spectrum = try profiler.wait(about: layer) {
        try await $0.spectrum(of: layer.index, progress: bar)
      }
      return .success(.init(spectrum: spectrum))
    } catch let failure as Failure where failure.isOfWeight {
      return .failure(failure)
    }
  }

  /// An answer, or why a network that can't be run on these images has none.
  /// - Parameters:
  ///   - known: why there is none, where that is known.
  ///   - find: finds it.
  /// - Returns: the answer.
  /// - Throws: what is a fault of the machine.
  private func orFault<Answer>(
    _ known: PageFault? = nil, _ find: () throws -> Answer
  ) throws -> Result<Answer, PageFault> {
    if let known { return .failure(known) }
    do {
      return .success(try find())
    } catch let failure as Failure where failure.kind != .broken {
      return .failure(PageFault("\(failure)"))
    }
  }

  /// What is significant in a layer, with the pictures of each group.
  private func section(
    of layer: LinearLayer, _ images: inout PageImages, by profiler: Profiler
  ) throws -> HierarchySection {
    let (index, parameters) = (layer.index, thresholds.parameters)
    let (spectrum, hierarchy, table) = try profiler.wait(about: layer) { profiler in
      (
        try await profiler.spectrum(of: index),
        try await profiler.hierarchy(
          of: index, parameters, progress: ProgressBar.of("signals \(layer.name)")),
        try await profiler.signals(of: index)
      )
    }
    let groups = hierarchy.groups
    let pictures = try groups.enumerated().map { place, group in
      let bar = ProgressBar.of("image \(place + 1) of \(groups.count) of \(layer.name)")
      let recipe = VisualizationRecipe(steps: steps)
      let optimized: Result<OptimizedImage, PageFault>? =
        steps == 0
        ? nil
        : try orFault {
          try profiler.wait(about: layer) {
            try await $0.optimizedImage(
              of: index, VisualizationObjective(group), recipe, progress: bar)
          }
        }
      return OptimizedPicture(optimized)
    }
    let missing = images.missing(
      of: Set(groups.flatMap(\.exemplars).map(\.image)).sorted())
    if !missing.isEmpty {
      let shown = try profiler.wait { try await $0.answer(to: InputImagesQuestion(missing)) }
      images.add(missing, as: shown)
    }
    let found = Significances(
      layer: layer, spectrum: spectrum, significance: hierarchy.significance, pool: .mean,
      leftOut: table.leftOut, labels: profiler.findings.dataSet?.labels ?? [],
      dataSet: profiler.findings.dataSet, model: profiler.findings.model)
    return HierarchySection(found, hierarchy, pictures: pictures)
  }
}

extension Profiler {
  /// Why the network can't be run on images; nil when it can.
  fileprivate var imageFault: PageFault? {
    if !findings.model.hasGraph {
      return PageFault(
        "the file holds weights and no graph, so it can't be run on images; its layers can be named in "
          + "its card")
    }
    if let fault = findings.dataSetFault { return PageFault("\(fault)") }
    return findings.dataSet == nil
      ? PageFault("there are no images; give some with --data, or name them in the model's card")
      : nil
  }
}
