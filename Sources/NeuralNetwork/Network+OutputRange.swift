import Formats
import LinearAlgebra

/// What a network's output is known to lie between.
extension Network {
  /// What a single score exceeds when the image is of class 1: the middle of what the output lies
  /// between, as 0.5 of a probability; 0 where it has no bounds, as logits have none.
  package var decisionThreshold: Float {
    guard let output, scores(behind: output) == output else { return 0 }
    var ranges: [ValueID: ClosedRange<Float>] = [:]
    let range = range(of: output, &ranges, depth: 0)
    let middle = (range.lowerBound + range.upperBound) / 2
    return middle.isFinite ? middle : 0
  }

  /// What a value lies between whatever the image is, as far as its last nodes tell.
  private func range(
    of value: ValueID, _ ranges: inout [ValueID: ClosedRange<Float>], depth: Int
  ) -> ClosedRange<Float> {
    if let range = ranges[value] { return range }
    let range = newRange(of: value, &ranges, depth: depth)
    ranges[value] = range
    return range
  }

  private func newRange(
    of value: ValueID, _ ranges: inout [ValueID: ClosedRange<Float>], depth: Int
  ) -> ClosedRange<Float> {
    if let constant = try? graph.constants.value(value) {
      guard case .floats(let tensor) = constant, let least = tensor.values.min(),
        let greatest = tensor.values.max(), least <= greatest
      else { return .unbounded }
      return least...greatest
    }
    guard depth < Self.greatestDepth, let node = graph.producer(of: value),
      let range = OperatorTable.outputRange(of: node.stored)
    else { return .unbounded }
    return range(
      node.inputs.map { input in
        input.map { self.range(of: $0, &ranges, depth: depth + 1) } ?? .unbounded
      })
  }
}
