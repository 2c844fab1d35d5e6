import ArgumentParser
import DeepDataProfiler
import Explorer
import Formats
import NeuralNetwork
import System

/// What is selected at the start: the same words as a jump takes inside of the explorer.
struct SelectionOptions: ParsableArguments {
  @OptionGroup var thresholds: ThresholdOptions
  @Option(
    help: ArgumentHelp(
      "A layer's name, or its number from 1 (default: the first).", valueName: "layer"))
  var layer: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The singular vector, counted from 0 (default: the strongest that belongs to a group where the view "
        + "is about groups, else the first).",
      valueName: "i"))
  var vector: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "An image of the data set, counted from 0 (default: the first).", valueName: "n"))
  var image: Int?

  /// The selection in a model.
  /// - Throws: `Failure` for what is not there.
  func selection(in findings: Findings) throws -> Selection {
    let layer = try layer.map { try findings.model.layer($0) } ?? findings.model.layers.first
    let vectors = layer.map { min($0.rows, $0.columns) } ?? 0
    if let vector, !(0..<vectors).contains(vector) {
      throw Failure(
        kind: .outOfRange, subject: findings.model.file,
        problem: "there is no vector \(vector); \(layer?.name ?? "the model") has \(vectors), "
          + "counted from 0")
    }
    let images = findings.dataSet?.labels.count ?? 0
    if let image, !(0..<images).contains(image) {
      throw Failure(noImage: image, among: images, in: findings.dataSet?.file)
    }
    return Selection(
      layer: layer?.index ?? 0, vector: vector, image: image ?? 0,
      parameters: thresholds.parameters)
  }
}
