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
  @Option(help: "What is printed.")
  var format = Format.text

  func run() throws {
    let profiler = try options.open(showing: data, images.range)
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
