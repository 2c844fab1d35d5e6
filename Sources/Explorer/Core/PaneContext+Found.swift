import DeepDataProfiler
import NeuralNetwork
import System

extension PaneContext {
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

  /// What there is of a picture: the answer to a question, or what was shown of its kind before; why
  /// there is none where there is nothing to ask.
  func found<Kind: Question>(_ question: Kind?) -> Found<Kind> {
    guard let question else {
      let noLayer = Failure(
        kind: .unsupported, problem: "\(findings.model.file) has no linear layer.")
      return (layer == nil ? noLayer : dataFault).map(Found.fault) ?? .nothing
    }
    switch findings[question] {
    case .failed(let failure): return .fault(failure)
    case .known(let answer): return .value(answer, of: question, isStale: false)
    case .unknown, .working: break
    }
    if cancelled.contains(AnyQuestion(question)) { return .cancelled }
    guard let old = held[PictureKind(Kind.self)]?.as(Kind.self),
      let answer = findings[old].answer
    else { return .nothing }
    return .value(answer, of: old, isStale: true)
  }

  /// The fraction, 0 to 1, that is done of the work under way for an answer; nil where it has not begun.
  func progress(of question: AnyQuestion) -> Double? {
    if case .working(let fraction, _) = findings[findings.underWay(for: question)] {
      fraction
    } else {
      nil
    }
  }
}
