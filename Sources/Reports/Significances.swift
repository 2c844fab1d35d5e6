package import DeepDataProfiler
package import Formats
package import NeuralNetwork
import System
import TerminalUI

/// What a hypergraph and its hierarchy are told by.
package struct Significances: Sendable {
  let layer: LinearLayer
  /// All singular values of the layer, descending.
  let singularValues: [Double]
  let rank: Int
  let significance: SignificanceHypergraph
  let groups: [SignificanceHypergraph.Group]
  let pool: SignalTable.Pool
  /// The images that have no signals; nil where that is not known.
  let leftOut: [LeftOutImage]?
  /// The labels of the images.
  private let labels: [Int]
  let dataSet: Findings.DataSet?
  let model: Findings.Model

  package init(
    layer: LinearLayer, spectrum: Spectrum, significance: SignificanceHypergraph,
    pool: SignalTable.Pool, leftOut: [LeftOutImage]?, labels: [Int],
    dataSet: Findings.DataSet?, model: Findings.Model
  ) {
    self.layer = layer
    singularValues = spectrum.singularValues
    rank = spectrum.rank
    self.significance = significance
    groups = significance.groups
    self.pool = pool
    self.leftOut = leftOut
    self.labels = labels
    self.dataSet = dataSet
    self.model = model
  }

  /// One line of what decided on significance.
  var title: String {
    let parameters = significance.parameters
    let threshold = rank == 0 ? "" : "  threshold \(Double(significance.threshold).brief)"
    return
      "\(layer.title)  quantile \(parameters.quantile)  majority \(parameters.majority)  "
      + "polarity \(parameters.polarity.rawValue)\(threshold)"
      + (pool == .mean ? "" : "  pool \(pool.rawValue)")
  }

  /// How many vectors, groups and classes there are, and what was left out for having none.
  var counts: String {
    let edges = significance.hypergraph.edges
    let vectors = Set(significance.hypergraph.nodes.map(\.vector)).count
    let labels = Set(labels).sorted()
    let empty = labels.filter { !edges.contains($0) }
    let names = empty.map { name(ofClass: $0) }.listed(within: 60)
    return
      "\(vectors) of \(rank.counted("vector")) in "
      + "\(groups.count.counted("group")), "
      + "\(edges.count) of \(labels.count.counted("class", plural: "classes"))"
      + (empty.isEmpty ? "" : "\nno vector is significant for \(names.printable)")
  }

  /// What stands in place of an answer that is empty.
  package var nothing: String {
    rank == 0
      ? Self.noVectors
      : "no vector is significant for any class; lower the quantile or the majority"
  }

  /// What is said of a layer whose weight is zero.
  package static let noVectors = "the layer has no singular vectors, as its weight is zero"

  /// A class's name, or its number when it has none.
  func name(ofClass label: Int) -> String { dataSet?.name(ofClass: label) ?? String(label) }

  /// A class in JSON.
  func json(ofClass label: Int) -> JSON { dataSet?.json(ofClass: label) ?? .int(label) }

  /// A class as text.
  func text(ofClass label: Int) -> String { dataSet?.text(ofClass: label) ?? String(label) }
}

extension Field {
  /// The nodes of a list: vectors, and beside them their signs.
  static func nodes(_ nodes: @escaping @Sendable (Subject) -> [SignificanceHypergraph.Node])
    -> [Field]
  {
    [
      .list("vectors", of: .integer, Meaning.vectors) { nodes($0).map { .int($0.vector) } },
      .list("signs", of: .text, Meaning.signs) { nodes($0).map { .string($0.sign) } },
    ]
  }
}

extension SignificanceHypergraph.Node {
  /// `+` or `-`.
  var sign: String { isNegative ? "-" : "+" }

  /// `v3`, or `-v3` for negated signals.
  var label: String { (isNegative ? "-v" : "v") + String(vector) }
}
