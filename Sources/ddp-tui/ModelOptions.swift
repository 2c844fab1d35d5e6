import ArgumentParser
import DeepDataProfiler
private import Glibc
import LinearAlgebra
import NeuralNetwork

/// The model that a command is about.
struct ModelOptions: ParsableArguments {
  @Argument(help: "The model's file: ONNX, PyTorch checkpoint or NumPy .npz.")
  var model: String

  @Option(
    help: "The model's card (default: MODEL with its extension replaced by .toml, if it is there).")
  var config: String?

  @Option(help: "Threads to compute with (default: the machine's cores).")
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads \(threads): give at least 1")
    }
  }

  /// Opens the model, with the data set that a command shows it.
  func open(data: String? = nil) throws -> Profiler {
    setLinearAlgebraThreads(threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    return try Profiler(model: model, card: config, data: data)
  }
}

/// The images that a command shows the model.
struct DataOptions: ParsableArguments {
  @Option(help: "A NumPy .npz with `images` and `labels` (default: the card's).")
  var data: String?
}

/// How a table is printed.
enum TableFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, csv
}

extension Findings.Model {
  /// The layer of a name, or of a number from 1.
  /// - Throws: `UsageError` that lists the layers.
  func layer(_ word: String) throws -> LinearLayer {
    if let layer = layers.first(where: { $0.name == word }) { return layer }
    if let number = Int(word), layers.indices.contains(number - 1) { return layers[number - 1] }
    let names = layers.map(\.name).joined(separator: ", ")
    throw UsageError(
      "\(file): there is no layer \"\(word)\"; its layers are \(names), or 1 to \(layers.count)")
  }

  /// The layers of some names or numbers; all when none is given.
  func layers(_ words: [String]) throws -> [LinearLayer] {
    words.isEmpty ? layers : try words.map(layer)
  }
}
