public import ArgumentParser
public import DeepDataProfiler
import Explorer
import NeuralNetwork

extension Stage: ExpressibleByArgument {}

/// `ddp-tui project`: the maps of one stage of a layer's computation on one image.
struct Project: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Heatmaps of one image in a layer: its input, receptive fields, signals, outputs.")

  /// How the maps are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, npy
  }

  @OptionGroup var options: ModelOptions
  @OptionGroup var images: DataOptions
  @Option(help: "An image of the data set, from 0.")
  var image: Int
  @Option(help: "A layer's name or its number from 1.")
  var layer: String
  @Option(help: "The step of the computation (paper figure 5).")
  var stage = Stage.projections
  @Option(help: "The maps to print, from 0, separated by commas (default: all).")
  var vector: String?
  @Option var format = Format.text

  func run() throws {
    let profiler = try options.open(data: images.data)
    let layer = try profiler.findings.model.layer(layer)
    let (stage, image) = (stage, image)
    let all = try wait { try await profiler.maps(stage, of: layer.index, image: image) }
    let chosen = try chosen(of: all)
    let values = chosen.flatMap { all[$0] }
    switch format {
    case .json:
      print(
        JSON.object([
          ("stage", .string(stage.rawValue)),
          ("shape", .ints([chosen.count, all.height, all.width])), ("values", .floats(values)),
        ]).text)
    case .npy: writeOutput(NPY.file(values, shape: [chosen.count, all.height, all.width]))
    case .text: break
    }
  }

  /// The maps that were asked for.
  private func chosen(of maps: FeatureMaps) throws -> [Int] {
    guard let vector else { return Array(0..<maps.count) }
    return try vector.split(separator: ",").map { word in
      guard let number = Int(word), (0..<maps.count).contains(number) else {
        throw UsageError(
          "--vector \(word): \(maps.stage.rawValue) has \(maps.count) maps, counted from 0")
      }
      return number
    }
  }
}
