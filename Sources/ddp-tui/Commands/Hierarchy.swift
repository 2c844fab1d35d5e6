import ArgumentParser
import Reports

/// `ddp-tui hierarchy`: the semantic hierarchy as a tree of class sets.
struct HierarchyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hierarchy",
    abstract: "Show the semantic hierarchy of a layer: vectors of many classes above those of few.",
    discussion: """
      A line is a set of classes, the vectors significant for just these, and the images of these \
      classes with the strongest signals along them, each with its signal. What stands below it has \
      some of its classes; what is below several others is written out below the first.

      Example: ddp-tui hierarchy SampleModels/mnist.bin --layer fc1 --quantile 0.95
      """)

  @OptionGroup var options: HypergraphOptions
  @Option(help: "What is printed.")
  var format = ReportFormat.text

  func run() throws {
    let found = try options.found(as: format.rawValue, isOfOne: format == .csv)
    let reports = try found.map { HierarchyReport($0.found, try $0.hierarchy()) }
    found.forEach { $0.mention() }
    try Output.write(reports, as: format)
  }
}
