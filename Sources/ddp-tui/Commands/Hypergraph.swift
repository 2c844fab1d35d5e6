import ArgumentParser
import DeepDataProfiler
import NeuralNetwork
import Reports

/// `ddp-tui hypergraph`: the incidence table of classes and singular vectors.
struct HypergraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hypergraph",
    abstract: "Show which singular vectors of a layer are significant for which classes.",
    discussion: """
      In text, vectors that belong to the same classes share a column; of many classes each one's \
      vectors are listed instead. In json, `signs` stand beside `vectors`: - where negated signals \
      count. hif is the Hypergraph Interchange Format of HyperNetX and XGI. With --between the \
      hyperedges are images, for which a vector is significant when its signal exceeds the quantile: \
      which vectors they share, and which tell them apart.

      Example: ddp-tui hypergraph SampleModels/mnist.bin --layer fc1 --quantile 0.95 --format hif
      """)

  /// How the table is printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, hif
  }

  @OptionGroup var options: HypergraphOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Two or more images in place of the classes, counted from 0, with commas between them.",
      valueName: "i,j,..."), transform: NumberList.counted)
  var between: [Int]?
  @Option(help: "What is printed.")
  var format = Format.text

  func validate() throws {
    guard let between else { return }
    guard between.count > 1, Set(between).count == between.count else {
      throw ValidationError("--between: give two images or more, each once")
    }
    if options.significance.thresholds.majority != nil {
      throw ValidationError("--majority plays no part with --between: an image is no class")
    }
  }

  func run() throws {
    let found = try options.found(
      as: format.rawValue, isOfOne: format == .csv || format == .hif)
    if let between {
      let reports = try found.map { try report(of: $0, between: between) }
      found.forEach { $0.mention() }
      try write(reports, hif: \.hif)
    } else {
      found.forEach { $0.mention() }
      try write(found.map { HypergraphReport($0.found) }, hif: \.hif)
    }
  }

  private func report(
    of found: SignificanceOptions.Found, between images: [Int]
  ) throws -> ImageHypergraphReport {
    let parameters = options.significance.thresholds.parameters
    return ImageHypergraphReport(
      found.found,
      try ImageHypergraph(
        found.signals, between: images, quantile: parameters.quantile,
        polarity: parameters.polarity))
  }

  private func write<Kind: LayerReport>(_ reports: [Kind], hif: (Kind) -> JSON) throws {
    if let format = ReportFormat(rawValue: format.rawValue) {
      try Output.write(reports, as: format)
    } else if let first = reports.first {
      try Output.write(hif(first).text + "\n")
    }
  }
}
