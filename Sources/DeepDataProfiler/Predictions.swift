public import LinearAlgebra

/// What a network makes of a data set.
public struct Predictions: Equatable, Sendable {
  /// Images x outputs, before a closing softmax.
  public let logits: Tensor
  /// The true label of each image.
  public let labels: [Int]

  package init(logits: Tensor, labels: [Int]) {
    self.logits = logits
    self.labels = labels
  }

  /// The logits of one image.
  public func logits(of image: Int) -> ArraySlice<Float> {
    let outputs = logits.shape[1]
    return logits.values[image * outputs..<(image + 1) * outputs]
  }

  /// The output with the largest logit, for each image; the lowest wins a tie.
  public var predicted: [Int] {
    labels.indices.map { image in
      let row = logits(of: image)
      return row.indices.max { row[$0] < row[$1] }.map { $0 - row.startIndex } ?? 0
    }
  }

  /// The fraction of images whose prediction is their label.
  public var accuracy: Double {
    let correct = zip(predicted, labels).count { $0 == $1 }
    return labels.isEmpty ? 0 : Double(correct) / Double(labels.count)
  }
}
