public import ArgumentParser
public import DeepDataProfiler

extension SignificanceHypergraph.Polarity: ExpressibleByArgument {}

/// What decides on significance.
struct ThresholdOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A signal counts for an image above this quantile of all signals, 0 to 1 (default: 0.85).",
      valueName: "fraction"))
  var quantile: Double?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "A vector belongs to a class when it counts for this fraction of its images, 0 to 1 (default: "
        + "0.75).", valueName: "fraction"))
  var majority: Double?
  @Option(
    help: ArgumentHelp(
      "The signals that count: as they are, negated, or both as nodes of their own (default: positive).",
      valueName: "signs"))
  var polarity: SignificanceHypergraph.Polarity?

  func validate() throws {
    for (name, value) in [("--quantile", parameters.quantile), ("--majority", parameters.majority)]
    where !(0...1).contains(value) {
      throw ValidationError("\(name) \(value): give a number from 0 to 1")
    }
  }

  var parameters: SignificanceHypergraph.Parameters {
    .init(
      quantile: quantile ?? 0.85, majority: majority ?? 0.75, polarity: polarity ?? .positive)
  }

  /// Takes over what is not given.
  mutating func fill(
    quantile: Double?, majority: Double?, polarity: SignificanceHypergraph.Polarity?
  ) {
    self.quantile = self.quantile ?? quantile
    self.majority = self.majority ?? majority
    self.polarity = self.polarity ?? polarity
  }

  /// The options that are given.
  var given: [String] {
    [
      quantile.map { _ in "--quantile" }, majority.map { _ in "--majority" },
      polarity.map { _ in "--polarity" },
    ].compactMap { $0 }
  }
}
