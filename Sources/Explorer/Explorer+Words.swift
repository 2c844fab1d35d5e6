import DeepDataProfiler
import TerminalUI

extension Explorer {
  /// What the hypergraph's and the hierarchy's panes say after their names: the layer, the
  /// thresholds, and the signal that they come to.
  var thresholdCaptions: [String] {
    guard dataSet != nil, layer != nil else { return [] }
    var (layer, parameters, threshold) = (selection.layer, self.parameters, "")
    if case .value(let hierarchy, let shown, _) = hierarchy {
      (layer, parameters) = (shown.layer, hierarchy.hypergraph.parameters)
      threshold = "> \(Double(hierarchy.hypergraph.threshold).brief)"
    }
    let settings =
      "q \(parameters.quantile.percent())  p \(parameters.majority.percent())"
      + (parameters.polarity == .positive ? "" : "  \(parameters.polarity.rawValue)")
    let name = name(ofLayer: layer) + "  "
    if threshold.isEmpty { return [name + settings, settings] }
    return ["\(name)\(settings)  signal \(threshold)", "\(name)\(settings)  \(threshold)"]
      + ["\(settings)  \(threshold)", settings]
  }

  /// Why a hypergraph is empty, and what to do about it.
  var emptyWords: String {
    "No vector is significant for any class at quantile \(parameters.quantile.percent()) and "
      + "majority \(parameters.majority.percent()). [ lowers the quantile, { the majority."
  }

  /// What the selected vector lacks to belong to a class.
  func shortfallWords(in hypergraph: Hypergraph) -> String {
    let name = name(of: node)
    if let rank = spectrum(ofLayer: selection.layer)?.rank, node.vector >= rank {
      return "\(name) is past the rank, so it has no signals"
    }
    guard let lack = hypergraph.shortfalls[node] else { return "\(name) is in no group" }
    if lack.greatest <= 0, parameters.polarity != .both {
      let sign = parameters.polarity == .positive ? "negative" : "positive"
      return "\(name) is in no group: all its signals are \(sign); p changes the polarity"
    }
    if lack.share == 0 {
      return "\(name) is in no group: its largest signal is \(Double(lack.greatest).brief), "
        + "q is \(Double(hypergraph.threshold).brief)"
    }
    // As many decimals as tell the two apart.
    let majority = parameters.majority
    let decimals =
      (0...3).first { lack.share.percent(decimals: $0) != majority.percent(decimals: $0) } ?? 4
    return "\(name) is in no group: \(lack.share.percent(decimals: decimals)) of "
      + "\(className(lack.label)) exceed q; p asks for \(majority.percent(decimals: decimals))"
  }

  /// The names of classes, one after the other, in so many lines.
  func names(ofClasses labels: [Int], width: Int, rows: Int, ellipsis: Character) -> [String] {
    Listing.lines(
      labels.lazy.map { className($0) }, between: ",", width: width, rows: rows,
      ellipsis: ellipsis)
  }

  func className(_ label: Int) -> String {
    findings.dataSet?.name(ofClass: label) ?? String(label)
  }

  /// An image's number and the name of its class.
  func name(ofImage image: Int) -> String {
    guard let labels = findings.dataSet?.labels, labels.indices.contains(image) else {
      return "\(image)"
    }
    // Of two numbers the class is the one in quotes.
    let name = className(labels[image])
    return Int(name) == nil ? "\(image) \(name)" : "\(image) \"\(name)\""
  }
}
