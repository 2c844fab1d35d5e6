import ArgumentParser
import DeepDataProfiler
import LinearAlgebra
import NeuralNetwork
import TerminalUI

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
  @OptionGroup var images: DataOptions
  @OptionGroup var chosen: SignalLayersOption
  @OptionGroup var pooling: PoolOption
  @Option(help: "What is printed.")
  var format = Format.text

  /// What is printed of a layer.
  private struct Found {
    let layer: LinearLayer
    let table: SignalTable
    let singularValues: [Double]
  }

  func run() throws {
    let profiler = try options.open(showing: images)
    let layers = try chosen.layers(
      of: profiler, as: format.rawValue, isOfOne: format == .csv || format == .npy)
    let found = try layers.map { try find($0, by: profiler) }
    guard let dataSet = profiler.findings.dataSet, let first = found.first else { return }
    profiler.mention(first.table.leftOut)
    switch format {
    case .text:
      let tables = found.map { part in
        (part.layer.uses > 1 || found.count > 1 ? part.layer.title + "\n" : "")
          + rows(part.table, dataSet) { Double($0).significant(4) }
          .text(within: Output.columns, repeating: 2)
      }
      try Output.write(tables.joined(separator: "\n") + profiler.findings.model.remarks)
    case .csv: try Output.write(rows(first.table, dataSet) { "\($0)" }.csv)
    case .npy:
      let signals = first.table.signals
      try Output.write(NPY.file(signals.values, shape: signals.shape.extents))
    case .json:
      let answers = found.map { json($0, dataSet, of: profiler.findings.model) }
      try Output.write(JSON.ofLayers(answers).text + "\n")
    }
  }

  private func find(_ layer: LinearLayer, by profiler: Profiler) throws -> Found {
    let pool = pooling.pool
    return try profiler.wait(about: layer) {
      Found(
        layer: layer,
        table: try await $0.signals(
          of: layer.index, pool: pool, progress: ProgressBar.of("signals \(layer.name)")),
        singularValues: try await $0.decomposition(of: layer.index).singularValues)
    }
  }

  private func json(
    _ found: Found, _ dataSet: Findings.DataSet, of model: Findings.Model
  ) -> JSON {
    let (table, values, signals) = (found.table, found.singularValues, found.table.signals)
    return JSON.object([
      ("layer", .string(found.layer.name)), ("pool", .string(table.pool.rawValue)),
      ("images", .int(table.images.count)), ("vectors", .int(table.vectors)),
      ("singular_values", .doubles(values.prefix(table.vectors))),
      ("gaps", .gaps(of: values, count: table.vectors)),
      ("labels", .array(table.labels.map(dataSet.json(ofClass:)))), dataSet.classes,
      table.leftOut.json,
      ("signals", .array(table.images.indices.map { .floats(signals.row($0)) })),
    ]).adding(found.layer.useMembers + [model.architectureMember])
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
