package import DeepDataProfiler
package import NeuralNetwork

/// A report that is about one layer, and may stand beside those of others.
package protocol LayerReport: Report {
  var layer: LinearLayer { get }
  var model: Findings.Model { get }
  /// What stands above its text.
  func title(isAlone: Bool) -> String
}

extension LayerReport {
  package func title(isAlone: Bool) -> String { "" }

  /// The object of one report, or one that holds those of several.
  package static func json(of reports: [Self]) -> JSON {
    reports.count == 1
      ? reports[0].json : .object([("layers", .array(reports.map(\.json)))])
  }

  /// The texts one below the other, and what they depend on that the file leaves open.
  package static func text(of reports: [Self], for reader: Reader) -> String {
    let texts = reports.map {
      $0.title(isAlone: reports.count == 1) + $0.text(for: reader)
    }
    return texts.joined(separator: "\n") + (reports.first?.model.remarks ?? "")
  }
}
