public import ArgumentParser
public import DeepDataProfiler
import Explorer
import LinearAlgebra
import NeuralNetwork

extension SignalTable.Pool: ExpressibleByArgument {}

/// `ddp-tui signals`: the signal table of a layer.
struct Signals: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The signal of every image in the direction of every singular vector of a layer.")

  /// How the table is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, npy
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @Option(help: "A layer's name or its number from 1.")
  var layer: String
  @Option(help: "How the signals of one image's receptive fields become one number.")
  var pool = SignalTable.Pool.mean
  @Option var format = Format.text

  func run() throws {
    let profiler = try options.open(data: images.data)
    let layer = try profiler.findings.model.layer(layer)
    let pool = pool
    let table = try wait {
      try await profiler.signals(
        of: layer.index, pool: pool, progress: ProgressBar.of("signals \(layer.name)"))
    }
    ProgressBar.clear()
    switch format {
    case .text: print(rows(table) { $0.significant(4) }.text, terminator: "")
    case .csv: print(rows(table) { "\($0)" }.csv, terminator: "")
    case .npy:
      writeOutput(
        NPY.file(table.signals.values, shape: [table.signals.rows, table.signals.columns]))
    case .json:
      let signals = table.signals
      print(
        JSON.object([
          ("layer", .string(layer.name)), ("pool", .string(pool.rawValue)),
          ("images", .int(signals.rows)), ("vectors", .int(signals.columns)),
          ("labels", .ints(table.labels)),
          ("signals", .array((0..<signals.rows).map { .doubles(signals[row: $0]) })),
        ]).text)
    }
  }

  private func rows(_ table: SignalTable, number: (Double) -> String) -> Table {
    var rows = Table(
      [("image", .right), ("label", .right)]
        + (0..<table.signals.columns).map { ("v\($0)", .right) })
    for (image, label) in table.labels.enumerated() {
      rows.add([String(image), String(label)] + table.signals[row: image].map(number))
    }
    return rows
  }
}
