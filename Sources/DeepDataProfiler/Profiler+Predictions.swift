import Formats
import LinearAlgebra
import NeuralNetwork

extension Profiler {
  /// What the network makes of the data set.
  func predictions() throws -> Predictions {
    _ = try requireImages()
    // Where there is no graph, that is the fault.
    if !network.hasGraph { try network.requireOutput() }
    let scores = try scores.get()
    let sweep = try sweep(.logits)
    let found = try finite(
      sweep.logits, columns: scores.count, of: sweep, orElse: "its logits are not finite")
    guard let shape = Shape([found.images.count, scores.count]) else {
      throw Self.unevenRows(scores.count)
    }
    return Predictions(
      logits: Tensor(
        shape: shape, values: sweep.logits.picking(found.rows, columns: scores.count)),
      labels: labels(of: found.images),
      images: found.images, leftOut: leftOut, scores: scores,
      isComparable: findings.dataSet?.mismatch == nil)
  }

  /// The labels of some images.
  func labels(of images: [Int]) -> [Int] {
    let labels = findings.dataSet?.labels ?? []
    return images.map { labels[$0] }
  }

  /// The rows of a sweep's images that are finite, and these images; the others are left out.
  ///
  /// Throws when none is left.
  func finite(
    _ values: [Float], columns: Int, of sweep: Sweep, orElse reason: String
  ) throws(ProfilerError) -> (rows: [Int], images: [Int]) {
    guard values.count == sweep.images.count * columns else { throw Self.unevenRows(columns) }
    let rows = sweep.images.indices.filter { row in
      values.span.extracting(row * columns..<(row + 1) * columns).isFinite
    }
    let images = rows.map { sweep.images[$0] }
    let lost = Set(sweep.images).subtracting(images)
    leftOut = (sweep.leftOut + lost.map { LeftOutImage(image: $0, reason: reason) })
      .sorted { $0.image < $1.image }
    if images.isEmpty, let first = leftOut.first {
      throw ProfilerError(
        kind: .unfittingData,
        description:
          "\(findings.dataSet?.file ?? ""): none of its \(sweep.next) images can be used, the "
          + "first, \(first.name), because: \(first.reason); give others with --data")
    }
    return (rows, images)
  }

  static func unevenRows(_ columns: Int) -> ProfilerError {
    ProfilerError(
      kind: .unfittingData,
      description: "the network does not give one row of \(columns) numbers for each image")
  }
}

extension Span<Float> {
  /// Whether all are finite.
  fileprivate var isFinite: Bool {
    let exponent: UInt32 = 0x7F80_0000
    var hits: UInt32 = 0
    for index in indices { hits |= self[index].bitPattern & exponent == exponent ? 1 : 0 }
    return hits == 0
  }
}

extension [Float] {
  /// Some rows, ascending, of a matrix that lies row by row.
  func picking(_ rows: [Int], columns: Int) -> [Float] {
    rows.count * columns == count
      ? self : rows.flatMap { self[$0 * columns..<($0 + 1) * columns] }
  }
}
