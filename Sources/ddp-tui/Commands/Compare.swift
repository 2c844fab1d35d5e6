import ArgumentParser
import Reports
import TerminalUI

/// `ddp-tui compare`: alpha-hat of several models under each matrization, and how well it follows
/// their accuracies (paper figure 4).
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare models, or checkpoints of one training, by their spectra.",
    discussion: """
      Prints alpha-hat of each model under each matrization and, with their accuracies, the straight \
      line of accuracy over alpha-hat and of three models and more, the fraction r2 of the variance that it accounts for. Then \
      for each layer alpha in each model, and how far it is from that in the first; layers are the \
      same when they have the same name.

      Compare files of one kind: exporters to ONNX fold batch normalisation into weights, which then \
      have another spectrum than those that were trained.

      Toeplitz spectra of large maps take their time: --matrization chooses what is compared.

      Example: ddp-tui compare epoch1.pt epoch5.pt epoch9.pt --accuracy 0.71,0.83,0.86
      """)

  @Argument(help: "The models' files.", completion: .file())
  var models: [String]
  @Option(
    help: ArgumentHelp(
      "The accuracy of each model, in their order, with commas between.", valueName: "a,...",
      visibility: .default), transform: NumberList.finite)
  var accuracy: [Double]?
  @Option(
    help: ArgumentHelp(
      "The state dict to take of each model, in their order, with commas between; nothing for the "
        + "likeliest.", valueName: "name,..."))
  var weights: String?
  @Option(
    help: ArgumentHelp(
      "A matrization to compare under; repeatable (default: all three).", valueName: "name"))
  var matrization: [MatrizationName] = []
  @OptionGroup var map: MapSizeOption
  @OptionGroup var alphaHat: AlphaHatOptions
  @OptionGroup var threads: ThreadsOption
  @Option(help: "What is printed.")
  var format = ReportFormat.text

  /// The state dictionary of each model; nil for the likeliest.
  private var dictionaries: [String?] {
    guard let weights else { return models.map { _ in nil } }
    return weights.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? nil : String($0) }
  }

  func validate() throws {
    if dictionaries.count != models.count {
      throw ValidationError(
        "--weights has \(dictionaries.count.counted("name")) for "
          + models.count.counted("model"))
    }
    if let accuracy, accuracy.count != models.count {
      throw ValidationError(
        "--accuracy has \(accuracy.count.counted("number")) for \(models.count.counted("model"))")
    }
  }

  func run() throws {
    threads.apply()
    let names = matrization.isEmpty ? MatrizationName.allCases : matrization
    let compared = try models.enumerated().map { index, file in
      try ComparedModel.open(
        file: file, weights: dictionaries[index], accuracy: accuracy?[index], names: names,
        mapSize: map.mapSize)
    }
    try Output.write(
      ComparisonReport(models: compared, names: names, convention: alphaHat.convention), as: format)
  }
}
