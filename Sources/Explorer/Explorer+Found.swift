import DeepDataProfiler
import NeuralNetwork
import System
import TerminalUI

/// The kinds of picture that depend on the selection, each drawn from one answer.
enum Demand: Hashable, CaseIterable, Sendable {
  case spectrum, maps, input, hierarchy, filter, gramMatrix
}

/// What there is of a picture that a pane should show.
enum Found<Kind: Question> {
  /// Nothing yet.
  case nothing
  /// Nothing, as the person cancelled it.
  case cancelled
  /// Why there is none.
  case fault(Failure)
  /// An answer; a stale one belongs to another question than the selection's.
  case value(Kind.Answer, of: Kind, isStale: Bool)

  var value: Kind.Answer? {
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

  /// What a picture of the present selection is drawn from; nil when there is nothing.
  func question(for demand: Demand) -> AnyQuestion? {
    guard layer != nil else { return nil }
    let layer = selection.layer
    switch demand {
    case .spectrum: return AnyQuestion(SpectrumQuestion(layer: layer))
    case .filter: return AnyQuestion(FilterQuestion(layer: layer, vector: selection.vector))
    case .gramMatrix: return AnyQuestion(GramMatrixQuestion(layer: layer))
    case .maps where dataSet != nil:
      return AnyQuestion(FeatureMapsQuestion(stage, layer: layer, image: selection.image))
    case .input where dataSet != nil:
      return AnyQuestion(FeatureMapsQuestion(.input, layer: 0, image: selection.image))
    case .hierarchy where dataSet != nil:
      return AnyQuestion(HierarchyQuestion(layer: layer, parameters))
    case .maps, .input, .hierarchy: return nil
    }
  }

  var spectrum: Found<SpectrumQuestion> { found(.spectrum) }
  var maps: Found<FeatureMapsQuestion> { found(.maps) }
  var input: Found<FeatureMapsQuestion> { found(.input) }
  var hierarchy: Found<HierarchyQuestion> { found(.hierarchy) }
  var filter: Found<FilterQuestion> { found(.filter) }
  var gramMatrix: Found<GramMatrixQuestion> { found(.gramMatrix) }

  /// The input of the network for one image, if it is known.
  func input(ofImage image: Int) -> FeatureMaps? {
    findings[FeatureMapsQuestion(.input, layer: 0, image: image)].answer
  }

  /// The spectrum of one layer, if it is known.
  func spectrum(ofLayer layer: Int) -> Spectrum? { findings[SpectrumQuestion(layer: layer)].answer }

  /// The largest values of the selected layer, as long as its spectrum is not known.
  var provisional: [Double]? {
    guard case .working(_, let values) = findings[SpectrumQuestion(layer: selection.layer)] else {
      return nil
    }
    return values
  }

  /// Whether a layer's power law is plausible, if that is known.
  func powerLawTest(ofLayer layer: Int) -> PowerLawTest? {
    findings[PowerLawTestQuestion(layer: layer)].answer
  }

  /// What a layer's alpha is taken to tell; by its shuffle and the test of its law too, when these are
  /// known.
  func reading(ofLayer layer: Int) -> AlphaReading? {
    guard let spectrum = spectrum(ofLayer: layer) else { return nil }
    var comparison: ShuffleComparison?
    if let shuffled = findings[SpectrumQuestion(layer: layer, shuffledBy: 0)].answer {
      comparison = ShuffleComparison(spectrum, shuffled: shuffled)
    }
    return AlphaReading(
      spectrum, comparison: comparison, test: powerLawTest(ofLayer: layer))
  }

  private func found<Kind: Question>(_ demand: Demand) -> Found<Kind> {
    guard let asked = question(for: demand), let question = asked.as(Kind.self) else {
      let noLayer = Failure(
        kind: .unsupported, problem: "\(findings.model.file) has no linear layer.")
      return (layer == nil ? noLayer : dataFault).map(Found.fault) ?? .nothing
    }
    switch findings[question] {
    case .failed(let failure): return .fault(failure)
    case .known(let answer): return .value(answer, of: question, isStale: false)
    case .unknown, .working: break
    }
    if cancelled.contains(asked) { return .cancelled }
    guard let old = held[demand]?.as(Kind.self), let answer = findings[old].answer else {
      return .nothing
    }
    return .value(answer, of: old, isStale: true)
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
