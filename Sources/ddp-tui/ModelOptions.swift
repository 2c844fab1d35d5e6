import ArgumentParser
import DeepDataProfiler
import Formats
private import Glibc
import LinearAlgebra
import NeuralNetwork
import Reports
import System
import TerminalUI

/// The model that a command is about.
struct ModelOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The model's file: ONNX, PyTorch, safetensors or NumPy, told by its content; or a folder that "
        + "has one."), completion: .file())
  var model: String

  @Option(
    help: ArgumentHelp(
      "The model's card (default: the file of the model's name that ends in .toml, if any).",
      valueName: "file"), completion: .file())
  var config: String?

  @Option(
    help: ArgumentHelp(
      "The state dict to take, of a checkpoint that has several (default: the likeliest, which "
        + "`layers` names beside the others).", valueName: "name"))
  var weights: String?

  @OptionGroup var threads: ThreadsOption

  /// Opens the model, with the images that it may be shown, and says what is wrong beside it.
  func open(
    data: String? = nil, output: String? = nil, images: Range<Int>? = nil
  ) throws -> Profiler {
    let profiler = try openQuietly(data: data, output: output, images: images)
    for warning in profiler.findings.model.warnings { complain(warning) }
    return profiler
  }

  /// Opens the model for one who shows warnings elsewhere.
  func openQuietly(
    data: String? = nil, output: String? = nil, images: Range<Int>? = nil
  ) throws -> Profiler {
    threads.apply()
    return try Profiler.open(
      model: model, card: config, data: data, weights: weights, output: output, images: images)
  }

  /// Opens the model for a command that is nothing without images.
  /// - Throws: What is wrong with the images that the card names, or that none are named.
  func open(
    showing images: DataOptions, _ range: Range<Int>? = nil, output: String? = nil
  ) throws -> Profiler {
    let profiler = try open(data: images.data, output: output, images: range)
    if let dataSet = profiler.findings.dataSet {
      for omission in dataSet.omissions { complain("\(dataSet.file): \(omission)") }
      return profiler
    }
    throw profiler.findings.dataSetFault
      ?? Failure(
        kind: .noData, subject: model, problem: "there are no images to show it",
        cure: "give some with --data, or name them in its card")
  }
}

/// A second model.
struct BesideOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A model to compare with, another checkpoint say: layers of the same names stand side by side.",
      valueName: "model"), completion: .file())
  var beside: String?

  /// Opens it, if there is one, to stand beside another.
  func open(with first: Profiler) throws {
    if let beside { _ = try Profiler.open(model: beside, scheduler: first.scheduler) }
  }
}

/// How many threads compute.
struct ThreadsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Threads to compute with (default: the machine's cores).", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads \(threads): give at least 1")
    }
  }

  /// Sets them.
  func apply() {
    setLinearAlgebraThreads(threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }
}

extension Profiler {
  /// Opens a model; every fault names its file.
  static func open(
    model: String, card: String? = nil, data: String? = nil, weights: String? = nil,
    output: String? = nil, images: Range<Int>? = nil, scheduler: Scheduler = Scheduler()
  ) throws -> Profiler {
    do {
      let profiler = try Profiler(
        model: model, card: card, data: data, weights: weights, output: output,
        images: images, store: .standard(), scheduler: scheduler)
      // What opening took is not kept.
      reuseMemory()
      return profiler
    } catch let failure as Failure where failure.subject == nil {
      throw failure.about(model)
    }
  }
}

/// The images that a command shows the model.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The images: a folder with a folder of \(ImageSet.pictureFormats) files for each class, an "
        + "IDX file, CIFAR batches, or a NumPy .npz with `images` and `labels` (default: those the card names).",
      valueName: "path"), completion: .file())
  var data: String?
}

/// The one layer that a command is about.
struct LayerOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The layer: its name, or its number from 1 as `layers` prints it.", valueName: "layer"))
  var layer: String
}

/// The layers that a command is about.
struct LayersOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A layer's name, or its number from 1; repeatable (default: every layer).",
      valueName: "layer"))
  var layer: [String] = []
}

/// The layers that a command about signals is about, all of which one pass of the images gives.
struct SignalLayersOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A layer's name, or its number from 1 as `layers` prints it; repeatable, as all come from one "
        + "pass of the images.", valueName: "layer"))
  var layer: [String]

  /// The layers, as their profiler is told.
  /// - Parameters:
  ///   - profiler: what is told.
  ///   - option: what may hold one layer alone, `--format csv` say.
  ///   - isOfOne: whether it does.
  /// - Returns: the layers, in the order in which they were named.
  /// - Throws: `Failure` for a layer that is not there, and for several where one is held.
  func layers(of profiler: Profiler, for option: String, isOfOne: Bool) throws -> [LinearLayer] {
    let layers = try profiler.findings.model.layers(layer)
    if isOfOne, layers.count > 1 {
      throw Failure(kind: .usage, problem: "\(option) holds one layer: give one --layer")
    }
    let indices = layers.map(\.index)
    profiler.expect(signalsOf: indices)
    return layers
  }
}

extension ReportFormat: ExpressibleByArgument {}

extension Findings.Model {
  /// The layer of a name, or of a number from 1.
  /// - Throws: `Failure` that lists the layers.
  func layer(_ word: String) throws -> LinearLayer {
    let named = layers.first { $0.name == word } ?? layers.first { $0.otherNames.contains(word) }
    if let named { return named }
    if let number = Int(word), layers.indices.contains(number - 1) { return layers[number - 1] }
    let names = layers.map(\.name).listed(within: 200)
    throw Failure(
      kind: .usage, subject: file, problem: "there is no layer \"\(word)\"",
      cure: "its layers are \(names), or 1 to \(layers.count)")
  }

  /// The layers of some names or numbers; all when none is given.
  func layers(_ words: [String]) throws -> [LinearLayer] {
    words.isEmpty ? layers : try words.map(layer)
  }
}
