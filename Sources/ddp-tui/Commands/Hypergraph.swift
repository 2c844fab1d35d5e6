import ArgumentParser
import Reports

/// `ddp-tui hypergraph`: the incidence table of classes and singular vectors.
struct HypergraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hypergraph",
    abstract: "Show which singular vectors of a layer are significant for which classes.",
    discussion: """
      In text, vectors that belong to the same classes share a column; of many classes each one's \
      vectors are listed instead. In json, `signs` stand beside `vectors`: - where negated signals \
      count. hif is the Hypergraph Interchange Format of HyperNetX and XGI.

      Example: ddp-tui hypergraph SampleModels/mnist.bin --layer fc1 --quantile 0.95 --format hif
      """)

  /// How the table is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, hif
  }

  @OptionGroup var options: HypergraphOptions
  @Option(help: "What is printed.")
  var format = Format.text

  func run() throws {
    let reports = try options.found(
      as: format.rawValue, isOfOne: format == .csv || format == .hif
    ).map { HypergraphReport($0.found) }
    if let format = ReportFormat(rawValue: format.rawValue) {
      try Output.write(reports, as: format)
    } else if let first = reports.first {
      try Output.write(first.hif.text + "\n")
    }
  }
}
