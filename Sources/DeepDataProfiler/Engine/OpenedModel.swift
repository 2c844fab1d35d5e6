import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// A network, and the data set that it is shown, as they were opened: what jobs work on.
package final class OpenedModel: Sendable {
  /// The network and the data set, with nothing found yet.
  let facts: Findings
  let network: Network
  let images: ImageSet?
  /// Those of the images that are run.
  let imageRange: Range<Int>
  /// The files that the network is in.
  let sources: [SourceFile]
  /// The file of its card, that of the names of outputs that the card names, and the files beside the model
  /// that state something of it; none where there are none.
  let cardSources: [SourceFile]
  /// How images are prepared.
  let preparation: ModelCard.Input
  /// The output that scores classes, or why there is none.
  let scores: Result<ClassScores, Failure>
  /// Where spectra and optimised images are kept for the next time, and signals for which there is no room in
  /// memory.
  let store: ResultStore?
  /// The passes of the data set through the network.
  let passes = DataPasses()

  /// Opens them; parameters and errors are those of `Profiler.init`.
  init(
    path: String, card cardPath: String?, data dataPath: String?, weights: String?, output: String?,
    images range: Range<Int>?, store: ResultStore?
  ) throws {
    self.store = store
    let path = try ModelFolder.model(at: path)
    let file = try StoredModel.open(path: path, weights: weights)
    sources = SourceFile.mapped(file.files)
    var stated = try ModelStatements(ofModel: path, card: cardPath)
    let card = stated.card
    var model = try file.arranged(card.weights.layout)
    model.statedArchitecture = model.statedArchitecture ?? stated.architecture
    var images: ImageSet?
    var fault: Failure?
    do {
      images = try (dataPath ?? card.data.path).map { try ImageSet.open(path: $0) }
    } catch let failure as Failure where dataPath == nil {
      fault = failure
    }
    var network = try Network(
      model: model, sequence: card.network.layers, groups: card.weights.groups,
      imageShape: card.input.shape ?? images?.shape?.extents ?? stated.imageShape,
      inputs: card.input.constants)
    guard !network.layers.isEmpty else { throw Self.nothingLeft(in: path, network.leftOut) }
    let preparation = stated.preparation(of: network)
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
      of: &network, named: output ?? card.network.output,
      classCount: images.map { stated.classCount ?? $0.classCount })
    if output != nil, case .failure(let error) = scores { throw error }
    let (data, outputsFile) = stated.data(naming: try? scores.get().classCount)
    cardSources = stated.sources(naming: outputsFile)
    let isPrepared = network.hasGraph && images?.areFloats != true
    if network.hasGraph, let images, images.areFloats,
      let first = try? images.batch(0..<1, as: preparation)
    {
      stated.doubt(floats: first.tensor, preparation, of: network)
    }
    self.network = network
    self.images = images
    imageRange = try images?.range(of: range) ?? 0..<0
    self.preparation = preparation
    self.scores = scores
    facts = Findings(
      model: Findings.Model(
        file: MappedFile.name(path), format: model.format.rawValue,
        parameters: network.parameters,
        hasGraph: network.hasGraph, architecture: network.architecture,
        statedArchitecture: model.statedArchitecture,
        stateDictionary: model.dictionaries.flatMap { $0.others.isEmpty ? nil : $0.chosen },
        otherDictionaries: model.dictionaries?.others ?? [],
        weightLayout: model.layout.rawValue, layers: network.layers,
        leftOut: network.leftOut,
        preparation: isPrepared ? stated.pixels(preparation, of: network) : nil,
        resizing: network.hasGraph && images?.shape == nil ? stated.resizing(preparation) : nil,
        warnings: stated.warnings),
      dataSet: images.map {
        Findings.DataSet(
          file: MappedFile.name($0.path),
          ClassMatching($0, card: data, namedBy: outputsFile, scores: scores),
          isNamed: $0.isNamed, omissions: $0.omissions, outputsFile: outputsFile)
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

  /// The data set.
  /// - Throws: `Failure` where there is none, or it could not be opened.
  func requireImages() throws(Failure) -> ImageSet {
    if let images { return images }
    throw facts.dataSetFault
      ?? Failure(kind: .noData, problem: "there are no images; give some with --data")
  }

  /// One of the images as the network takes it.
  /// - Throws: `Failure` where there is no such image, or it can't be used.
  func image(_ index: Int) throws -> Tensor {
    let set = try requireImages()
    guard (0..<set.count).contains(index) else {
      throw Failure(noImage: index, among: set.count, in: facts.dataSet?.file)
    }
    let batch = try set.batch(index..<index + 1, as: preparation)
    if let fault = batch.leftOut.first {
      throw Failure(leftOut: fault, of: facts.dataSet?.file)
    }
    return batch.tensor
  }

  /// The labels of some images.
  func labels(of images: [Int]) -> [Int] {
    let labels = facts.dataSet?.labels ?? []
    return images.map { labels[$0] }
  }
}

extension ImageSet {
  /// The images that are asked for, or all.
  /// - Throws: `Failure` where there are no such images.
  fileprivate func range(of wanted: Range<Int>?) throws(Failure) -> Range<Int> {
    guard let wanted else { return 0..<count }
    guard wanted.lowerBound >= 0, wanted.upperBound <= count, !wanted.isEmpty else {
      throw Failure(
        kind: .outOfRange, subject: path,
        problem: "it has no images \(wanted.lowerBound) to \(wanted.upperBound - 1)",
        cure: "choose from 0 to \(count - 1)")
    }
    return wanted
  }

  /// How many classes there are, by their names, else by the labels.
  fileprivate var classCount: Int {
    classNames.isEmpty ? (labels.max() ?? 0) &+ 1 : classNames.count
  }
}

extension Findings.DataSet {
  /// A data set whose classes are matched.
  fileprivate init(
    file: String, _ matching: ClassMatching, isNamed: Bool, omissions: [String],
    outputsFile: String?
  ) {
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
      omissions: omissions, outputsFile: outputsFile)
  }
}
