public import ArgumentParser
public import DeepDataProfiler

extension SignificanceHypergraph.Polarity: ExpressibleByArgument {}

/// What decides on significance.
struct ThresholdOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A signal counts for an image above this quantile of all signals, 0 to 1.",
      valueName: "fraction"))
  var quantile = 0.85
  @Option(
    help: ArgumentHelp(
      "A vector belongs to a class when it counts for this fraction of its images, 0 to 1 (default: "
        + "0.75).", valueName: "fraction"))
  var majority: Double?
  @Option(
    help: ArgumentHelp(
      "The signals that count: as they are, negated, or both as nodes of their own.",
      valueName: "signs"))
  var polarity = SignificanceHypergraph.Polarity.positive

  func validate() throws {
    for (name, value) in [("--quantile", quantile), ("--majority", parameters.majority)]
    where !(0...1).contains(value) {
      throw ValidationError("\(name) \(value): give a number from 0 to 1")
    }
  }

  var parameters: SignificanceHypergraph.Parameters {
    .init(quantile: quantile, majority: majority ?? 0.75, polarity: polarity)
  }
}
