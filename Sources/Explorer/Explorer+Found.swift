import DeepDataProfiler
import NeuralNetwork
import System
import TerminalUI

/// The kinds of picture that depend on the selection, each drawn from one answer.
enum Demand: Hashable, CaseIterable, Sendable {
  case spectrum, maps, input, hierarchy, filter, gramMatrix
}

/// What there is of a picture that a pane should show.
enum Found<Value> {
  /// Nothing yet.
  case nothing
  /// Nothing, as the person cancelled it.
  case cancelled
  /// Why there is none.
  case fault(Failure)
  /// An answer; a stale one belongs to another request than the selection's.
  case value(Value, of: Request, isStale: Bool)

  var value: Value? {
    if case .value(let value, _, _) = self { value } else { nil }
  }
}

extension Explorer {
  /// The selected layer; nil when the network has none.
  var layer: LinearLayer? {
    let layers = findings.model.layers
    return layers.indices.contains(selection.layer) ? layers[selection.layer] : nil
  }

  /// The data set, when the network can be run on it.
  var dataSet: Findings.DataSet? { dataFault == nil ? findings.dataSet : nil }

  /// Why the network can't be run on data, with the cure; nil when it can.
  var dataFault: Failure? {
    func noData(_ problem: String) -> Failure { Failure(kind: .noData, problem: problem) }
    if !findings.model.hasGraph {
      return noData(
        "\(findings.model.file) holds weights and no graph, so it can't be run on images. "
          + "Name its layers under [network] in its card, a .toml file beside it.")
    }
    if let fault = findings.dataSetFault {
      return Failure(
        kind: .noData, subject: fault.subject, place: fault.place, problem: fault.problem,
        cure: fault.cure)
    }
    guard let dataSet = findings.dataSet else {
      return noData(
        "No images. Give some with --data PATH, or under [data] in the model's card, "
          + "a .toml file beside it.")
    }
    return dataSet.labels.isEmpty ? noData("\(dataSet.file) has no images.") : nil
  }

  /// The label of the selected image.
  var label: Int? {
    dataSet.flatMap {
      $0.labels.indices.contains(selection.image) ? $0.labels[selection.image] : nil
    }
  }

  /// What answers a demand for the present selection; nil when nothing can.
  func request(for demand: Demand) -> Request? {
    guard layer != nil else { return nil }
    switch demand {
    case .spectrum: return .spectrum(layer: selection.layer)
    case .filter: return .filter(layer: selection.layer, vector: selection.vector)
    case .gramMatrix: return .gramMatrix(layer: selection.layer)
    case .maps where dataSet != nil:
      return .maps(stage, layer: selection.layer, image: selection.image)
    case .input where dataSet != nil: return .maps(.input, layer: 0, image: selection.image)
    case .hierarchy where dataSet != nil:
      return .hierarchy(layer: selection.layer, parameters)
    case .maps, .input, .hierarchy: return nil
    }
  }

  var spectrum: Found<Spectrum> {
    found(.spectrum) { if case .spectrum(let value) = $0 { value } else { nil } }
  }

  var maps: Found<FeatureMaps> { found(.maps, Self.maps) }
  var input: Found<FeatureMaps> { found(.input, Self.maps) }

  var hierarchy: Found<SemanticHierarchy> {
    found(.hierarchy) { if case .hierarchy(let value) = $0 { value } else { nil } }
  }

  var filter: Found<SingularFilter> {
    found(.filter) { if case .filter(let value) = $0 { value } else { nil } }
  }

  var gramMatrix: Found<GramMatrix> {
    found(.gramMatrix) { if case .gramMatrix(let value) = $0 { value } else { nil } }
  }

  private static func maps(_ answer: Answer) -> FeatureMaps? {
    if case .maps(let value) = answer { value } else { nil }
  }

  /// The input of the network for one image, if it is known.
  func input(ofImage image: Int) -> FeatureMaps? {
    findings[.maps(.input, layer: 0, image: image)].flatMap(Self.maps)
  }

  /// The spectrum of one layer, if it is known.
  func spectrum(ofLayer layer: Int) -> Spectrum? {
    if case .spectrum(let spectrum) = findings[.spectrum(layer: layer)] { spectrum } else { nil }
  }

  /// The largest values of the selected layer, as long as its spectrum is not known.
  var provisional: [Double]? {
    guard findings[.spectrum(layer: selection.layer)] == nil,
      case .largestSingularValues(let values) =
        findings[.largestSingularValues(layer: selection.layer)]
    else { return nil }
    return values
  }

  /// Whether a layer's power law is plausible, if that is known.
  func powerLawTest(ofLayer layer: Int) -> PowerLawTest? {
    guard case .powerLawTest(let test) = findings[.powerLawTest(layer: layer)] else { return nil }
    return test
  }

  /// What a layer's alpha is taken to tell; by its shuffle and the test of its law too, when these are
  /// known.
  func reading(ofLayer layer: Int) -> AlphaReading? {
    guard let spectrum = spectrum(ofLayer: layer) else { return nil }
    var comparison: ShuffleComparison?
    if case .spectrum(let shuffled) = findings[.shuffledSpectrum(layer: layer)] {
      comparison = ShuffleComparison(spectrum, shuffled: shuffled)
    }
    return AlphaReading(
      spectrum, comparison: comparison, test: powerLawTest(ofLayer: layer))
  }

  private func found<Value>(_ demand: Demand, _ read: (Answer) -> Value?) -> Found<Value> {
    guard let request = request(for: demand) else {
      let noLayer = Failure(
        kind: .unsupported, problem: "\(findings.model.file) has no linear layer.")
      return (layer == nil ? noLayer : dataFault).map(Found.fault) ?? .nothing
    }
    if case .fault(let reason) = findings[request] { return .fault(reason) }
    if let value = findings[request].flatMap(read) {
      return .value(value, of: request, isStale: false)
    }
    if cancelled.contains(request) { return .cancelled }
    guard let old = held[demand], let value = findings[old].flatMap(read) else { return .nothing }
    return .value(value, of: old, isStale: true)
  }

  /// The node that the selected vector is in the hypergraph.
  var node: Hypergraph.Node {
    Hypergraph.Node(
      vector: selection.vector,
      isNegative: parameters.polarity == .positive
        ? false : parameters.polarity == .negative || selection.isNegative)
  }

  /// The group that holds the selected vector.
  func group(in hierarchy: SemanticHierarchy) -> Int? {
    hierarchy.groups.firstIndex { $0.nodes.contains(node) }
  }

  /// The exemplary images of a group that are shown.
  func exemplars(of group: SemanticHierarchy.Group) -> [SemanticHierarchy.Exemplar] {
    showsStrangers ? group.exemplarsOfAll : group.exemplars
  }

  /// How many singular vectors the selected layer has, as far as is known.
  var vectorCount: Int {
    guard let layer else { return 0 }
    return spectrum(ofLayer: selection.layer)?.singularValues.count
      ?? min(layer.rows, layer.columns)
  }
}
