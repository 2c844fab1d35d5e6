public import ArgumentParser
public import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork

extension SignalTable.Pool: ExpressibleByArgument {}

/// `ddp-tui signals`: the signal table of a layer.
struct Signals: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the signal of every image along every singular vector of a layer.",
    discussion: """
      Example: ddp-tui signals SampleModels/mnist.bin --layer fc1 --format npy > signals.npy
      """)

  /// How the table is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, npy
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @OptionGroup var layer: LayerOption
  @Option(
    help: ArgumentHelp(
      "How the signals of an image's receptive fields become one number.", valueName: "pool"))
  var pool = SignalTable.Pool.mean
  @Option(help: "What is printed.")
  var format = Format.text

  func run() throws {
    let profiler = try options.open(showing: images)
    let layer = try profiler.findings.model.layer(layer.layer)
    let pool = pool
    let (table, values) = try profiler.wait(about: layer) {
      (
        try await $0.signals(
          of: layer.index, pool: pool, progress: ProgressBar.of("signals \(layer.name)")),
        try await $0.decomposition(of: layer.index).singularValues
      )
    }
    guard let dataSet = profiler.findings.dataSet else { return }
    profiler.mention(table.leftOut)
    let signals = table.signals
    switch format {
    case .text:
      try Output.write(
        (layer.uses > 1 ? layer.title + "\n" : "")
          + rows(table, dataSet) { Double($0).significant(4) }.text(
            within: Output.columns, repeating: 2)
          + profiler.findings.model.remarks)
    case .csv: try Output.write(rows(table, dataSet) { "\($0)" }.csv)
    case .npy:
      try Output.write(NPY.file(signals.values, shape: signals.shape.extents))
    case .json:
      try Output.write(
        JSON.object([
          ("layer", .string(layer.name)), ("pool", .string(pool.rawValue)),
          ("images", .int(table.images.count)), ("vectors", .int(table.vectors)),
          ("singular_values", .doubles(values.prefix(table.vectors))),
          ("gaps", .gaps(of: values, count: table.vectors)),
          ("labels", .array(table.labels.map(dataSet.json(ofClass:)))), dataSet.classes,
          table.leftOut.json,
          ("signals", .array(table.images.indices.map { .floats(signals.row($0)) })),
        ]).adding(layer.useMembers + [profiler.findings.model.architectureMember]).text + "\n")
    }
  }

  private func rows(
    _ table: SignalTable, _ dataSet: Findings.DataSet, number: (Float) -> String
  ) -> Table {
    var rows = Table(
      [("image", .right), ("label", .right)]
        + (0..<table.vectors).map { ("v\($0)", .right) })
    let signals = table.signals
    for (row, image) in table.images.enumerated() {
      rows.add(
        [String(image), dataSet.text(ofClass: table.labels[row])]
          + signals.row(row).map(number))
    }
    return rows
  }
}
