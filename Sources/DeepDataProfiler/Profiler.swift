public import Formats
import LinearAlgebra
import NeuralNetwork

/// Finds out what the linear layers of one network have learned, each thing when it is first
/// wanted, and remembers it.
///
/// ```swift
/// let profiler = try Profiler(model: "mnist.onnx", data: "mnist.npz")
/// let spectrum = try await profiler.spectrum(of: 1)
/// let hierarchy = try await profiler.hierarchy(of: 1)
/// ```
///
/// Long work goes in steps, between which other requests slip in; to cancel the task that asks is
/// to stop after the step under way, and what was done by then is kept.
public actor Profiler {
  /// The network and the data set, with nothing found yet.
  public nonisolated let findings: Findings

  var network: Network
  let images: ImageSet?
  /// How images are prepared.
  let preparation: ModelCard.Input
  var known = AnswerCache()
  var sweeps: [Sweep.Purpose: Sweep] = [:]
  /// The spectra that are not complete, the one last worked on at the end.
  var begun: [BegunSpectrum] = []
  /// Where spectra are kept for the next time.
  let store: SpectrumStore?
  /// The spectra that were looked for there.
  var lookedFor: Set<Request> = []
  private let queue = SerialQueue()

  /// The images that could not be read, as far as images were run.
  public var unreadable: [UnreadableImage] {
    sweeps.values.map(\.unreadable).max { $0.count < $1.count } ?? []
  }

  /// The queue that all its work is done on.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe queue.asUnownedSerialExecutor()
  }

  /// Opens a network, and the data set that it is to be shown.
  ///
  /// A data set that only the card names and that can't be opened is no error: the findings say
  /// what is wrong with it.
  /// - Parameters:
  ///   - path: the model's file, ONNX, PyTorch, safetensors or npz.
  ///   - cardPath: the model's card; by default the file of the model's name that ends in `.toml`, if
  ///     there is one.
  ///   - dataPath: the data set, a file or a folder; by default the card's.
  ///   - weights: the state dictionary to open, where a checkpoint has several; by default the
  ///     likeliest.
  ///   - store: where spectra are kept and looked for; nowhere by default.
  /// - Throws: `FormatError` for a file that can't be read and for images that can't be made of the
  ///   network's shape, `NetworkError` for a graph that contradicts itself.
  public init(
    model path: String, card cardPath: String? = nil, data dataPath: String? = nil,
    weights: String? = nil, store: SpectrumStore? = nil
  ) throws {
    self.store = store
    let file = try StoredModel.open(path: path, weights: weights)
    let card =
      try (cardPath ?? ModelCard.beside(path)).map { try ModelCard.read(path: $0) } ?? ModelCard()
    let model = try file.arranged(card.weights.layout)
    var images: ImageSet?
    var fault: String?
    do {
      images = try (dataPath ?? card.data.path).map { try ImageSet.open(path: $0) }
    } catch  where dataPath == nil {
      fault = "\(error)"
    }
    network = try Network(
      model: model, sequence: card.network.layers, groups: card.weights.groups,
      imageShape: card.input.shape ?? images?.shape?.extents)
    guard !network.layers.isEmpty else { throw Self.nothingLeft(in: path, network.leftOut) }
    var preparation = card.input
    preparation.shape = network.imageShape?.extents
    do {
      try images?.check(preparation)
    } catch {
      guard dataPath == nil else { throw error }
      (images, fault) = (nil, "\(error)")
    }
    self.images = images
    self.preparation = preparation
    findings = Findings(
      model: Findings.Model(
        file: Self.fileName(path), format: model.format.rawValue,
        parameters: model.tensors.parameters,
        hasGraph: network.hasGraph, architecture: network.architecture,
        statedArchitecture: model.statedArchitecture,
        stateDictionary: model.dictionaries.flatMap { $0.others.isEmpty ? nil : $0.chosen },
        otherDictionaries: model.dictionaries?.others ?? [],
        weightLayout: model.layout.rawValue, layers: network.layers,
        leftOut: network.leftOut),
      dataSet: images.map {
        Findings.DataSet(
          file: Self.fileName($0.path), labels: $0.labels,
          classNames: card.data.classes.isEmpty ? $0.classNames : card.data.classes)
      },
      dataSetFault: fault)
  }

  /// Why a file without a layer can't be used.
  private static func nothingLeft(in path: String, _ leftOut: [LeftOutWeight]) -> FormatError {
    let reasons = leftOut.prefix(3).map { "\($0.name) (\($0.reason))" }.joined(separator: ", ")
    let others = leftOut.count > 3 ? " and \(leftOut.count - 3) others" : ""
    return FormatError(
      kind: .unsupported, file: path,
      problem: "it holds no weight of a convolution or fully connected layer"
        + (leftOut.isEmpty ? "" : " that can be analysed; left out: \(reasons)\(others)"),
      cure: "open a model that has one (a tensor of 2 to 5 axes)")
  }

  private static func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Takes a request one step further.
  /// - Throws: whatever makes an answer impossible; `CancellationError`.
  public func step(_ request: Request) throws -> Step {
    try Task.checkCancellation()
    do {
      return .answer(try remember(request))
    } catch let pending as Pending {
      return .progress(pending.fraction)
    }
  }
}

extension [StoredTensor] {
  /// How many floats they have; `Int.max` where shapes that no file can hold claim more.
  fileprivate var parameters: Int {
    filter { $0.elementType.isFloatingPoint }.reduce(0) { sum, tensor in
      let (sum, overflow) = sum.addingReportingOverflow(tensor.shape.count)
      return overflow ? Int.max : sum
    }
  }
}
