import Formats
import System

/// The images of the data set in an order in which somebody may want to see them.
package struct ImageOrderQuestion: Question {
  package typealias Answer = ImageOrder

  /// What decides on the order.
  package enum Criterion: Hashable, Sendable {
    /// The class, and then the number.
    case label
    /// The summed mean signals over some nodes of a layer, the largest first (paper equation 20,
    /// restricted to the data).
    case signal(layer: Int, nodes: [SignificanceHypergraph.Node])
    /// How sure the network is of its prediction, the surest first, of those alone that it is wrong of.
    case mistake
  }

  /// What decides on it.
  package let criterion: Criterion

  /// An order.
  package init(by criterion: Criterion) {
    self.criterion = criterion
  }

  package func title(naming name: (Int) -> String) -> String {
    switch criterion {
    case .label: "classes"
    case .signal(let layer, _): "order of images \(name(layer))"
    case .mistake: "mistakes"
    }
  }

  package func needs(in model: Findings.Model) -> [any Question] {
    switch criterion {
    case .label: []
    case .signal(let layer, _): [SignalsQuestion(layer: layer)]
    case .mistake: [PredictionsQuestion()]
    }
  }

  package func isQuick(in model: Findings.Model) -> Bool { true }
  package func job() -> SingleStep<ImageOrder> { SingleStep { try order($0) } }
  package static func byteCount(_ order: ImageOrder) -> Int { order.byteCount }

  private func order(_ context: JobContext) throws -> ImageOrder {
    let labels = context.subject.facts.dataSet?.labels ?? []
    switch criterion {
    case .label: return ImageOrder(ClassOrder(labels: labels).rows, of: labels.count)
    case .mistake:
      let predictions = try context.answer(to: PredictionsQuestion())
      guard predictions.isComparable else {
        throw Failure(
          kind: .noData,
          problem: "which images are mistaken can't be told: "
            + (context.subject.facts.dataSet?.mismatch?.reason ?? "labels are no outputs"))
      }
      let rows = predictions.images.indices.filter {
        predictions.predicted[$0] != predictions.labels[$0]
      }
      return ImageOrder(
        descending: rows.lazy.map {
          (predictions.images[$0], predictions.confidence(ofRow: $0) ?? 0)
        }, of: labels.count)
    case .signal(let layer, let nodes):
      let table = try context.answer(to: SignalsQuestion(layer: layer))
      if let node = nodes.first(where: { !(0..<table.vectors).contains($0.vector) }) {
        throw Failure(pastRank: node.vector, of: table.vectors)
      }
      let sums = table.sums(over: nodes)
      return ImageOrder(
        descending: zip(table.order.rows, sums).lazy.map { (table.images[$0], Float($1)) },
        of: labels.count)
    }
  }
}

extension SignalTable {
  /// The summed signals over some nodes, at each place of a column.
  fileprivate func sums(over nodes: [SignificanceHypergraph.Node]) -> [Double] {
    var sums = [Double](repeating: 0, count: labels.count)
    for node in nodes {
      let column = column(node.vector)
      let sign: Double = node.isNegative ? -1 : 1
      for place in column.indices { sums[place] += Double(column[place]) * sign }
    }
    return sums
  }
}
