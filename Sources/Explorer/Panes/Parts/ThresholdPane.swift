import DeepDataProfiler
import TerminalUI

/// A pane that shows what is significant, and lets the person decide what that means.
protocol ThresholdPane: Pane {}

extension ThresholdPane {
  static var thresholdKeys: [KeyEntry] {
    [
      quantileKey,
      KeyEntry(
        [([.character("{")], .lowerMajority), ([.character("}")], .raiseMajority)], "majority",
        footer: true),
      polarityKey,
    ]
  }

  static var quantileKey: KeyEntry {
    KeyEntry(
      [([.character("[")], .lowerQuantile), ([.character("]")], .raiseQuantile)], "quantile",
      footer: true)
  }

  static var polarityKey: KeyEntry {
    KeyEntry([([.character("p")], .polarity)], "polarity", footer: true)
  }

  /// Steps through the vectors of the selected group.
  static var memberKey: KeyEntry {
    KeyEntry(
      [([.character(",")], .previousMember), ([.character(".")], .nextMember)], "vector",
      footer: true)
  }

  package func picture(_ context: PaneContext) -> AnyQuestion? {
    context.hierarchyQuestion.map { AnyQuestion($0) }
  }

  package func parts(of question: AnyQuestion, _ context: PaneContext) -> [String] {
    guard let asked = question.as(HierarchyQuestion.self) else { return [] }
    return [
      context.name(ofLayer: asked.layer), "q \(asked.parameters.quantile.percent())",
      "p \(asked.parameters.majority.percent())", asked.parameters.polarity.rawValue,
    ]
  }

  /// Changes a threshold.
  /// - Returns: whether the action asks for that.
  func changeThreshold(_ action: Action, _ selection: inout Selection) -> Bool {
    switch action {
    case .lowerQuantile: Self.step(&selection.parameters.quantile, by: -1)
    case .raiseQuantile: Self.step(&selection.parameters.quantile, by: 1)
    case .lowerMajority: Self.step(&selection.parameters.majority, by: -5)
    case .raiseMajority: Self.step(&selection.parameters.majority, by: 5)
    case .polarity: selection.parameters.polarity = selection.parameters.polarity.next
    default: return false
    }
    return true
  }

  /// Steps a fraction by some hundredths, on whole hundredths and from 0 to 1.
  private static func step(_ fraction: inout Double, by percent: Double) {
    fraction = min(max((fraction * 100).rounded() + percent, 0), 100) / 100
  }

  package func captions(_ context: PaneContext) -> [String] { thresholdCaptions(context) }

  /// The layer, the thresholds, and the signal that they come to.
  func thresholdCaptions(_ context: PaneContext) -> [String] {
    guard context.dataSet != nil, context.layer != nil else { return [] }
    let selection = context.selection
    var (layer, parameters, threshold) = (selection.layer, selection.parameters, "")
    if case .value(let hierarchy, let shown, _) = context.hierarchy {
      (layer, parameters) = (shown.layer, hierarchy.significance.parameters)
      let signal = Double(hierarchy.significance.threshold)
      threshold = signal.isNaN ? "" : "> \(signal.brief)"
    }
    let settings =
      "q \(parameters.quantile.percent())  p \(parameters.majority.percent())"
      + (parameters.polarity == .positive ? "" : "  \(parameters.polarity.rawValue)")
    let name = context.name(ofLayer: layer) + "  "
    if threshold.isEmpty { return [name + settings, settings] }
    return ["\(name)\(settings)  signal \(threshold)", "\(name)\(settings)  \(threshold)"]
      + ["\(settings)  \(threshold)", settings]
  }
}

extension SignificanceHypergraph.Polarity {
  /// The polarity that follows, round and round.
  fileprivate var next: Self {
    switch self {
    case .positive: .negative
    case .negative: .both
    case .both: .positive
    }
  }
}
