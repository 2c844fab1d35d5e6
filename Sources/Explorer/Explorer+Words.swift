import DeepDataProfiler

extension Explorer {
  /// What the hypergraph's and the hierarchy's panes say after their names: the layer, the
  /// thresholds, and the signal that they come to.
  var thresholdCaption: String {
    guard dataSet != nil, layer != nil else { return "" }
    let settings =
      "q \(parameters.quantile.percent())  p \(parameters.majority.percent())"
      + (parameters.polarity == .positive ? "" : "  \(parameters.polarity.rawValue)")
    let name = name(ofLayer: selection.layer)
    guard case .value(let hierarchy, .hierarchy(let shown, _), let isStale) = hierarchy else {
      return "\(name)  \(settings)"
    }
    if isStale {
      let old = shown == selection.layer ? "" : "\(self.name(ofLayer: shown)), then "
      return "\(old)\(name)  \(settings)"
    }
    return "\(name)  \(settings)  signal > \(hierarchy.hypergraph.threshold.brief)"
  }

  /// Why a hypergraph is empty, and what to do about it.
  var emptyWords: String {
    "No vector is significant for any class at quantile \(parameters.quantile.percent()) and "
      + "majority \(parameters.majority.percent()). [ lowers the quantile, { the majority."
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
    return "\(image) \(className(labels[image]))"
  }
}
