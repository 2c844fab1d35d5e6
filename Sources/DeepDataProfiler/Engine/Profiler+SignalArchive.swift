import Formats
import LinearAlgebra
import NeuralNetwork
import System

/// Signal tables that are kept in files.
extension Profiler {
  /// The signals of the images in a layer, with what they came from.
  ///
  /// The files of the model, its card and the data set are read as a whole, for their digests, before the
  /// signals are found and again after: a write through a mapping of a file may not change its time.
  /// Signals that were asked for earlier are taken as they were found.
  /// - Parameters:
  ///   - layer: the layer.
  ///   - pool: how the positions of an image become one signal.
  ///   - progress: told how far it is.
  /// - Returns: the table, to be written.
  /// - Throws: `Failure`, as all do, also where another program has written into one of the files.
  public func signalArchive(
    of layer: Int, pool: SignalTable.Pool = .mean, progress: @escaping Progress = { _ in }
  ) async throws -> SignalArchive {
    let digests = try await answer(to: DigestsQuestion())
    let question = SignalsQuestion(layer: layer, pool: pool)
    let signals = try await answer(to: question, progress: progress)
    let model = findings.model
    guard let dataSet = findings.dataSet, let data = digests.data else {
      throw Failure(kind: .noData, problem: "there are no images; give some with --data")
    }
    let after = try await answer(to: DigestsQuestion(after: question))
    let changed: [(file: String?, isOther: Bool)] = [
      (model.file, after.model != digests.model), (dataSet.file, after.data != digests.data),
      (subject.cardSources.first?.name, after.card != digests.card),
    ]
    if let (file, _) = changed.first(where: \.isOther) {
      throw Failure(
        kind: .damaged, subject: file,
        problem: "another program has written into it since it was opened", cure: "open it again")
    }
    return SignalArchive(
      signals: signals,
      provenance: .init(
        model: .init(name: model.file, digest: digests.model), card: digests.card,
        weights: model.stateDictionary, data: .init(name: dataSet.file, digest: data),
        dataImages: dataSet.labels.count, layer: model.layers[layer].name,
        images: [subject.imageRange],
        kernels: [
          "\(kernelInstructions), OpenBLAS \(OpenBLAS.version) \(OpenBLAS.core)"
        ]))
  }

  /// Checks that signals are of a layer of this network, with this card, and, where there is a data set,
  /// of its images.
  /// - Throws: `Failure` that says what is another; and as all do.
  public func check(_ archive: SignalArchive, isOf layer: Int) async throws {
    let layers = findings.model.layers
    guard layers.indices.contains(layer) else {
      throw Failure(kind: .outOfRange, problem: "there is no layer \(layer + 1)")
    }
    let digests = try await answer(to: DigestsQuestion())
    let (spectrum, provenance) = (try await spectrum(of: layer), archive.provenance)
    let others = [
      ("model, \(provenance.model.name)", provenance.model.digest != digests.model),
      ("card, or file of outputs that it names", provenance.card != digests.card),
      (
        "state dictionary, \(provenance.weights ?? "the only one")",
        provenance.weights != findings.model.stateDictionary
      ),
      ("layer, \(provenance.layer)", provenance.layer != layers[layer].name),
      (
        "data set, \(provenance.data.name)",
        digests.data.map { $0 != provenance.data.digest } ?? false
      ),
      (
        "data set, of \(provenance.dataImages) images",
        findings.dataSet.map { $0.labels.count != provenance.dataImages } ?? false
      ),
      ("number of vectors", archive.signals.vectors != spectrum.rank),
    ]
    if let other = others.first(where: \.1)?.0 {
      throw Failure(
        kind: .unfitting, problem: "its signals are of another \(other)",
        cure: "ask for what they were computed of")
    }
    let labelled = zip(archive.signals.images, archive.signals.labels)
    if let labels = findings.dataSet?.labels,
      !labelled.allSatisfy({ labels.indices.contains($0) && labels[$0] == $1 })
    {
      throw Failure(
        kind: .unfitting, problem: "its labels are not those that the data set has now",
        cure: "make it again")
    }
  }
}
