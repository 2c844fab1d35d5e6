public import Formats
import LinearAlgebra
import NeuralNetwork
import System

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
  /// The output that scores classes, or why there is none.
  let scores: Result<ClassScores, Failure>
  /// How many bytes of memory the program may take, beyond what one answer takes.
  let budget: Int
  var known: AnswerCache
  var sweeps: [Sweep.Purpose: Sweep] = [:]
  /// The passes that met what can't be run.
  var failed: Set<Sweep.Purpose> = []
  /// The layers whose signals will be asked for; nil where any may be.
  var expected: [Int]?
  /// The table of signals that is not complete.
  var begunTable: BegunSignalTable?
  /// The spectra that are not complete, the one last worked on at the end.
  var begun: [BegunSpectrum] = []
  /// The test of a power law that is not complete.
  var bootstrap: (request: Request, test: PowerLawBootstrap)?
  /// Where spectra are kept for the next time.
  let store: SpectrumStore?
  /// The spectra that were looked for there.
  var lookedFor: Set<Request> = []
  private let queue = SerialQueue()

  /// The images that are left out of what was found last.
  public internal(set) var leftOut: [LeftOutImage] = []

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
  ///   - output: the output that scores classes, of a graph with several; by default the card's.
  ///   - store: where spectra are kept and looked for, and signals lie for which there is no room in
  ///     memory; nowhere by default.
  ///   - budget: how many bytes of memory answers, passes over the data and the program itself may take,
  ///     beyond what one answer takes: 1 GB by default.
  /// - Throws: `Failure` for a file that can't be read and for images that can't be made of the
  ///   network's shape, or for a graph that contradicts itself.
  public init(
    model path: String, card cardPath: String? = nil, data dataPath: String? = nil,
    weights: String? = nil, output: String? = nil, store: SpectrumStore? = nil,
    budget: Int = 1 << 30
  ) throws {
    self.store = store
    self.budget = budget
    known = AnswerCache(budget: Self.answerBudget(of: budget))
    let file = try StoredModel.open(path: path, weights: weights)
    let card =
      try (cardPath ?? ModelCard.beside(path)).map { try ModelCard.read(path: $0) } ?? ModelCard()
    let model = try file.arranged(card.weights.layout)
    var images: ImageSet?
    var fault: Failure?
    do {
      images = try (dataPath ?? card.data.path).map { try ImageSet.open(path: $0) }
    } catch let failure as Failure where dataPath == nil {
      fault = failure
    }
    var network = try Network(
      model: model, sequence: card.network.layers, groups: card.weights.groups,
      imageShape: card.input.shape ?? images?.shape?.extents, inputs: card.input.constants)
    guard !network.layers.isEmpty else { throw Self.nothingLeft(in: path, network.leftOut) }
    var preparation = card.input
    preparation.shape = network.imageShape?.extents
    preparation.scale = preparation.scale ?? (network.takesIntegers ? 1 : 255)
    do {
      try images?.check(preparation)
    } catch {
      guard dataPath == nil else { throw error }
      (images, fault) = (nil, error)
    }
    if let images, network.outputs.contains(where: { $0.extents == nil }),
      let first = try? images.batch(0..<1, as: preparation), !first.images.isEmpty
    {
      network.measureOutputs(on: first.tensor)
    }
    let scores = Self.scores(
      of: &network, named: output ?? card.network.output, classCount: images?.classCount(card.data))
    if output != nil, case .failure(let error) = scores { throw error }
    self.network = network
    self.images = images
    self.preparation = preparation
    self.scores = scores
    findings = Findings(
      model: Findings.Model(
        file: Self.fileName(path), format: model.format.rawValue,
        parameters: network.parameters,
        hasGraph: network.hasGraph, architecture: network.architecture,
        statedArchitecture: model.statedArchitecture,
        stateDictionary: model.dictionaries.flatMap { $0.others.isEmpty ? nil : $0.chosen },
        otherDictionaries: model.dictionaries?.others ?? [],
        weightLayout: model.layout.rawValue, layers: network.layers,
        leftOut: network.leftOut),
      dataSet: images.map {
        Findings.DataSet(
          file: Self.fileName($0.path), ClassMatching($0, card: card.data, scores: scores),
          isNamed: $0.isNamed, omissions: $0.omissions)
      },
      dataSetFault: fault)
  }

  /// Why a file without a layer can't be used.
  private static func nothingLeft(in path: String, _ leftOut: [LeftOutWeight]) -> Failure {
    let reasons = leftOut.prefix(3).map { "\($0.name) (\($0.reason))" }.joined(separator: ", ")
    let others = leftOut.count > 3 ? " and \(leftOut.count - 3) others" : ""
    return Failure(
      kind: .unsupported, subject: path,
      problem: "it holds no weight of a convolution or fully connected layer"
        + (leftOut.isEmpty ? "" : " that can be analysed; left out: \(reasons)\(others)"),
      cure: "open a model that has one (a tensor of 2 to 5 axes)")
  }

  private static func scores(
    of network: inout Network, named name: String?, classCount: Int?
  ) -> Result<ClassScores, Failure> {
    do throws(Failure) {
      return .success(try ClassScores(of: &network, named: name, classCount: classCount))
    } catch {
      return .failure(error)
    }
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

extension ImageSet {
  /// How many classes there are, by the names that are stated, else by the labels.
  fileprivate func classCount(_ card: ModelCard.Data) -> Int {
    if let names = [card.outputs, card.classes, classNames].first(where: { !$0.isEmpty }) {
      return names.count
    }
    return (labels.max() ?? 0) &+ 1
  }
}

extension Findings.DataSet {
  /// A data set whose classes are matched.
  fileprivate init(file: String, _ matching: ClassMatching, isNamed: Bool, omissions: [String]) {
    var mismatch: Mismatch?
    var isByOrder = false
    switch matching.way {
    case .stated: break
    case .order: isByOrder = true
    case .none(let reason): mismatch = Mismatch(reason: reason, isNamed: isNamed)
    }
    self.init(
      file: file, labels: matching.labels, classNames: matching.names,
      outputNames: matching.outputNames, mismatch: mismatch, isMatchedByOrder: isByOrder,
      omissions: omissions)
  }
}
