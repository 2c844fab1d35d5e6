import ArgumentParser
import DeepDataProfiler
import Formats
import LinearAlgebra
import NeuralNetwork
import Reports

/// `ddp-tui signals`: the signal tables of layers.
struct Signals: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the signal of every image along every singular vector of layers.",
    discussion: """
      With -o the table of one layer is written into a NumPy archive with what it came from, which \
      hypergraph and hierarchy take with --signals: tables of some images each, of several machines, \
      are merged there.

      Example: ddp-tui signals SampleModels/mnist.bin --layer fc1 --format npy > signals.npy
      """)

  /// How the table is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, npy
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var data: DataOptions
  @OptionGroup var images: ImagesOption
  @OptionGroup var chosen: SignalLayersOption
  @OptionGroup var pooling: PoolOption
  @Option(help: "What is printed (default: text).")
  var format: Format?
  @Option(
    name: .short,
    help: ArgumentHelp(
      "The file to write instead, which must not be there yet.", valueName: "file"))
  var output: OutputFile?

  func validate() throws {
    if output != nil, format != nil {
      throw ValidationError("with -o nothing is printed: leave out --format")
    }
    try output?.checkEnding(among: ["npz"])
    try output?.checkIsNoStream()
    if format == .npy { try Output.checkTakes(bytesOf: "npy") }
  }

  func run() throws {
    let profiler = try options.open(showing: data, images.range)
    if let output {
      let layers = try chosen.layers(of: profiler, for: "-o", isOfOne: true)
      for layer in layers { try write(layer, of: profiler, to: output) }
      return
    }
    let format = format ?? .text
    let layers = try chosen.layers(
      of: profiler, for: "--format \(format.rawValue)", isOfOne: format == .csv || format == .npy)
    let reports = try layers.compactMap { try report(of: $0, by: profiler) }
    guard let first = reports.first else { return }
    first.signals.leftOut.mention(beside: first.signals.images.count)
    if let format = ReportFormat(rawValue: format.rawValue) {
      try Output.write(reports, as: format)
    } else {
      let signals = first.signals.signals
      try Output.write(NPY.file(signals.values, shape: signals.shape.extents))
    }
  }

  private func write(_ layer: LinearLayer, of profiler: Profiler, to output: OutputFile) throws {
    // Begun first, as a file that can't be made is not found out at the end.
    let file = try NPZ(path: output.path)
    let pool = pooling.pool
    let archive = try profiler.wait(about: layer) {
      try await $0.signalArchive(
        of: layer.index, pool: pool, progress: ProgressBar.of("signals \(layer.name)"))
    }
    try archive.write(into: file)
    archive.signals.leftOut.mention(beside: archive.signals.images.count)
  }

  private func report(of layer: LinearLayer, by profiler: Profiler) throws -> SignalsReport? {
    let pool = pooling.pool
    let (signals, singularValues) = try profiler.wait(about: layer) {
      (
        try await $0.signals(
          of: layer.index, pool: pool, progress: ProgressBar.of("signals \(layer.name)")),
        try await $0.decomposition(of: layer.index).singularValues
      )
    }
    guard let dataSet = profiler.findings.dataSet else { return nil }
    return SignalsReport(
      layer: layer, signals: signals, singularValues: singularValues, dataSet: dataSet,
      model: profiler.findings.model)
  }
}
