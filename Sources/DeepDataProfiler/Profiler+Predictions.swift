import Formats
import LinearAlgebra
import NeuralNetwork
import System

extension Profiler {
  /// What the network makes of the data set; with logits, where these are asked for.
  func predictions(for request: Request) throws -> Predictions {
    _ = try requireImages()
    // Where there is no graph, that is the fault.
    try network.requireGraph()
    let scores = try scores.get()
    let hasLogits = request == .logits
    let sweep = try hasLogits ? sweep(.logits, layers: []) : sweep(.predictions)
    let found = try usable(sweep, orElse: "its logits are not finite") {
      sweep.predicted[$0] != nil
    }
    var logits: Tensor?
    if hasLogits {
      sweeps[.logits] = nil
      logits = Shape([found.rows.count, scores.count]).map {
        Tensor(shape: $0, values: sweep.logits.picking(found.rows, columns: scores.count))
      }
    }
    return Predictions(
      predicted: found.rows.compactMap { sweep.predicted[$0] }, logits: logits,
      labels: labels(of: found.images), images: found.images, leftOut: leftOut, scores: scores,
      isComparable: findings.dataSet?.mismatch == nil)
  }

  /// The labels of some images.
  func labels(of images: [Int]) -> [Int] {
    let labels = findings.dataSet?.labels ?? []
    return images.map { labels[$0] }
  }

  /// The rows of a sweep's images that can be used, and these images; the others are left out.
  ///
  /// Throws when none is left.
  func usable(
    _ sweep: Sweep, orElse reason: String, _ isUsable: (Int) -> Bool
  ) throws(Failure) -> (rows: [Int], images: [Int]) {
    let rows = sweep.images.indices.filter(isUsable)
    let images = rows.map { sweep.images[$0] }
    let lost = Set(sweep.images).subtracting(images)
    leftOut = (sweep.leftOut + lost.map { LeftOutImage(image: $0, reason: reason) })
      .sorted { $0.image < $1.image }
    if images.isEmpty, let first = leftOut.first {
      throw Failure(
        kind: .unfitting,
        problem:
          "\(findings.dataSet?.file ?? ""): none of its \(sweep.next) images can be used, the "
          + "first, \(first.name), because: \(first.reason)", cure: "give others with --data")
    }
    return (rows, images)
  }
}

extension Failure {
  /// Outputs that are not one row for each image.
  static func unevenRows(_ columns: Int) -> Failure {
    Failure(
      kind: .unfitting,
      problem: "the network does not give one row of \(columns) numbers for each image")
  }
}
